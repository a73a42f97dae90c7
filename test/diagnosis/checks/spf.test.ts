import { describe, expect, it } from "vitest";
import { spf } from "../../../src/diagnosis/checks/spf.ts";
import { cpuMs } from "../../cpu-ms.ts";
import { expectWordsFor, runCheck } from "../one-check.ts";
import { type Changes, changed } from "../world.ts";

type Case = { says: string; changes: Changes; said: readonly string[]; domain?: string };

const record = (text: string, ...others: readonly string[]): Changes => ({
  without: ["@ TXT"],
  with: [`@ TXT ${text}`, ...others],
});
const empty = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `s${index} TXT v=spf1 ip4:203.0.113.${index} -all`);
const includes = (count: number): string =>
  Array.from({ length: count }, (_, index) => `include:s${index}.example.com`).join(" ");
const servfail = (name: string): Changes => ({ dnsFaults: [{ name, type: "TXT", then: "SERVFAIL" }] });

const CASES: readonly Case[] = [
  { says: "a record in order", changes: {}, said: ["SPF_OK example.com"] },
  {
    says: "SES need not be in the From domain's record",
    changes: record("v=spf1 mx -all"),
    said: ["SPF_OK example.com"],
  },
  { says: "none is a note", changes: { without: ["@ TXT"] }, said: ["SPF_MISSING example.com"] },
  {
    says: "v=spf10 is none",
    changes: record("v=spf10 include:_spf.google.com ~all"),
    said: ["SPF_MISSING example.com"],
  },
  { says: "v=spf1 alone, in any case, is a record", changes: record("V=SPF1"), said: ["SPF_NO_ALL example.com"] },
  {
    says: "a TXT in several strings is one record",
    changes: record('"v=spf1 include:_spf.goo" "gle.com ~all"'),
    said: ["SPF_OK example.com"],
  },
  {
    says: "two records",
    changes: { with: ["@ TXT v=spf1 -all"] },
    said: ["SPF_MULTIPLE example.com"],
  },
  {
    says: "a word that is no mechanism",
    changes: record("v=spf1 ip:192.0.2.1 ~all"),
    said: ["SPF_SYNTAX example.com"],
  },
  {
    says: "an include that cannot be read is named",
    changes: record("v=spf1 include:s0.example.com ~all", "s0 TXT v=spf1 ip4:nowhere -all"),
    said: ["SPF_SYNTAX s0.example.com"],
  },
  {
    says: "an include with two records is named",
    changes: record("v=spf1 include:s0.example.com ~all", "s0 TXT v=spf1 -all", "s0 TXT v=spf1 ~all"),
    said: ["SPF_MULTIPLE s0.example.com"],
  },
  {
    says: "an include without a record",
    changes: record("v=spf1 include:s0.example.com ~all", "s0 TXT hello"),
    said: ["SPF_INCLUDE_WITHOUT_RECORD example.com"],
  },
  {
    says: "exactly 10 lookups",
    changes: record(`v=spf1 ${includes(10)} ~all`, ...empty(10)),
    said: ["SPF_OK example.com"],
  },
  {
    says: "11 lookups, one of them two includes deep",
    changes: record(`v=spf1 ${includes(9)} include:t.example.com ~all`, ...empty(9), "t TXT v=spf1 a:example.com -all"),
    said: ["SPF_TOO_MANY_LOOKUPS example.com"],
  },
  {
    says: "macros cost their lookup and are not followed",
    changes: record(`v=spf1 ${includes(9)} exists:%{i}.x.example.com include:%{d}.y.example.com ~all`, ...empty(9)),
    said: ["SPF_TOO_MANY_LOOKUPS example.com"],
  },
  {
    says: "terms behind all and a redirect beside all cost nothing",
    changes: record(`v=spf1 ${includes(10)} ~all a mx redirect=s0.example.com`, ...empty(10)),
    said: ["SPF_OK example.com"],
  },
  {
    says: "an mx of more than 10 hosts",
    changes: record(
      "v=spf1 mx:many.example.com ~all",
      ...Array.from({ length: 11 }, (_, index) => `many MX ${index} m${index}.example.com.`),
    ),
    said: ["SPF_TOO_MANY_LOOKUPS example.com"],
  },
  {
    says: "an include that leads back to itself",
    changes: record("v=spf1 include:s0.example.com ~all", "s0 TXT v=spf1 include:example.com -all"),
    said: ["SPF_TOO_MANY_LOOKUPS example.com"],
  },
  {
    says: "exactly 2 void lookups",
    changes: record("v=spf1 a:no1.example.com exists:no2.example.com ~all"),
    said: ["SPF_OK example.com"],
  },
  {
    says: "3 void lookups: NXDOMAIN, no A at a name that exists, no MX",
    changes: record(
      "v=spf1 a:no.example.com exists:_dmarc.example.com mx:bounce2.example.com ~all",
      "bounce2 A 192.0.2.1",
    ),
    said: ["SPF_TOO_MANY_VOID_LOOKUPS example.com"],
  },
  { says: "+all", changes: record("v=spf1 mx +all"), said: ["SPF_ALLOWS_ALL example.com"] },
  { says: "all without a qualifier", changes: record("v=spf1 all"), said: ["SPF_ALLOWS_ALL example.com"] },
  { says: "all of IPv4", changes: record("v=spf1 ip4:0.0.0.0/0 -all"), said: ["SPF_ALLOWS_ALL example.com"] },
  {
    says: "an include that lets everybody pass",
    changes: record("v=spf1 include:s0.example.com -all", "s0 TXT v=spf1 +all"),
    said: ["SPF_ALLOWS_ALL example.com"],
  },
  {
    says: "an include that lets everybody pass, but only softly fails them",
    changes: record("v=spf1 ~include:s0.example.com -all", "s0 TXT v=spf1 +all"),
    said: ["SPF_OK example.com"],
  },
  { says: "ptr", changes: record("v=spf1 ptr -all"), said: ["SPF_USES_PTR example.com"] },
  { says: "no all", changes: record("v=spf1 mx"), said: ["SPF_NO_ALL example.com"] },
  {
    says: "a redirect to a record with all",
    changes: record("v=spf1 redirect=_spf.google.com"),
    said: ["SPF_OK example.com"],
  },
  {
    says: "a redirect to a record without all",
    changes: record("v=spf1 redirect=s0.example.com", "s0 TXT v=spf1 mx"),
    said: ["SPF_NO_ALL example.com"],
  },
  {
    says: "a question that is not answered is not a missing record",
    changes: servfail("example.com"),
    said: ["COULD_NOT_CHECK example.com"],
  },
  {
    says: "a question inside an include that is not answered, named",
    changes: servfail("_spf.google.com"),
    said: ["COULD_NOT_CHECK _spf.google.com"],
  },
  {
    says: "too many lookups are certain, whatever one include hides",
    changes: { ...record(`v=spf1 ${includes(11)} ~all`, ...empty(11)), ...servfail("s3.example.com") },
    said: ["SPF_TOO_MANY_LOOKUPS example.com", "COULD_NOT_CHECK s3.example.com"],
  },
  {
    says: "a domain that does not exist is another check's to tell",
    changes: {},
    domain: "gone.example.com",
    said: [],
  },
];

