import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { terminalInputs } from "../../src/terminal/inputs.ts";

async function linesOf(chunks: Iterable<string | Buffer>): Promise<readonly string[]> {
  const stdin = Readable.from(
    Array.from(chunks, (chunk) => Buffer.from(chunk)),
    { objectMode: false },
  );
  const lines: string[] = [];
  for await (const line of (await terminalInputs(stdin).lines("-")) ?? []) lines.push(line);
  return lines;
}

describe("the lines of an input", () => {
  it.each<[string, readonly string[], readonly string[]]>([
    ["nothing", [], []],
    ["one without an end", ["a"], ["a"]],
    ["every kind of end", ["a\nb\r\nc\rd\n"], ["a", "b", "c", "d"]],
    ["empty ones", ["a\n\n\r\n\nb"], ["a", "", "", "", "b"]],
    ["ends cut in two", ["a\r", "\nb\r", "c\r", "\n"], ["a", "b", "c"]],
    ["pieces of one", ["a", "b", "c\nd"], ["abc", "d"]],
    ["what other readers take for an end", ["a\u2028b\u0085c"], ["a\u2028b\u0085c"]],
  ])("%s", async (_, chunks, lines) => {
    expect(await linesOf(chunks)).toEqual(lines);
  });

  it("a letter that is cut in two is one", async () => {
    const [one, two] = [Buffer.from("ü").subarray(0, 1), Buffer.from("ü").subarray(1)];
    expect(await linesOf([one, two])).toEqual(["ü"]);
  });

  it("no more than 64,000 characters of one are kept, and the next one is whole", async () => {
    const lines = await linesOf([
      ...Array.from({ length: 3 }, () => "x".repeat(50_000)),
      "\nnext\r\n",
      "y".repeat(64_000),
    ]);
    expect(lines).toEqual(["x".repeat(64_000), "next", "y".repeat(64_000)]);
  });
});

it("a line that is longer than any string takes no more memory than a short one", async () => {
  const piece = Buffer.alloc(1024 * 1024, "x");
  // This thread's alone: other tests run beside it in the same process.
  const used = () => {
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
  const before = used();
  let most = before;
  async function* pieces() {
    for (let count = 0; count < 700; count += 1) {
      most = Math.max(most, used());
      yield piece;
    }
  }
  const stdin = Readable.from(pieces(), { objectMode: false });
  for await (const line of (await terminalInputs(stdin).lines("-")) ?? []) expect(line).toHaveLength(64_000);
  expect(most - before).toBeLessThan(200 * 1024 * 1024);
}, 30_000);
