import { expect, test } from "vitest";
import { askingPort } from "../../src/dns/asking-port.ts";

const LOCAL_WORLD = ["127.0.0.1:5353"];

test.each(["8.8.8.8", "205.251.192.1", "1.0.0.1", "2600:9000:5300::1", "2001:4860:4860::8888", "::ffff:8.8.8.8"])(
  "the public address %s is asked on 53, under whatever resolver",
  (address) => {
    for (const resolvers of [[], ["192.0.2.53"], LOCAL_WORLD]) expect(askingPort(address, resolvers)).toBe(53);
  },
);

test.each([
  ["10.0.0.1", "private"],
  ["172.16.0.1", "private"],
  ["172.31.255.255", "private"],
  ["192.168.1.1", "private"],
  ["169.254.169.254", "link-local, where clouds keep credentials"],
  ["100.64.0.1", "carrier-grade NAT"],
  ["0.0.0.0", "unspecified"],
  ["0.1.2.3", "this network"],
  ["224.0.0.251", "multicast"],
  ["255.255.255.255", "broadcast"],
  ["240.0.0.1", "reserved"],
  ["192.0.0.8", "protocol assignments"],
  ["192.0.2.1", "documentation"],
  ["198.51.100.1", "documentation"],
  ["203.0.113.1", "documentation"],
  ["198.18.0.1", "benchmarking"],
  ["::", "unspecified"],
  ["fe80::1", "link-local"],
  ["fe80::1%eth0", "link-local with its interface"],
  ["2600:9000:5300::1%eth0", "public, by an interface that is named"],
  ["fd00::1", "unique-local"],
  ["fec0::1", "site-local"],
  ["ff02::fb", "multicast"],
  ["100::1", "discard"],
  ["2001:db8::1", "documentation"],
  ["3fff::1", "documentation"],
  ["2001::1", "Teredo"],
  ["2002:7f00:1::", "6to4 of loopback"],
  ["2002:a00:1::", "6to4 of private"],
  ["64:ff9b::7f00:1", "NAT64 of loopback"],
  ["64:ff9b:1::a00:1", "local NAT64"],
  ["::ffff:10.0.0.1", "private, mapped"],
  ["::ffff:a00:1", "private, mapped, in hexadecimal"],
  ["::ffff:169.254.169.254", "link-local, mapped"],
  ["::ffff:0:10.0.0.1", "private, translated"],
  ["::10.0.0.1", "IPv4-compatible"],
  ["::7f00:1", "IPv4-compatible loopback"],
  ["4000::1", "not assigned"],
  ["5f00::1", "segment routing"],
  ["0x7f.1", "no address as DNS has it"],
  ["2130706433", "no address as DNS has it"],
  ["0177.0.0.1", "no address as DNS has it"],
  ["localhost", "a name"],
  ["", "nothing"],
])("%s (%s) is never asked", (address) => {
  for (const resolvers of [[], ["10.0.0.53"], LOCAL_WORLD]) expect(askingPort(address, resolvers)).toBeNull();
});

test.each([
  ["127.0.0.2", ["127.0.0.1:5353"], 5353],
  ["127.255.0.1", ["127.0.0.1:5353"], 5353],
  ["::1", ["127.0.0.1:5353"], 5353],
  ["127.0.0.2", ["[::1]:5353"], 5353],
  ["::ffff:127.0.0.2", ["127.0.0.1:5353"], 5353],
  ["127.0.0.2", ["8.8.8.8", "127.0.0.1:5353"], 5353],
  ["127.0.0.2", ["127.0.0.53", "127.0.0.1:5353"], 5353],
  ["127.0.0.2", ["127.0.0.1:53"], 53],
  ["127.0.0.2", ["127.0.0.53"], null],
  ["127.0.0.2", [], null],
  ["127.0.0.2", ["192.0.2.53:5353"], null],
  ["127.0.0.2", ["10.0.0.53:5353"], null],
  ["::ffff:127.0.0.2", ["8.8.8.8"], null],
])("the loopback address %s under the resolvers %j is asked on %s", (address, resolvers, port) => {
  expect(askingPort(address, resolvers)).toBe(port);
});
