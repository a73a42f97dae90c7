import { readdirSync } from "node:fs";
import { expect, it } from "vitest";
import { COMMANDS } from "../src/commands/index.ts";
import { CHECKS } from "../src/diagnosis/checks/index.ts";
import { HOPS } from "../src/diagnosis/hop.ts";
import { WORLDS } from "../src/sandbox/worlds/index.ts";

const FOLDERS = [
  { registry: "checks", folder: "../src/diagnosis/checks/", names: CHECKS.map(({ name }) => name), beside: [] },
  {
    registry: "worlds",
    folder: "../src/sandbox/worlds/",
    names: WORLDS.map(({ name }) => name),
    beside: ["internet", "jada-mails", "jada-senders", "jada-suppressed"],
  },
  {
    registry: "commands",
    folder: "../src/commands/",
    names: COMMANDS.map(({ name }) => name),
    beside: [
      "answer",
      "command",
      "doctor-events",
      "doctor-permission",
      "doctor-removals",
      "doctor-slack",
      "load-diagnosis",
      "office",
      "parse",
      "queue-arn",
      "regions-of",
    ],
  },
];

it.each(FOLDERS)("the registry of $registry names every file of its folder", ({ folder, names, beside }) => {
  const files = readdirSync(new URL(folder, import.meta.url), { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name.replace(/\.ts$/, ""))
    .filter((name) => name !== "index" && !beside.includes(name));
  expect(files.sort()).toEqual([...names].sort());
});

it("checks stand in the order of the hops", () => {
  const hops = CHECKS.map(({ hop }) => HOPS.indexOf(hop));
  expect(hops).toEqual(hops.toSorted((a, b) => a - b));
});

it("no code belongs to two checks, and none is without words", () => {
  const codes = CHECKS.flatMap(({ codes }) => Object.keys(codes));
  expect(new Set(codes).size).toBe(codes.length);
  for (const { codes } of CHECKS) {
    for (const [code, { severity, fix }] of Object.entries(codes)) {
      expect(code).toMatch(/^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$/);
      if (severity === "failure" || severity === "warning") expect(fix, code).toBeDefined();
    }
  }
});
