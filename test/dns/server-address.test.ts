import { expect, test } from "vitest";
import { readServerAddress, showServer } from "../../src/dns/server-address.ts";

test.each([
  ["192.0.2.53", { address: "192.0.2.53", port: null }, "192.0.2.53:53"],
  ["192.0.2.53:5353", { address: "192.0.2.53", port: 5353 }, "192.0.2.53:5353"],
  ["2001:db8::53", { address: "2001:db8::53", port: null }, "[2001:db8::53]:53"],
  ["[2001:db8::53]", { address: "2001:db8::53", port: null }, "[2001:db8::53]:53"],
  ["[::1]:5353", { address: "::1", port: 5353 }, "[::1]:5353"],
])("%s is a server", (text, server, shown) => {
  expect(readServerAddress(text)).toEqual(server);
  expect(showServer(server)).toBe(shown);
});

test.each([
  "",
  "dns.example",
  "dns.example:53",
  "192.0.2",
  "192.0.2.256",
  "192.0.2.53:",
  "192.0.2.53:0",
  "192.0.2.53:65536",
  "192.0.2.53:53:53",
  "192.0.2.53 ",
  "[192.0.2.53]:53",
  "[::1",
  "::1]:53",
  "udp://192.0.2.53",
])("%s is no server", (text) => {
  expect(readServerAddress(text)).toBeNull();
});