describe("spf of the From domain", () => {
  it.each(CASES)("$says", async ({ changes, said, domain }) => {
    const result = await runCheck(spf, changed(changes), domain ? { domain } : {});
    expect(result.said).toEqual(said);
    expectWordsFor(result.told);
    expect(result.told.filter(({ severity }) => severity === "failure")).toEqual([]);
  });

  it("tells what each term costs, and the exact names asked", async () => {
    const changes = record(
      `v=spf1 include:t.example.com ${includes(9)} ~all`,
      "t TXT v=spf1 a:example.com include:s0.example.com -all",
      ...empty(9),
    );
    const { findings } = await runCheck(spf, changed(changes));
    expect(findings[0]?.data.lookups).toBe(12);
    const terms = findings[0]?.data.terms as readonly unknown[];
    expect(terms).toHaveLength(12);
    expect(terms[0]).toEqual({
      in: "example.com",
      term: "include:t.example.com",
      asked: "t.example.com",
      costs: 3,
      void: false,
    });
    expect(terms.at(-1)).toEqual({
      in: "t.example.com",
      term: "include:s0.example.com",
      asked: "s0.example.com",
      costs: 1,
      void: false,
    });
  });

  it("shows a record in quotes as what was meant", async () => {
    const { told } = await runCheck(spf, changed(record(String.raw`"\"v=spf1 -all\""`)));
    expect(told[0]?.finding.code).toBe("SPF_MISSING");
    expect(told[0]?.why).toMatch(/seems to be meant as one/);
  });

  it("a record that allows nobody allows nobody", async () => {
    const { told } = await runCheck(spf, changed({ without: ["@ TXT"] }));
    expect(told[0]?.fix?.text).toMatch(/a record that allows nobody/);
    expect(told[0]?.fix?.records).toEqual([{ type: "TXT", name: "example.com", value: "v=spf1 -all" }]);
  });

  it("ends the record that a redirect leads to, not the one that would lose its redirect", async () => {
    const { told } = await runCheck(spf, changed(record("v=spf1 redirect=s0.example.com", "s0 TXT v=spf1 mx")));
    expect(told[0]?.fix?.records).toEqual([{ type: "TXT", name: "s0.example.com", value: "v=spf1 mx ~all" }]);
  });

  it("publishes no record that it could not show whole", async () => {
    const { told } = await runCheck(spf, changed(record(`v=spf1 ${"ip4:192.0.2.1 ".repeat(60)}mx`)));
    expect(told[0]?.finding.code).toBe("SPF_NO_ALL");
    expect(told[0]?.fix?.records).toEqual([]);
  });

  it("stops asking where a hostile tree goes on", async () => {
    const fan = Array.from({ length: 30 }, (_, index) => `include:f${index}.example.com`).join(" ");
    const names = Array.from({ length: 30 }, (_, index) => `f${index} TXT v=spf1 ${fan} -all`);
    const { said, asked } = await runCheck(spf, changed(record(`v=spf1 ${fan} -all`, ...names)));
    expect(said).toEqual(["SPF_TOO_MANY_LOOKUPS example.com"]);
    expect(asked.dns.length).toBeLessThan(45);
  });

  it.each([
    ["the same thing thousands of times", Array.from({ length: 2_500 }, () => "include:f.example.com")],
    ["thousands of things", Array.from({ length: 2_500 }, (_, index) => `include:f${index}.example.com`)],
  ])("a record that includes %s takes no time to judge", async (_says, terms) => {
    const text = `v=spf1 ${terms.join(" ")} -all`;
    const hostile = `@ TXT ${(text.match(/.{1,250}/g) ?? []).map((part) => `"${part}"`).join(" ")}`;
    const changes = { without: ["@ TXT"], with: [hostile, hostile.replace("@", "f"), hostile.replace("@", "f7")] };
    const before = cpuMs();
    await runCheck(spf, changed(changes));
    expect(cpuMs() - before).toBeLessThan(4_000);
  });

  it("asks the includes of one level side by side and nothing twice", async () => {
    const changes = { ...record(`v=spf1 ${includes(8)} ~all`, ...empty(8)), dnsFaults: [{ then: { delayMs: 40 } }] };
    const { asked } = await runCheck(spf, changed(changes), { dnsTimeoutMs: 400 });
    const questions = asked.dns.map(({ question }) => question);
    expect(questions).toEqual([...new Set(questions)]);
    const starts = asked.dns.filter(({ question }) => /TXT s\d\./.test(question)).map(({ at }) => at);
    expect(starts).toHaveLength(8);
    expect(Math.max(...starts) - Math.min(...starts)).toBeLessThan(40);
  });
});
