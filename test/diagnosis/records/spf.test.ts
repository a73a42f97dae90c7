import { describe, expect, it } from "vitest";
import {
  effectiveMechanisms,
  effectiveRedirect,
  parseSpf,
  spfLookAlikesIn,
  spfRecordsIn,
  withInclude,
} from "../../../src/diagnosis/records/spf.ts";
import { firstHostOf } from "../../../src/diagnosis/records/spf-network.ts";
import { cpuMs } from "../../cpu-ms.ts";

describe("which TXT records are SPF", () => {
  it.each([
    ["v=spf1", true],
    ["v=spf1 -all", true],
    ["V=SPF1 -all", true],
    ["v=spf10 -all", false],
    ["v=spf1; -all", false],
    ["v=spf1\t-all", false],
    [" v=spf1 -all", false],
    ['"v=spf1 -all"', false],
    ["spf2.0/pra -all", false],
    ["", false],
  ])("%j: %s", (text, is) => {
    expect(spfRecordsIn([text])).toEqual(is ? [text] : []);
  });

  it.each([" v=spf1 -all", '"v=spf1 -all"', "v = spf1 -all", "v=spf10 -all"])("%j looks like one", (text) => {
    expect(spfLookAlikesIn([text])).toEqual([text]);
  });

  it.each(["v=spf1 -all", "google-site-verification=x", ""])("%j is no look-alike", (text) => {
    expect(spfLookAlikesIn([text])).toEqual([]);
  });
});

describe("terms", () => {
  it.each([
    ["all", { name: "all", qualifier: "+" }],
    ["-ALL", { name: "all", qualifier: "-" }],
    ["~include:_spf.Example.com", { name: "include", qualifier: "~", domain: "_spf.Example.com" }],
    ["include:example.com.", { name: "include", domain: "example.com." }],
    ["include:%{d}", { name: "include", domain: "%{d}" }],
    ["exists:%{i}._spf.%{d2}", { name: "exists", domain: "%{i}._spf.%{d2}" }],
    ["exists:%{l1r-}.x%%.example.com", { name: "exists" }],
    ["a", { name: "a", domain: null, prefix4: 32, prefix6: 128 }],
    ["a/24//64", { name: "a", domain: null, prefix4: 24, prefix6: 64 }],
    ["mx:example.com//0", { name: "mx", domain: "example.com", prefix4: 32, prefix6: 0 }],
    ["?ptr:example.com", { name: "ptr", qualifier: "?", domain: "example.com" }],
    ["ip4:192.0.2.0/24", { name: "ip4", address: "192.0.2.0", prefix4: 24 }],
    ["ip6:2001:db8::/32", { name: "ip6", address: "2001:db8::", prefix6: 32 }],
    ["ip6:::ffff:192.0.2.1", { name: "ip6", address: "::ffff:192.0.2.1" }],
    ["redirect=_spf.example.com", { kind: "modifier", name: "redirect", value: "_spf.example.com" }],
    ["EXP=explain.%{d}", { kind: "modifier", name: "exp" }],
    ["moo.cow-far_out=man:dog/cat", { kind: "modifier", name: "moo.cow-far_out" }],
    ["x=", { kind: "modifier", name: "x", value: "" }],
  ])("%s", (text, expected) => {
    const { terms, error } = parseSpf(`v=spf1 ${text}`);
    expect(error).toBeNull();
    expect(terms).toHaveLength(1);
    expect(terms[0]).toMatchObject(expected);
  });

  it.each([
    "ip:192.0.2.1",
    "ipv4:192.0.2.1",
    "ip4:192.0.2",
    "ip4:192.0.2.01",
    "ip4:192.0.2.256",
    "ip4:192.0.2.1/33",
    "ip4:192.0.2.1/024",
    "ip4:192.0.2.1//24",
    "ip4:2001:db8::1",
    "ip4",
    "ip4:",
    "ip6:192.0.2.1",
    "ip6:fe80::1%eth0",
    "ip6:2001:db8::/129",
    "all:example.com",
    "-all.",
    "include",
    "include:",
    "include:localhost",
    "include:example.123",
    "include:example.com/24",
    "include=example.com=",
    "include:%{x}.example.com",
    "include:%{d0}.example.com",
    "include:%{c}.example.com",
    "include:%d.example.com",
    "include:%{d",
    "a:",
    "a/33",
    "a//129",
    "a:example.com:8080",
    "mx/24/64",
    "ptr/24",
    "--all",
    "1x=y",
    "redirect=",
    "exp=%{z}",
    "\u00e4ll",
    "include:ex\u00e4mple.com",
    ",",
  ])("%s is not valid, and named", (term) => {
    // A modifier of any name is valid; these two are not what they look like.
    const tolerated = ["include=example.com="];
    const { error } = parseSpf(`v=spf1 mx ${term} -all`);
    expect(error?.term).toBe(tolerated.includes(term) ? undefined : term);
  });

  it("a modifier that may stand once stands twice", () => {
    expect(parseSpf("v=spf1 redirect=a.example redirect=b.example").error?.term).toBe("redirect=b.example");
    expect(parseSpf("v=spf1 exp=a.example -all exp=a.example").error?.term).toBe("exp=a.example");
    expect(parseSpf("v=spf1 x=1 x=2 -all").error).toBeNull();
  });

  it("spaces may stand in a row and at the end", () => {
    expect(parseSpf("v=spf1  mx   -all ").terms.map(({ text }) => text)).toEqual(["mx", "-all"]);
  });

  it("what stands behind all decides nothing", () => {
    const record = parseSpf("v=spf1 mx ~all include:example.com redirect=example.com");
    expect(effectiveMechanisms(record).map(({ text }) => text)).toEqual(["mx", "~all"]);
    expect(effectiveRedirect(record)).toBeNull();
    expect(effectiveRedirect(parseSpf("v=spf1 mx redirect=example.com"))?.value).toBe("example.com");
  });

  it("60 kB of anything are read in no time", () => {
    const began = cpuMs();
    for (const piece of ["%", "%{", "a", "a:", "/1", "//1", ".", "a ", "include:a.b ", "x=%%", "ip6::"]) {
      parseSpf(`v=spf1 a:${piece.repeat(60_000 / piece.length)}`);
      spfLookAlikesIn([piece.repeat(60_000 / piece.length)]);
    }
    expect(cpuMs() - began).toBeLessThan(1_000);
  });
});

