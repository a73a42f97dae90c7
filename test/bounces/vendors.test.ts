import { expect, it } from "vitest";
import { explain } from "../../src/bounces/explain.ts";
import { vendorLines } from "./vendor-lines.ts";

it.each(vendorLines)("%s: %s", (_, line, reasons) => {
  const { items } = explain(line);
  expect(items.length).toBe(1);
  expect(reasons.split("|")).toContain(items[0]?.reason);
});

it("replies of vendors are not listed twice", () => {
  expect(new Set(vendorLines.map(([, line]) => line)).size).toBe(vendorLines.length);
});
