import fc from "fast-check";
import { expect, it } from "vitest";
import type { Questions } from "../../src/diagnosis/questions.ts";
import { evaluateSpf } from "../../src/diagnosis/records/spf-evaluation.ts";
import { isPlain, plainResult } from "../../src/diagnosis/spf-plain.ts";
import { spfTree } from "../../src/diagnosis/spf-tree.ts";

const NAMES = ["a.example", "b.example", "c.example"];

const qualifier = fc.constantFrom("", "+", "-", "~", "?");
const network = fc
  .tuple(fc.constantFrom("192.0.2.0", "192.0.2.77", "198.51.100.1", "0.0.0.0"), fc.constantFrom(0, 8, 24, 25, 31, 32))
  .map(([address, prefix]) => `ip4:${address}/${prefix}`);
const network6 = fc.constantFrom("ip6:2001:db8::/32", "ip6:2001:db8::1", "ip6:::/0", "ip6:::ffff:192.0.2.77");
const include = fc.constantFrom(...NAMES).map((name) => `include:${name}`);
const term = fc
  .tuple(qualifier, fc.oneof(network, network6, include, fc.constant("all")))
  .map(([sign, mechanism]) => sign + mechanism);
const redirect = fc.option(fc.constantFrom(...NAMES).map((name) => `redirect=${name}`));
const record = fc
  .tuple(fc.array(term, { maxLength: 5 }), redirect)
  .map(([terms, target]) => ["v=spf1", ...terms, ...(target ? [target] : [])].join(" "));
const client = fc.constantFrom(
  "192.0.2.77",
  "192.0.2.200",
  "198.51.100.1",
  "203.0.113.9",
  "2001:db8::1",
  "2001:db9::1",
);

it("a plain tree gives what the full evaluator gives", async () => {
  let plain = 0;
  await fc.assert(
    fc.asyncProperty(fc.tuple(record, record, record), client, async (records, ip) => {
      const zone = new Map(NAMES.map((name, index) => [name, records[index] ?? ""]));
      const dns = (async (name: string, type: string) => {
        const text = type === "TXT" ? zone.get(name) : undefined;
        return text === undefined ? { found: false, absence: "nxdomain" } : { found: true, records: [text] };
      }) as Questions["dns"];
      const tree = await spfTree({ dns }, "a.example");
      if (!isPlain(tree)) return;
      plain++;
      const { result } = await evaluateSpf(dns, { ip, helo: "a.example", sender: "bounce@a.example" });
      expect(plainResult(tree, ip)).toBe(result);
    }),
    { numRuns: 400, seed: 7208 },
  );
  expect(plain).toBeGreaterThan(100);
});