describe("a record with an include", () => {
  it.each([
    ["v=spf1 mx -all", false, "v=spf1 mx include:amazonses.com -all"],
    ["v=spf1 mx -all", true, "v=spf1 include:amazonses.com mx -all"],
    ["v=spf1 mx", false, "v=spf1 mx include:amazonses.com"],
    ["v=spf1", false, "v=spf1 include:amazonses.com"],
    ["v=spf1 redirect=_spf.example.com", false, "v=spf1 include:amazonses.com redirect=_spf.example.com"],
    ["v=spf1 ~all include:AmazonSES.com", false, "v=spf1 include:amazonses.com ~all"],
    ["v=spf1 -include:amazonses.com ~all", false, "v=spf1 include:amazonses.com ~all"],
  ])("%s, first: %s", (text, first, expected) => {
    expect(withInclude(parseSpf(text), "amazonses.com", first)).toBe(expected);
  });
});

describe("the first host of a network", () => {
  it.each([
    ["199.255.192.0", 22, "199.255.192.1"],
    ["199.255.195.77", 22, "199.255.192.1"],
    ["192.0.2.7", 32, "192.0.2.7"],
    ["192.0.2.6", 31, "192.0.2.6"],
    ["192.0.2.7", 30, "192.0.2.5"],
    ["0.0.0.0", 0, "0.0.0.1"],
    ["2001:db8::", 32, "2001:db8::1"],
    ["2001:db8::5", 128, "2001:db8::5"],
  ])("%s/%i: %s", (address, prefix, host) => {
    expect(firstHostOf(address, prefix)).toBe(host);
  });
});
