import { describe, expect, it } from "vitest";
import {
  organizationalDomainByList,
  organizationalDomainByWalk,
  publicSuffixByList,
  treeWalkOf,
} from "../../../src/diagnosis/records/organizational-domain.ts";

describe("by the public suffix list", () => {
  it.each([
    ["example.com", "example.com", "com"],
    ["a.b.example.co.uk", "example.co.uk", "co.uk"],
    ["co.uk", "co.uk", "co.uk"],
    ["shop.github.io", "shop.github.io", "github.io"],
    ["_dmarc.example.com", "example.com", "com"],
    ["www.xn--bcher-kva.example", "xn--bcher-kva.example", "example"],
  ])("%s: %s, %s", (domain, organizational, suffix) => {
    expect(organizationalDomainByList(domain)).toBe(organizational);
    expect(publicSuffixByList(domain)).toBe(suffix);
  });
});

describe("the names of a tree walk", () => {
  it.each([
    ["com", ["com"]],
    ["example.com", ["example.com", "com"]],
    ["a.b.example.com", ["a.b.example.com", "b.example.com", "example.com", "com"]],
    [
      "a.b.c.d.e.f.g.h.i.j.mail.example.com",
      [
        "a.b.c.d.e.f.g.h.i.j.mail.example.com",
        "g.h.i.j.mail.example.com",
        "h.i.j.mail.example.com",
        "i.j.mail.example.com",
        "j.mail.example.com",
        "mail.example.com",
        "example.com",
        "com",
      ],
    ],
    [
      "1.2.3.4.5.6.7.8",
      ["1.2.3.4.5.6.7.8", "2.3.4.5.6.7.8", "3.4.5.6.7.8", "4.5.6.7.8", "5.6.7.8", "6.7.8", "7.8", "8"],
    ],
  ])("%s", (domain, names) => {
    expect(treeWalkOf(domain)).toEqual(names);
  });
});

describe("by what a tree walk found", () => {
  const u = (domain: string) => ({ domain, psd: "u" as const });
  const y = (domain: string) => ({ domain, psd: "y" as const });
  const n = (domain: string) => ({ domain, psd: "n" as const });

  it.each([
    ["nothing: the domain itself", "a.example.com", [], "a.example.com"],
    ["the record with the fewest labels", "a.b.example.com", [u("a.b.example.com"), u("example.com")], "example.com"],
    ["psd=n is it", "a.b.example.com", [u("a.b.example.com"), n("b.example.com")], "b.example.com"],
    ["one label below psd=y", "a.b.example.com", [u("b.example.com"), y("com")], "example.com"],
    ["psd=y at the domain itself", "giant.bank.example", [y("giant.bank.example")], "giant.bank.example"],
  ])("%s", (_, domain, found, organizational) => {
    expect(organizationalDomainByWalk(domain, found)).toBe(organizational);
  });
});
