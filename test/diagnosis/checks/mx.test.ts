import { describe, expect, it } from "vitest";
import { mx } from "../../../src/diagnosis/checks/mx.ts";
import { runCheck } from "../one-check.ts";
import { type Changes, changed } from "../world.ts";

type Case = { says: string; changes: Changes; said: readonly string[]; why?: RegExp; domain?: string };

const records = (...values: readonly string[]): Changes => ({
  without: ["@ MX"],
  with: values.map((value) => `@ MX ${value}`),
});

const CASES: readonly Case[] = [
  { says: "a host that exists", changes: {}, said: ["MX_OK example.com"], why: /smtp.google.com/ },
  {
    says: "none, but an address that mail goes to instead",
    changes: records(),
    said: ["MX_MISSING example.com"],
    why: /goes to its A or AAAA record/,
  },
  {
    says: "none, and no address",
    changes: { without: ["@ MX", "@ A"] },
    said: ["MX_MISSING example.com"],
    why: /no address either/,
  },
  {
    says: "none, and the address is not known",
    changes: { without: ["@ MX", "@ A"], dnsFaults: [{ name: "example.com", type: "A", then: "SERVFAIL" }] },
    said: ["MX_MISSING example.com"],
    why: /could not be read/,
  },
  { says: "the null MX", changes: records("0 ."), said: ["MX_NULL example.com"], why: /RFC 7505/ },
  {
    says: "a host that does not exist beside one that does",
    changes: records("10 smtp.google.com.", "20 old.example.com."),
    said: ["MX_TARGET_MISSING example.com"],
    why: /old.example.com/,
  },
  {
    says: "a host that exists without an address",
    changes: records("10 _dmarc.example.com."),
    said: ["MX_TARGET_MISSING example.com"],
  },
  { says: "an IP address is no host", changes: records("10 192.0.2.1."), said: ["MX_TARGET_MISSING example.com"] },
  {
    says: "each missing host is named",
    changes: records("10 old1.example.com.", "20 old2.example.com."),
    said: ["MX_TARGET_MISSING example.com", "MX_TARGET_MISSING example.com"],
  },
  {
    says: "a question that is not answered is not a missing MX",
    changes: { dnsFaults: [{ name: "example.com", type: "MX", then: "timeout" }] },
    said: ["COULD_NOT_CHECK example.com"],
  },
  {
    says: "a host whose address is not answered is not missing",
    changes: { dnsFaults: [{ name: "smtp.google.com", then: "SERVFAIL" }] },
    said: ["COULD_NOT_CHECK smtp.google.com"],
  },
  {
    says: "a domain that does not exist is another check's to tell",
    changes: {},
    domain: "gone.example.com",
    said: [],
  },
];

describe("mx, for replies", () => {
  it.each(CASES)("$says", async ({ changes, said, why, domain }) => {
    const result = await runCheck(mx, changed(changes), domain ? { domain } : {});
    expect(result.said).toEqual(said);
    expect(result.told.filter(({ severity }) => severity === "failure")).toEqual([]);
    for (const { severity, fix, title } of result.told) {
      if (severity !== "unknown") expect(title.length).toBeLessThan(75);
      if (severity === "warning") expect(fix?.text).toBeTruthy();
    }
    if (why) expect(result.told[0]?.why).toMatch(why);
  });
});
