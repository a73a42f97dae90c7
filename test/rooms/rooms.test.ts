import { beforeAll, describe, expect, test } from "vitest";
import { type Broken, lint } from "./lint.ts";
import { ROOMS, type RoomCase } from "./rooms.ts";
import { RULES } from "./rules.ts";

let broken: readonly Broken[];

beforeAll(async () => {
  const files = new Map(ROOMS.map((room) => [room.file, importsOf(room)]));
  for (const rule of RULES) {
    for (const [file, text] of Object.entries({ ...rule.offence, ...rule.allowed })) files.set(file, text);
  }
  broken = await lint(files);
}, 30_000);

describe("a room imports only what stands below it", () => {
  test.each(ROOMS)("$file", ({ file, may, mayNot }) => {
    const imports = [...may, ...mayNot];
    const refused = broken
      .filter((one) => one.file === file && one.rule === "style/noRestrictedImports")
      .map(({ line }) => line)
      .toSorted((a, b) => a - b);
    expect(refused.map((line) => imports[line - 1])).toEqual(mayNot);
  });
});

describe("a rule fires on its offence, and on nothing in the allowed sibling", () => {
  test.each(RULES)("$rule: $sentence", ({ rule, offence, allowed }) => {
    for (const file of Object.keys(offence)) expect(rulesIn(file)).toEqual([rule]);
    for (const file of Object.keys(allowed)) expect(rulesIn(file)).toEqual([]);
  });
});

function rulesIn(file: string): readonly string[] {
  return broken.filter((one) => one.file === file).map((one) => one.rule);
}

/** One import a line, so that the line of a complaint names the import. */
function importsOf({ may, mayNot }: RoomCase): string {
  return [...may, ...mayNot].map((name) => `import ${JSON.stringify(name)};\n`).join("");
}
