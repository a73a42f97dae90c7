import { describe, expect, it } from "vitest";
import type { Check } from "../../src/diagnosis/check.ts";
import type { CatalogueEntry, Finding, Fix } from "../../src/diagnosis/finding.ts";
import type { Report } from "../../src/diagnosis/report.ts";
import { type SlackMessage, slackAnswer, slackReport, slackReportThread } from "../../src/render/slack.ts";
import { expectPostable } from "./slack-posted.ts";

/** Exactly 600 characters, as much as is ever shown of one text. */
function long(what: string): string {
  return `<${what}>`.padEnd(600, " and so on").slice(0, 600);
}

function reportOf(findings: readonly Finding[], fix: (finding: Finding) => Fix): Report {
  const entry: CatalogueEntry = {
    severity: "failure",
    title: ({ subject }) => long(`title ${subject}`),
    why: ({ subject }) => long(`why ${subject}`),
    fix,
  };
  const check: Check = { name: "big", title: "Big", hop: "authentication", codes: { BIG: entry }, looks: () => [] };
  const target = { domain: "example.com", typed: "example.com", regions: ["us-east-1"] };
  return { target, at: new Date("2026-11-21T20:00:00Z"), tookMs: 400, results: [{ check, tookMs: 1, findings }] };
}

function fixOf({ subject }: Finding): Fix {
  const record = { type: "TXT", name: `${subject}.example.com`, value: "v=spf1 ~all" };
  return { text: long(`fix ${subject}`), who: "you", records: [record], commands: [`dig ${subject}`] };
}

function subjects(number: number): readonly Finding[] {
  return Array.from({ length: number }, (_, index) => ({ code: "BIG", subject: `s${index}`, data: {} }));
}

function countIn(text: string, what: string): number {
  return text.split(what).length - 1;
}

function parent(report: Report): SlackMessage {
  const view = { id: "r:1", typed: "example.com", regions: ["us-east-1"], askedBy: "U0ASKER" };
  return slackReport({ ...view, state: "done", known: [], pending: [], report, errorId: null });
}

describe("40 failures with texts as long as they come", () => {
  const report = reportOf(subjects(40), fixOf);
  const messages = slackReportThread(report, { id: "r:1" });
  const texts = messages.map(({ blocks }) => JSON.stringify(blocks));

  it("go into as few messages as Slack takes", () => {
    messages.forEach(expectPostable);
    expect(messages.length).toBe(10);
  });

  it("are all told, each once and in one piece", () => {
    for (const { subject } of report.results[0]?.findings ?? []) {
      const words = ["title", "why", "fix"].map((what) => JSON.stringify(long(`${what} ${subject}`)).slice(1, -1));
      const copied = [`${subject}.example.com TXT \\"v=spf1 ~all\\"`, `"dig ${subject}"`];
      const holders = texts.filter((text) => [...words, ...copied].every((each) => countIn(text, each) === 1));
      expect(holders.length, subject).toBe(1);
      for (const each of [...words, ...copied]) expect(countIn(texts.join(), each), each).toBe(1);
    }
  });

  it("each stand under their hop, also in a new message", () => {
    for (const { blocks } of messages) {
      expect(blocks.filter(({ type }) => type === "header")).toEqual([
        { type: "header", text: { type: "plain_text", text: "authentication", emoji: false } },
      ]);
      expect(blocks[0]?.type).toBe("header");
    }
  });

  it("are numbered for whoever hears them", () => {
    expect(messages[1]?.text.startsWith("Details of example.com (2 of 10): authentication: &lt;title s4&gt;")).toBe(
      true,
    );
  });

  it("leave the parent what it is", () => {
    expectPostable(parent(report));
  });
});

describe("one finding that no message can hold", () => {
  const records = Array.from({ length: 200 }, (_, index) => ({
    type: "TXT",
    name: `n${index}.example.com`,
    value: "x".repeat(900),
  }));
  const report = reportOf(subjects(1), (finding) => ({ ...fixOf(finding), records }));
  const messages = slackReportThread(report, { id: "r:1" });
  const text = JSON.stringify(messages);

  it("is cut at a whole record, says so, and gives the JSON report", () => {
    messages.forEach(expectPostable);
    expect(messages.length).toBe(1);
    expect(text).toContain("More of this stands in the JSON report.");
    expect(text).toContain(`n0.example.com TXT \\"${"x".repeat(900)}\\"`);
    expect(messages[0]?.blocks.at(-1)).toMatchObject({
      type: "actions",
      elements: [{ action_id: "report_json", value: "r:1" }],
    });
  });

  it("leaves the parent postable", () => {
    expectPostable(parent(report));
  });
});

it("60 commands are parted at 50 blocks", () => {
  const entries = Array.from({ length: 60 }, (_, index) => ({
    usage: `c${index}`,
    summary: "s",
    where: "everywhere" as const,
    details: [],
  }));
  const messages = slackAnswer({ kind: "help", entries });
  messages.forEach(expectPostable);
  expect(messages.map(({ blocks }) => blocks.length)).toEqual([50, 12]);
});
