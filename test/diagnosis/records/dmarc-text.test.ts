import { describe, expect, it } from "vitest";
import { parseDmarc } from "../../../src/diagnosis/records/dmarc.ts";
import { mendedDmarc, raisedDmarc } from "../../../src/diagnosis/records/dmarc-text.ts";
import { cpuMs } from "../../cpu-ms.ts";

const RUA = "rua=mailto:dmarc-reports@example.com";

describe("a record that cannot be read, written so that it can", () => {
  it.each([
    ["the semicolon is missing", "v=DMARC1 p=reject", `p=reject; ${RUA}`, ["rua"], []],
    [
      "all semicolons are missing",
      "v=DMARC1 p=reject sp=none rua=mailto:a@example.com adkim=s",
      "p=reject; sp=none; adkim=s; rua=mailto:a@example.com",
      [],
      [],
    ],
    [
      "an unknown sp is left out, p stays",
      "v=DMARC1; p=reject; sp=all; rua=mailto:a@example.com",
      "p=reject; rua=mailto:a@example.com",
      [],
      ["sp=all"],
    ],
    [
      "an unknown p becomes a proposal",
      "v=DMARC1; p=monitor; np=reject; rua=mailto:a@example.com",
      "p=none; np=reject; rua=mailto:a@example.com",
      ["p"],
      ["p=monitor"],
    ],
    ["of two policies the stricter one", "v=DMARC1; p=reject; p=none", `p=reject; ${RUA}`, ["rua"], []],
    ["in the other order as well", "v=DMARC1; p=quarantine; p=reject", `p=reject; ${RUA}`, ["rua"], []],
    [
      "two lists of addresses become one",
      "v=DMARC1; p=reject; rua=mailto:a@example.com; rua=mailto:b@example.com",
      "p=reject; rua=mailto:a@example.com,mailto:b@example.com",
      [],
      [],
    ],
    [
      "addresses without mailto: are left out",
      "v=DMARC1; p=all; rua=a@example.com",
      `p=none; ${RUA}`,
      ["p", "rua"],
      ["p=all", "rua=a@example.com"],
    ],
    [
      "spaces around = and in lists do not part a tag",
      "v = DMARC1 p = reject; rua = mailto:a@example.com, mailto:b@example.com; fo=1:d:s",
      "p=reject; fo=1:d:s; rua=mailto:a@example.com,mailto:b@example.com",
      [],
      [],
    ],
    [
      "what RFC 9989 took out stays out",
      "v=DMARC1 p=reject; pct=50; ri=3600",
      `p=reject; ${RUA}`,
      ["rua"],
      ["pct=50", "ri=3600"],
    ],
    [
      "psd, t and ruf stay",
      "v=DMARC1 p=reject; psd=n; t=y; ruf=mailto:f@example.com",
      `p=reject; psd=n; t=y; ${RUA}; ruf=mailto:f@example.com`,
      ["rua"],
      [],
    ],
  ])("%s", (_, text, tags, proposes, leftOut) => {
    const mended = mendedDmarc(text, "example.com");
    expect(mended).toEqual({ record: `v=DMARC1; ${tags}`, proposes, leftOut });
    expect(parseDmarc(mended?.record ?? "")?.problem).toBeNull();
  });
});

it("a policy that is inherited is raised for those who inherit it", () => {
  const raised = (text: string) => raisedDmarc(`v=DMARC1; ${text}; ${RUA}`, "example.com", true);
  expect(raised("p=none")).toMatchObject({ record: `v=DMARC1; p=quarantine; ${RUA}`, raises: "p" });
  expect(raised("sp=none; p=reject")).toMatchObject({
    record: `v=DMARC1; p=reject; sp=quarantine; ${RUA}`,
    raises: "sp",
  });
  expect(raised("sp=quarantine; t=y; p=reject")).toMatchObject({
    record: `v=DMARC1; p=reject; sp=quarantine; ${RUA}`,
    raises: "t",
  });
});

it("nothing hostile takes long, and what is too long is not rewritten", () => {
  const began = cpuMs();
  expect(mendedDmarc(`v=DMARC1 ${"p=reject ".repeat(1_000)}`, "example.com")).toBeNull();
  for (const piece of [" ", "=", "\t=", "p=", ";", "rua=mailto:a@b.c,", "a "]) {
    mendedDmarc(`v=DMARC1 ${piece.repeat(1_900 / piece.length)}`, "example.com");
  }
  expect(cpuMs() - began).toBeLessThan(500);
});
