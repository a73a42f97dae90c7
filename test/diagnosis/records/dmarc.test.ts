import { describe, expect, it } from "vitest";
import {
  dmarcLookAlikesIn,
  effectivePolicy,
  type PolicyFor,
  parseDmarc,
} from "../../../src/diagnosis/records/dmarc.ts";

describe("which TXT records are DMARC", () => {
  it.each(["v=DMARC1", "v=DMARC1;", "V = DMARC1 ; p=none", "v=DMARC1;p=none", "v=DMARC1\t; p=none"])(
    "%j is one",
    (text) => {
      expect(parseDmarc(text)).toMatchObject({ problem: null, record: { text } });
    },
  );

  it.each([
    "v=DMARC10; p=none",
    "v=DMARC1.1; p=none",
    "v=dmarc1; p=none",
    " v=DMARC1; p=none",
    "p=none; v=DMARC1",
    "v=spf1",
    "",
  ])("%j is none", (text) => {
    expect(parseDmarc(text)).toBeNull();
  });

  it.each(["v=DMARC1 p=reject", "v=DMARC1, p=reject", "v=DMARC1p=reject", "v=DMARC1:p=reject"])(
    "%j cannot be read",
    (text) => {
      expect(parseDmarc(text)).toMatchObject({ text, record: null });
    },
  );

  it.each(["v=dmarc1; p=none", ' "v=DMARC1; p=none"', "v=DMARC2; p=none"])("%j looks like one", (text) => {
    expect(dmarcLookAlikesIn([text])).toEqual([text]);
  });
});

describe("tags", () => {
  it("absent ones have their defaults", () => {
    expect(parseDmarc("v=DMARC1")?.record).toEqual({
      text: "v=DMARC1",
      p: null,
      sp: null,
      np: null,
      psd: "u",
      t: false,
      adkim: "r",
      aspf: "r",
      rua: [],
      obsolete: [],
    });
  });

  it("names and values of any case, with space around them", () => {
    expect(parseDmarc("v=DMARC1; P = Reject ;SP=NONE; np=Quarantine; ADKIM=S; aspf=s; t=Y; psd=N;;")).toMatchObject({
      problem: null,
      record: { p: "reject", sp: "none", np: "quarantine", adkim: "s", aspf: "s", t: true, psd: "n" },
    });
  });

  it.each([
    ["v=DMARC1; p=bob", "p=bob is no policy"],
    ["v=DMARC1; p=", "p= is no policy"],
    ["v=DMARC1; p=none; sp=bob", "sp=bob is no policy"],
    ["v=DMARC1; p=none; np=bob", "np=bob is no policy"],
  ])("%s: the record is found, its policy is not", (text, problem) => {
    const reading = parseDmarc(text);
    expect(reading?.problem).toBe(problem);
    expect(reading?.record).not.toBeNull();
  });

  it.each(["v=DMARC1; p=none; p=none", "v=DMARC1; p=none; v=DMARC1", "v=DMARC1; rua=mailto:a@b.c; RUA=mailto:d@e.f"])(
    "%s: a tag stands twice",
    (text) => {
      expect(parseDmarc(text)).toMatchObject({ record: null, problem: expect.stringMatching(/stands twice/) });
    },
  );

  it.each(["adkim=x", "aspf=", "psd=maybe", "t=1", "fo=z", "unknown=1", "novalue", "=x"])("%s is ignored", (tag) => {
    const { text: _, ...record } = parseDmarc(`v=DMARC1; p=none; ${tag}`)?.record ?? { text: "" };
    const { text: __, ...plain } = parseDmarc("v=DMARC1; p=none")?.record ?? { text: "" };
    expect(record).toEqual(plain);
  });

  it("obsolete ones are named", () => {
    expect(parseDmarc("v=DMARC1; p=none; ri=1; pct=100; rf=afrf")?.record?.obsolete).toEqual(["pct", "rf", "ri"]);
  });

  it.each([
    ["mailto:a@example.com", [["a@example.com", "example.com"]]],
    [
      "mailto:a@example.com!10m , MAILTO:b@Example.NET!5",
      [
        ["a@example.com", "example.com"],
        ["b@Example.NET", "example.net"],
      ],
    ],
    ["mailto:a%2Cb@example.com", [["a,b@example.com", "example.com"]]],
    ["mailto:a@b\u00fccher.example", [["a@b\u00fccher.example", "xn--bcher-kva.example"]]],
    ["mailto:a@example.com?subject=x", [["a@example.com", "example.com"]]],
    ["a@example.com", []],
    ["https://example.com/x", []],
    ["mailto:example.com", []],
    ["mailto:@example.com", []],
    ["mailto:a@localhost", []],
    ["mailto:a@exa mple.com", []],
    ["mailto:a%@example.com", []],
    ["", []],
  ])("rua=%s", (rua, expected) => {
    const uris = parseDmarc(`v=DMARC1; p=none; rua=${rua}`)?.record?.rua ?? [];
    expect(uris.map(({ address, domain }) => [address, domain])).toEqual(expected);
  });
});

describe("the policy that receivers apply", () => {
  it.each<[string, PolicyFor, string]>([
    ["p=reject; sp=none; np=quarantine", "own", "reject"],
    ["p=reject; sp=none; np=quarantine", "subdomain", "none"],
    ["p=reject; sp=none; np=quarantine", "missing-subdomain", "quarantine"],
    ["p=reject; sp=quarantine", "missing-subdomain", "quarantine"],
    ["p=reject; np=none", "subdomain", "reject"],
    ["p=reject", "missing-subdomain", "reject"],
    ["", "own", "none"],
    ["sp=reject", "own", "none"],
    ["p=reject; t=y", "own", "quarantine"],
    ["p=quarantine; t=y", "own", "none"],
    ["p=none; sp=reject; t=y", "subdomain", "quarantine"],
  ])("%s for %s is %s", (tags, policyFor, policy) => {
    const record = parseDmarc(`v=DMARC1; ${tags}`)?.record;
    expect(record && effectivePolicy(record, policyFor)).toBe(policy);
  });
});
