import { expect, it } from "vitest";
import { explain } from "../../src/bounces/explain.ts";
import { REASONS } from "../../src/bounces/reason.ts";
import { type BlindCase, blindLines, blindProse } from "./blind-lines.ts";
import { blindMails } from "./blind-mails.ts";

function nameOf(input: string): string {
  const subject = /^Subject: .+$/m.exec(input)?.[0];
  return (subject ?? input).slice(0, 140);
}

const CASES: readonly (readonly [name: string, ...BlindCase])[] = [...blindLines, ...blindMails].map((each) => [
  nameOf(each[0]),
  ...each,
]);

it.each(CASES)("%s", (_, input, reasons, hops, replyCode, enhancedCode) => {
  const { items } = explain(input);
  expect(items).toHaveLength(1);
  expect(items[0]).toMatchObject({ replyCode, enhancedCode });
  expect(reasons.split("|")).toContain(items[0]?.reason);
  expect(hops.split("|")).toContain(items[0]?.hop);
  expect(REASONS).toContain(items[0]?.reason);
});

it.each(blindProse)("no bounce: %s", (text) => {
  expect(explain(text)).toMatchObject({ kind: "not-a-bounce", items: [] });
});
