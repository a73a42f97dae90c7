import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { isHeldOut, readCorpus, readLines } from "../../src/bench/corpus.ts";
import { explain } from "../../src/bounces/explain.ts";

const corpus = process.env.MAILDIAG_CORPUS;
const folder = corpus === undefined ? "" : join(corpus, "bounces");
const mails = corpus === undefined ? [] : [...readCorpus(folder), ...readCorpus(corpus)];
const lines = corpus === undefined ? [] : [...readLines(folder), ...readLines(corpus)];

/** The last third was kept out until the rules of vendors were complete, and is measured apart. */
describe.skipIf(mails.length === 0)("real bounces (MAILDIAG_CORPUS)", () => {
  function shareOf(heldOut: boolean): number {
    const judged = mails
      .filter(({ file }) => isHeldOut(file) === heldOut)
      .flatMap(({ bytes, recipients, expected }) => {
        const { items } = explain(bytes);
        return expected.map(
          ({ reason }, index) =>
            (items.find(({ recipient }) => recipient !== null && recipient === recipients[index]) ?? items[index])
              ?.reason === reason,
        );
      });
    return judged.filter(Boolean).length / judged.length;
  }

  it("have the right reason", () => {
    expect(shareOf(false)).toBeGreaterThan(0.97);
    expect(shareOf(true)).toBeGreaterThan(0.97);
  });

  it("have the right reason as bare lines", () => {
    const share = (heldOut: boolean) => {
      const judged = lines
        .filter((line) => line.heldOut === heldOut)
        .map(({ line, reasons }) => reasons.includes(explain(line).items[0]?.reason ?? ""));
      return judged.filter(Boolean).length / judged.length;
    };
    expect(share(false)).toBeGreaterThan(0.97);
    expect(share(true)).toBeGreaterThan(0.95);
  });

  it("never have a code that the mail does not hold", () => {
    for (const { bytes } of mails) {
      const text = bytes.toString("latin1").replaceAll(/=\r?\n/g, "");
      for (const { replyCode } of explain(bytes).items)
        if (replyCode && !/base64/i.test(text)) expect(text).toContain(replyCode);
    }
  });
});
