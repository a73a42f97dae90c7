import { expect, test } from "vitest";
import { readZone } from "../../../src/sandbox/dns/zone-text.ts";

function read(line: string) {
  return readZone("Shop.Example.", line).map(({ name, type, data }) => [name, type, data]);
}

function strings(...texts: string[]) {
  return texts.map((text) => Buffer.from(text));
}

test.each([
  ["a relative name", "www A 192.0.2.1", ["www.shop.example", "A", "192.0.2.1"]],
  ["the origin", "@ AAAA 2001:db8::1", ["shop.example", "AAAA", "2001:db8::1"]],
  ["an absolute name", "www.Other.Example. A 192.0.2.1", ["www.other.example", "A", "192.0.2.1"]],
  ["a relative target", "www CNAME @", ["www.shop.example", "CNAME", "shop.example"]],
  ["an absolute target", "www cname X.Example.", ["www.shop.example", "CNAME", "x.example"]],
  ["an MX", "@ MX 10 mail", ["shop.example", "MX", { preference: 10, exchange: "mail.shop.example" }]],
  ["a null MX", "@ MX 0 .", ["shop.example", "MX", { preference: 0, exchange: "." }]],
  ["a bare TXT, inner quotes and semicolons kept", '@ TXT a "b"; c', ["shop.example", "TXT", strings('a "b"; c')]],
  ["a TXT in strings", '@ TXT "a" "b c"', ["shop.example", "TXT", strings("a", "b c")]],
  ["a TXT with quotes in it", '@ TXT "\\"v=spf1\\""', ["shop.example", "TXT", strings('"v=spf1"')]],
  ["a TXT that begins with a blank", '@ TXT " v=spf1"', ["shop.example", "TXT", strings(" v=spf1")]],
  ["an empty TXT", '@ TXT ""', ["shop.example", "TXT", strings("")]],
  ["a wildcard", "* TXT x", ["*.shop.example", "TXT", strings("x")]],
  ["blanks between and around", "   @\t\tTXT   x  ", ["shop.example", "TXT", strings("x")]],
])("reads %s", (_why, line, record) => {
  expect(read(line)).toEqual([record]);
});

test("splits a long bare TXT into strings of 255 bytes, not characters", () => {
  expect(read(`@ TXT ${"ü".repeat(200)}`)).toEqual([
    [
      "shop.example",
      "TXT",
      [Buffer.from("ü".repeat(200)).subarray(0, 255), Buffer.from("ü".repeat(200)).subarray(255)],
    ],
  ]);
});

test("passes over comments and empty lines", () => {
  expect(read("\n; a comment\n  ; another\n\n@ A 192.0.2.1\n")).toEqual([["shop.example", "A", "192.0.2.1"]]);
});

test.each([
  "www",
  "www A",
  "www A 192.0.2",
  "www A 2001:db8::1",
  "www AAAA 192.0.2.1",
  "www MX mail",
  "www HINFO x",
  '@ TXT "open',
  '@ TXT "a" b',
  `@ TXT "${"x".repeat(256)}"`,
])("says which line it cannot read: %s", (line) => {
  expect(() => readZone("shop.example", `@ A 192.0.2.1\n${line}`)).toThrow(
    `cannot read this line of the zone shop.example: ${line}`,
  );
});
