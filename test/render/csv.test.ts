import fc from "fast-check";
import { expect, it } from "vitest";
import { csvLine } from "../../src/render/csv.ts";

it.each([
  ["a plain cell", "ann@example.org", "ann@example.org"],
  ["a comma", "a,b", '"a,b"'],
  ["a quote", 'a"b', '"a""b"'],
  ["a formula", "=1+1", '"\'=1+1"'],
  ["a formula behind a blank", " =1+1", '"\' =1+1"'],
  ["plus", "+1", '"\'+1"'],
  ["minus", "-1", '"\'-1"'],
  ["at", "@SUM(1)", '"\'@SUM(1)"'],
  ["a wide sign", "＝1+1", '"\'＝1+1"'],
  ["a new line", "a\nb", "a\\u{a}b"],
])("%s", (_, cell, written) => {
  expect(csvLine([cell])).toBe(`${written}\r\n`);
});

it("makes one line of whatever it is given, no cell of which starts a formula", () => {
  const cell = fc.string({ unit: "binary", minLength: 1 });
  const run = (cells: readonly string[]) => {
    const line = csvLine(cells);
    expect(line.slice(0, -2)).not.toMatch(/[\r\n]/);
    const read = [...line.slice(0, -2).matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)].map(
      ([, quoted, bare]) => quoted ?? bare ?? "",
    );
    expect(read.length).toBe(cells.length);
    for (const each of read) expect(each).not.toMatch(/^\s*[=+\-@\t\r]/);
  };
  fc.assert(fc.property(fc.array(cell, { minLength: 1, maxLength: 5 }), run));
});
