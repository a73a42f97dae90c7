import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { COMMANDS } from "../src/commands/index.ts";
import { VARIABLES } from "../src/config/variables.ts";
import { CHECKS } from "../src/diagnosis/checks/index.ts";
import { WORLDS } from "../src/sandbox/worlds/index.ts";

const README = readFileSync(new URL("../README.md", import.meta.url), "utf8");

it("opens with the two lines that do all the set-up", () => {
  const [first, second] = README.split("\n").filter((line) => line.startsWith("npm ci"));
  expect(first).toMatch(/^npm ci && npm run sandbox\b/);
  expect(second).toMatch(/^npm ci && npm test\b/);
});

it.each(COMMANDS.map(({ usage }) => [usage]))("documents the command %s", (usage) => {
  expect(README).toContain(`\`${usage}\``);
});

it.each(WORLDS.map(({ name }) => [name]))("lists the world %s", (name) => {
  expect(README).toContain(`| \`${name}\` |`);
});

it("explains every variable", () => {
  expect(Object.keys(VARIABLES).filter((name) => !README.includes(`\`${name}\``) && !name.startsWith("AWS_"))).toEqual(
    [],
  );
});

it.each(CHECKS.map((check) => [check.name, check] as const))(
  "has the row of the check %s, each code under its severity",
  (name, check) => {
    const row = README.split("\n").find((line) => line.startsWith(`| ${check.hop} | ${name} `));
    const [, , , ...cells] = (row ?? "").split("|").map((cell) => cell.trim());
    const said = (["ok", "note", "warning", "failure"] as const).flatMap((severity, index) =>
      (cells[index] ?? "")
        .split(/\s+/)
        .filter(Boolean)
        .map((code) => `${severity} ${code}`),
    );
    const known = Object.entries(check.codes).map(([code, { severity }]) => `${severity} ${code}`);
    expect(said.sort()).toEqual(known.sort());
  },
);
