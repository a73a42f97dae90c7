import { expect, it } from "vitest";
import { ansi } from "../../src/render/paint.ts";
import { terminalOf } from "../../src/render/terminal.ts";
import { WORLDS } from "../../src/sandbox/worlds/index.ts";
import { checked } from "../diagnosis/checked.ts";

it.each(WORLDS.map((world) => [world.name, world] as const))(
  "the report of the world %s reads as it did",
  async (name, world) => {
    const { report } = await checked(world);
    const answer = { kind: "reports", reports: [{ ...report, tookMs: 400 }] } as const;
    const lines = terminalOf(answer);
    const text = lines.join("\n").replace(/127\.0\.0\.\d+:\d+/g, "127.0.0.1:53");
    await expect(`${text}\n`).toMatchFileSnapshot(`../golden/terminal/${name}.txt`);
    // Only a word that has to be copied in one piece may stand out.
    const tooWide = lines.filter((line) => [...line].length > 80 && !/^\s+(\$|--|\S+ (TXT|MX|CNAME) )/.test(line));
    expect(tooWide).toEqual([]);
  },
);

it("colour adds nothing but colour", async () => {
  const [world] = WORLDS;
  if (!world) throw new Error("no world");
  const { report } = await checked(world);
  const answer = { kind: "reports", reports: [report] } as const;
  const coloured = terminalOf(answer, ansi).join("\n");
  expect(coloured).toContain("\u001b[");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control sequences
  expect(coloured.replace(/\u001b\[\d+m/g, "")).toBe(terminalOf(answer).join("\n"));
});

it("the names of many relays take several lines, and none is wider than a terminal", async () => {
  const [world] = WORLDS;
  if (!world) throw new Error("no world");
  const { report } = await checked(world);
  const typed = `Relays: ${Array.from({ length: 30 }, (_, number) => `relay-number-${number}`).join(", ")}`;
  const lines = terminalOf({ kind: "reports", reports: [{ ...report, target: { ...report.target, typed } }] });
  expect(lines.slice(0, 8).filter((line) => [...line].length > 80)).toEqual([]);
  expect(lines.slice(0, 8).join(" ")).toContain(typed);
});

it("a question is not given a full stop", () => {
  const entry = { usage: "x", summary: "Who is it?", where: "everywhere", details: [] } as const;
  expect(terminalOf({ kind: "help", entries: [entry] })).toEqual(["x", "Who is it?"]);
});
