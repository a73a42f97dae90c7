import { describe, expect, it } from "vitest";
import type { SuppressionEntry } from "../../src/ports/ses.ts";
import { suppressionPages } from "../../src/suppressions/pages.ts";

type Page = { entries: readonly SuppressionEntry[]; next: string | null };

const entry = (n: number): SuppressionEntry => ({
  address: `a${n}@example.net`,
  reason: "BOUNCE",
  lastUpdate: new Date(Date.UTC(2026, 0, 1) + n),
});

/** How many pages were asked for, and how it ended. */
async function read(pageOf: (n: number) => Page): Promise<{ asked: number; ended: unknown }> {
  let asked = 0;
  const ses = { suppressionPage: async () => pageOf(asked++) };
  try {
    for await (const _ of suppressionPages(ses, "us-east-1", null, AbortSignal.timeout(5_000)));
    return { asked, ended: "whole" };
  } catch (error) {
    return { asked, ended: error };
  }
}

describe("a list", () => {
  it.each<[string, number, (n: number) => Page]>([
    ["of one page", 1, (n) => ({ entries: [entry(n)], next: null })],
    ["of many pages", 500, (n) => ({ entries: [entry(n)], next: n < 499 ? String(n) : null })],
    ["with empty pages between", 200, (n) => ({ entries: n % 50 ? [] : [entry(n)], next: n < 199 ? String(n) : null })],
  ])("%s is read whole", async (_, pages, pageOf) => {
    expect(await read(pageOf)).toEqual({ asked: pages, ended: "whole" });
  });

  it.each<[string, number, string, (n: number) => Page]>([
    ["whose token comes again", 2, "error", (n) => ({ entries: [entry(n)], next: "again" })],
    ["whose page comes again under another token", 4, "error", (n) => ({ entries: [entry(n % 3)], next: String(n) })],
    ["of empty pages without end", 101, "limit", (n) => ({ entries: [], next: String(n) })],
    ["of new pages without end", 10_000, "limit", (n) => ({ entries: [entry(n)], next: String(n) })],
  ])("%s is not: it is trouble, and not read for ever", async (_, pages, reason, pageOf) => {
    const { asked, ended } = await read(pageOf);
    expect(asked).toBe(pages);
    expect(ended).toMatchObject({ name: "PortTrouble", reason });
  });
});
