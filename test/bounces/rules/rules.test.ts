import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readReply } from "../../../src/bounces/read/reply-line.ts";
import { REASONS } from "../../../src/bounces/reason.ts";
import { GENERAL, PROVIDERS } from "../../../src/bounces/rules/index.ts";
import {
  type CompiledRule,
  compile,
  exampleOf,
  firstMatch,
  ruleList,
  signsOf,
} from "../../../src/bounces/rules/rule.ts";

/** The first rule of a list that matches a refusal, as `classify` goes through it. */
function decides(rules: readonly CompiledRule[], example: string): string | undefined {
  const signs = signsOf(example.replaceAll(/\s+/g, " ").trim(), readReply(example));
  return firstMatch(ruleList(rules), signs)?.id;
}

const lists = [
  ...PROVIDERS.map((set) => ({ name: set.name, rules: compile(set) })),
  { name: "general", rules: GENERAL.rules },
];

describe.each(lists)("the rules of $name", ({ rules }) => {
  it("each decide their own example: none shadows another", () => {
    const shadowed = rules
      .map((rule) => ({ rule: rule.id, decidedBy: decides(rules, exampleOf(rule.rule)) }))
      .filter(({ rule, decidedBy }) => rule !== decidedBy);
    expect(shadowed).toEqual([]);
  });

  it("are written in lower case, so that they can match", () => {
    expect(rules.map(({ rule }) => rule.says ?? "").filter((says) => says !== says.toLowerCase())).toEqual([]);
  });

  it("have no empty alternative, which would match anything", () => {
    expect(
      rules.filter(({ rule }) => rule.says?.split("|").some((phrase) => phrase.replaceAll("*", "").trim().length < 3)),
    ).toEqual([]);
  });

  it("name reasons of the 36", () => {
    expect(rules.map(({ rule }) => rule.reason).filter((reason) => !REASONS.includes(reason))).toEqual([]);
  });
});

describe("rule sets", () => {
  it("are dated and say where they are from", () => {
    for (const { name, source, dated } of PROVIDERS) {
      expect([name, dated]).toEqual([name, expect.stringMatching(/^20\d\d-\d\d$/)]);
      expect(source.length).toBeGreaterThan(10);
    }
  });

  it("of providers are as many as there are files of providers", () => {
    const general = ["enhanced-codes.ts", "index.ts", "rule.ts", "wording.ts"];
    const files = readdirSync("src/bounces/rules").filter((file) => !general.includes(file));
    expect(files.map((file) => file.replace(/\.ts$/, "")).sort()).toEqual(
      PROVIDERS.map(({ name }) => name.replace(".", "-")).sort(),
    );
  });

  it("have names that differ", () => {
    expect(new Set(PROVIDERS.map(({ name }) => name)).size).toBe(PROVIDERS.length);
  });
});
