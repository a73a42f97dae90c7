import { describe, expect, it } from "vitest";
import { disagreements } from "../../src/diagnosis/zone-agreement.ts";
import type { Heard } from "../../src/diagnosis/zone-answers.ts";
import { reachOf } from "../../src/diagnosis/zone-reach.ts";
import type { AuthoritativeAnswer, DnsType } from "../../src/ports/dns.ts";
import { PortTrouble, type TroubleReason } from "../../src/ports/trouble.ts";

type Said = AuthoritativeAnswer | TroubleReason | "not public";

const ANSWER: AuthoritativeAnswer = { kind: "answer", records: ["x"] };
const V4 = "192.0.2.53";
const OTHER_V4 = "192.0.2.54";
const V6 = "2001:db8::53";

function heard(server: string, address: string, said: Said, type: DnsType = "TXT"): Heard {
  const base = { zone: "example.com", server, address, question: { name: "example.com", type } };
  if (typeof said !== "string") return { ...base, said: { value: said } };
  const [reason, details] = said === "not public" ? (["limit", { server: address }] as const) : ([said, {}] as const);
  return { ...base, said: { trouble: new PortTrouble(reason, { asked: "example.com", ...details }) } };
}

/** What is said of `ns2` when `ns1` answers and ns2's addresses say this. */
function ns2(addresses: Readonly<Record<string, readonly Said[]>>) {
  const servers = [
    { name: "ns1", addresses: ["192.0.2.1"] },
    { name: "ns2", addresses: Object.keys(addresses) },
  ];
  const all = Object.entries(addresses).flatMap(([address, answers]) =>
    answers.map((said) => heard("ns2", address, said)),
  );
  const zones = [{ name: "example.com", heldFor: "example.com", servers }];
  const { findings, troubles, serving, leftOut } = reachOf({
    zones,
    heard: [heard("ns1", "192.0.2.1", ANSWER), ...all],
  });
  return [
    ...findings.map(({ data }) => data.rcode ?? data.reason),
    ...troubles.map(({ reason, details }) => `unknown: ${reason} ${details.asked}`),
    ...serving.filter((name) => name === "ns2").map(() => "serves"),
    ...leftOut.map(() => "left out"),
  ];
}

describe("whether a server serves its zone", () => {
  it.each<[string, Readonly<Record<string, readonly Said[]>>, readonly unknown[]]>([
    ["an answer from any address is enough", { [V4]: ["timeout"], [V6]: [ANSWER] }, ["serves"]],
    ["an absence is an answer", { [V4]: [{ kind: "nxdomain" }] }, ["serves"]],
    ["one answer among time-outs is enough", { [V4]: ["timeout", { kind: "nodata" }, "timeout"] }, ["serves"]],
    ["silence over IPv4 is silence", { [V4]: ["timeout", "timeout"], [V6]: ["unreachable"] }, ["timeout"]],
    ["nobody listens", { [V4]: ["unreachable"] }, ["unreachable"]],
    ["answers that cannot be read", { [V4]: ["error"] }, ["error"]],
    ["IPv6 alone, which does not work from here, proves nothing", { [V6]: ["unreachable"] }, ["left out"]],
    ["IPv6 alone and silent proves nothing", { [V6]: ["timeout"] }, ["left out"]],
    ["IPv6 alone and answering serves", { [V6]: [ANSWER] }, ["serves"]],
    ["IPv6 alone and lame is lame", { [V6]: [{ kind: "lame", rcode: "REFUSED" }] }, ["REFUSED"]],
    ["no public address", { [V4]: ["not public"], [OTHER_V4]: ["not public"] }, ["private-address"]],
    [
      "one address that is not public and one that is silent",
      { [V4]: ["not public"], [OTHER_V4]: ["timeout"] },
      ["timeout"],
    ],
    ["the end of the run accuses nobody", { [V4]: ["timeout", "limit"] }, ["unknown: limit ns2"]],
    [
      "a referral to the zone itself is lame",
      { [V4]: [{ kind: "referral", zone: "example.com", servers: [] }] },
      ["referral"],
    ],
    ["a referral upwards is lame", { [V4]: [{ kind: "referral", zone: "com", servers: ["a.gtld"] }] }, ["referral"]],
  ])("%s", (_, addresses, says) => {
    expect(ns2(addresses)).toEqual(says);
  });
});

describe("whether two answers differ", () => {
  const MX = (...records: string[]): AuthoritativeAnswer => ({ kind: "answer", records });
  const ALIAS = (cname: string, ...records: string[]): AuthoritativeAnswer => ({ kind: "answer", records, cname });

  it.each<[string, DnsType, AuthoritativeAnswer, AuthoritativeAnswer, boolean]>([
    ["the same set in another order", "MX", MX("10 a", "20 b"), MX("20 b", "10 a"), false],
    ["the same record twice", "MX", MX("10 a", "10 a"), MX("10 a"), false],
    ["another preference", "MX", MX("10 a"), MX("20 a"), true],
    ["names in another case", "MX", MX("10 Mail.Example.com"), MX("10 mail.example.com"), false],
    ["text in another case", "TXT", MX("v=SPF1"), MX("v=spf1"), true],
    ["records that joined look alike", "TXT", MX("a\nb"), MX("a", "b"), true],
    ["two absences", "TXT", { kind: "nodata" }, { kind: "nxdomain" }, false],
    ["a record and an absence", "TXT", MX("x"), { kind: "nodata" }, true],
    ["an alias followed by one server only", "TXT", ALIAS("other.net", "x"), ALIAS("Other.net"), false],
    ["aliases to different names", "TXT", ALIAS("a.net"), ALIAS("b.net"), true],
    ["an alias and the text itself", "TXT", ALIAS("a.net", "x"), MX("x"), true],
    ["CNAME records", "CNAME", MX("a.net"), MX("b.net"), true],
    ["an answer and a referral", "TXT", MX("x"), { kind: "referral", zone: "b.example.com", servers: [] }, false],
    ["an answer and a refusal", "TXT", MX("x"), { kind: "lame", rcode: "REFUSED" }, false],
  ])("%s", (_, type, one, other, differ) => {
    const findings = disagreements([heard("ns1", V4, one, type), heard("ns2", OTHER_V4, other, type)]);
    expect(findings.map(({ code }) => code)).toEqual(differ ? ["NS_DISAGREE"] : []);
  });

  it("quotes each server once for each thing that it says, and not without end", () => {
    const servers = Array.from({ length: 100 }, (_, index) => `ns${index}`);
    const all = servers.flatMap((server) => [heard(server, V4, MX(server)), heard(server, V6, MX(server))]);
    const [finding] = disagreements(all);
    const answers = finding?.data.answers as { server: string }[];
    expect(answers.map(({ server }) => server)).toEqual(servers.slice(0, 40));
  });
});
