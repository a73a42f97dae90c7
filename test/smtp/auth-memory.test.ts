import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { passwordOf } from "../../src/sandbox/smtp/logins.ts";
import { type RunningSmtp, startSmtp } from "../../src/sandbox/smtp/start-smtp.ts";
import { Secret } from "../../src/secret.ts";
import { createSmtp } from "../../src/smtp/smtp.ts";

const REGION = "us-east-1";
const ENDPOINT = { host: `email-smtp.${REGION}.amazonaws.com`, port: 587 };
const KEY = { id: "AKIAIOSFODNN7EXAMPLE", created: "2026-01-01T00:00:00Z" };
const RIGHT = passwordOf(KEY, REGION);
const MINUTE = 60_000;

let stand: RunningSmtp;
let now: number;
beforeAll(async () => {
  stand = await startSmtp({ ses: {}, iam: { users: { relay: { created: KEY.created, keys: [KEY] } } } }, [REGION]);
});
afterAll(() => stand.close());
beforeEach(() => {
  now = Date.parse("2026-11-21T20:00:00Z");
  stand.world.smtpFaults = [];
});

function start() {
  const smtp = createSmtp({ extraCa: [stand.ca], now: () => now, placeOf: ({ port }) => stand.placeOf(REGION, port) });
  const before = stand.asked.length;
  return {
    tries: () => stand.asked.length - before,
    probe: async (password = RIGHT, keyState: string | null = "active") => {
      const login = { username: KEY.id, password: new Secret(password), keyState };
      const reading = await smtp.probe(ENDPOINT, login, AbortSignal.timeout(8_000));
      if (reading.kind !== "reached" || !reading.auth) return reading.kind;
      return `${reading.auth.kind} ${(now - reading.auth.at.getTime()) / MINUTE} min ago`;
    },
  };
}

it("tries a login once in ten minutes, and tells the last outcome with its age", async () => {
  const { probe, tries } = start();
  expect(await probe()).toBe("accepted 0 min ago");
  now += 9.5 * MINUTE;
  expect(await probe()).toBe("accepted 9.5 min ago");
  expect(tries()).toBe(1);
  now += 0.5 * MINUTE;
  expect(await probe()).toBe("accepted 0 min ago");
  expect(tries()).toBe(2);
});

it("tries once where several ask at the same time", async () => {
  const { probe, tries } = start();
  expect(await Promise.all([probe(), probe(), probe()])).toEqual(Array(3).fill("accepted 0 min ago"));
  expect(tries()).toBe(1);
});

it("tries another password at once, and still knows the first", async () => {
  const { probe, tries } = start();
  expect([await probe("wrong"), await probe(), await probe("wrong")]).toEqual([
    "rejected 0 min ago",
    "accepted 0 min ago",
    "rejected 0 min ago",
  ]);
  expect(tries()).toBe(2);
});

it("tries again at once when the key's state has changed, and not when it is merely unknown", async () => {
  const { probe, tries } = start();
  await probe(RIGHT, "active");
  await probe(RIGHT, null);
  expect(tries()).toBe(1);
  await probe(RIGHT, "inactive");
  expect(tries()).toBe(2);
});

it("counts a login whose answer never came", async () => {
  stand.world.smtpFaults = [{ at: "AUTH", then: "drop" }];
  const { probe, tries } = start();
  expect([await probe(), await probe()]).toEqual(["undecided 0 min ago", "undecided 0 min ago"]);
  expect(tries()).toBe(1);
});

it("does not count what never came as far as a login", async () => {
  stand.world.smtpFaults = [{ at: "CONNECT", then: { reply: "421 too many" }, times: 1 }];
  const { probe, tries } = start();
  expect([await probe(), await probe()]).toEqual(["throttled", "accepted 0 min ago"]);
  expect(tries()).toBe(1);
});
