import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Questions } from "../../src/diagnosis/questions.ts";
import { effectiveMechanisms, effectiveRedirect, parseSpf, spfRecordsIn } from "../../src/diagnosis/records/spf.ts";
import { evaluateSpf } from "../../src/diagnosis/records/spf-evaluation.ts";
import type { DnsAnswer, DnsRecords, DnsType } from "../../src/ports/dns.ts";
import { PortTrouble } from "../../src/ports/trouble.ts";

// The RFC 7208 test suite of openspf and pyspf; it is read from outside of the repository.
const folder = process.env.MAILDIAG_CORPUS;
const file = folder && join(folder, "spf", "rfc7208.json");
const present = file !== undefined && existsSync(file);

type Entry = "TIMEOUT" | readonly [string, string | readonly (string | number)[]];
type Case = { helo: string; host: string; mailfrom: string; result: readonly string[] };
type Scenario = {
  scenario: string;
  zonedata: Readonly<Record<string, readonly Entry[]>>;
  tests: Readonly<Record<string, Case>>;
};

const scenarios = present ? (JSON.parse(readFileSync(file, "utf8")) as readonly Scenario[]) : [];
const cases = scenarios.flatMap(({ scenario, zonedata, tests }) =>
  Object.entries(tests).map(([name, one]) => ({ title: `${scenario}: ${name}`, zonedata, ...one })),
);

/** Answers out of the suite's zone data: SPF stands for TXT where a name has no TXT, TIMEOUT for no answer. */
function zone(zonedata: Scenario["zonedata"]): Questions["dns"] {
  const names = new Map(Object.entries(zonedata).map(([name, entries]) => [name.toLowerCase(), entries]));
  const ask = async <T extends DnsType>(name: string, type: T, depth = 0): Promise<DnsAnswer<DnsRecords[T]>> => {
    const entries = names.get(name);
    if (!entries) return { found: false, absence: "nxdomain" };
    const typed = entries.filter((entry) => entry !== "TIMEOUT");
    const hasTxt = typed.some(([kind]) => kind === "TXT");
    const values = typed.flatMap(([kind, value]) =>
      (kind === type || (type === "TXT" && kind === "SPF" && !hasTxt)) && value !== "NONE" ? [value] : [],
    );
    const cname = typed.find(([kind]) => kind === "CNAME");
    if (values.length === 0 && cname && depth < 10) return ask(String(cname[1]).toLowerCase(), type, depth + 1);
    if (values.length === 0 && entries.includes("TIMEOUT")) throw new PortTrouble("timeout", { asked: name });
    if (values.length === 0) return { found: false, absence: "nodata" };
    return { found: true, records: values.map((value) => recordOf(type, value)) as DnsRecords[T][] };
  };
  return (name, type) => ask(name, type);
}

function recordOf(type: DnsType, value: string | readonly (string | number)[]): DnsRecords[DnsType] {
  if (type !== "MX") return Array.isArray(value) ? value.join("") : String(value);
  return { preference: Number(value[0]), exchange: String(value[1]).toLowerCase().replace(/\.$/, "") };
}

function ownRecords({ zonedata, mailfrom, helo }: (typeof cases)[number]): readonly string[] {
  const domain = (mailfrom || helo).split("@").at(-1)?.toLowerCase() ?? "";
  const entries = Object.entries(zonedata).find(([name]) => name.toLowerCase() === domain)?.[1] ?? [];
  return spfRecordsIn(entries.flatMap((entry) => (entry === "TIMEOUT" ? [] : [String(recordOf("TXT", entry[1]))])));
}

describe.skipIf(!present)("the RFC 7208 suite (skipped where MAILDIAG_CORPUS names no folder that holds it)", () => {
  test("it is the whole suite", () => {
    expect(cases).toHaveLength(203);
  });

  test.each(cases)("$title", async ({ zonedata, mailfrom, helo, host, result }) => {
    const evaluation = await evaluateSpf(zone(zonedata), { ip: host, helo, sender: mailfrom });
    expect(result).toContain(evaluation.result);
  });

  test("a record that the parser refuses is a permerror, and one that asks nothing and is a permerror is refused", () => {
    const single = cases.filter((one) => ownRecords(one).length === 1);
    const refused = single.filter((one) => parseSpf(ownRecords(one)[0] ?? "").error !== null);
    expect(refused.filter(({ result }) => !result.includes("permerror")).map(({ title }) => title)).toEqual([]);

    const selfContained = single.filter((one) => {
      const record = parseSpf(ownRecords(one)[0] ?? "");
      const asks = effectiveMechanisms(record).some(({ name }) => !["all", "ip4", "ip6"].includes(name));
      return !asks && effectiveRedirect(record) === null;
    });
    const permerrors = selfContained.filter(({ result }) => result.length === 1 && result[0] === "permerror");
    expect(permerrors.filter((one) => !refused.includes(one)).map(({ title }) => title)).toEqual([]);
    expect(refused.length).toBeGreaterThan(50);
  });
});
