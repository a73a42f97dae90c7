import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Logins } from "../../src/ports/logins.ts";
import { StoreTrouble } from "../../src/ports/store.ts";
import { passwordOf } from "../../src/sandbox/smtp/logins.ts";
import { type RunningSmtp, startSmtp } from "../../src/sandbox/smtp/start-smtp.ts";
import { Secret } from "../../src/secret.ts";
import { createAuthMemory, type ShareLogins } from "../../src/smtp/auth-memory.ts";
import { createSmtp } from "../../src/smtp/smtp.ts";
import { openStore } from "../../src/store/open-store.ts";

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

/** One process: what it remembers by itself, and what it shares. */
function start(share?: ShareLogins, waits: { storeMs?: number; otherMs?: number } = {}) {
  const memory = createAuthMemory({ now: () => now, ...(share && { share }), ...waits });
  const placeOf = ({ port }: { port: number }) => stand.placeOf(REGION, port);
  const smtp = createSmtp({ extraCa: [stand.ca], now: () => now, placeOf, memory });
  const before = stand.asked.length;
  return {
    tries: () => stand.asked.length - before,
    forget: (password = RIGHT) => {
      const login = { username: KEY.id, password: new Secret(password), keyState: "inactive" };
      return smtp.forget(ENDPOINT, login, AbortSignal.timeout(8_000));
    },
    probe: async (password = RIGHT, keyState: string | null = "active") => {
      const login = { username: KEY.id, password: new Secret(password), keyState };
      const reading = await smtp.probe(ENDPOINT, login, AbortSignal.timeout(8_000));
      if (reading.kind !== "reached" || !reading.auth) return reading.kind;
      if (reading.auth.kind === "undecided" && reading.auth.reason === "limit") return "being tried";
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

it("tries at once what was forgotten", async () => {
  const { probe, tries, forget } = start();
  await probe();
  await forget();
  now += MINUTE;
  expect(await probe()).toBe("accepted 0 min ago");
  expect(tries()).toBe(2);
});

describe("of several processes", () => {
  let folder: string;
  let path: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "maildiag-logins-"));
    path = join(folder, "shared.db");
  });
  afterEach(() => rm(folder, { recursive: true }));

  const shared: ShareLogins = async (work) => {
    const store = await openStore({ kind: "sqlite", path });
    return work(store.logins).finally(() => store.close());
  };
  const broken: ShareLogins = async () => {
    throw new StoreTrouble("unreachable", "sqlite:nowhere", "no such folder");
  };

  it("one tries, and all tell its outcome with its age", async () => {
    const [one, two] = [start(shared), start(shared)];
    expect([await one.probe(), await one.probe("wrong")]).toEqual(["accepted 0 min ago", "rejected 0 min ago"]);
    now += 3 * MINUTE;
    expect([await two.probe(), await two.probe("wrong")]).toEqual(["accepted 3 min ago", "rejected 3 min ago"]);
    expect(one.tries()).toBe(2);
    now += 7 * MINUTE;
    expect(await two.probe()).toBe("accepted 0 min ago");
    expect(await one.probe()).toBe("accepted 0 min ago");
    expect(one.tries()).toBe(3);
  });

  it("one tries where all ask at the same time, and the others wait", async () => {
    const all = [start(shared), start(shared), start(shared)];
    expect(await Promise.all(all.map(({ probe }) => probe()))).toEqual(Array(3).fill("accepted 0 min ago"));
    expect(all[0]?.tries()).toBe(1);
  });

  it("the others say that it is being tried, where it takes too long or the one has died over it", async () => {
    const hanging: ShareLogins = (work, mayMake) =>
      shared((logins) => work({ ...logins, settle: () => Promise.reject(new StoreTrouble("full", "", "")) }), mayMake);
    expect(await start(hanging).probe()).toBe("accepted 0 min ago");
    const two = start(shared, { otherMs: 300 });
    expect(await two.probe()).toBe("being tried");
    expect(two.tries()).toBe(0);
  });

  it("what one has forgotten is tried by the next", async () => {
    const [one, two] = [start(shared), start(shared)];
    await one.probe();
    await two.forget();
    await one.probe();
    expect(one.tries()).toBe(2);
  });

  it("a change of the key's state that one has seen is tried once for all", async () => {
    const [one, two] = [start(shared), start(shared)];
    await one.probe(RIGHT, "active");
    await two.probe(RIGHT, "inactive");
    await one.probe(RIGHT, "inactive");
    expect(one.tries()).toBe(2);
  });

  it("each remembers for itself where the store cannot be had", async () => {
    const one = start(broken);
    expect([await one.probe(), await one.probe()]).toEqual(Array(2).fill("accepted 0 min ago"));
    await one.forget();
    expect(one.tries()).toBe(1);
  });

  it("each remembers for itself what the store takes too long over, and no login is tried twice for it", async () => {
    let late: Promise<unknown> = Promise.resolve();
    let answer: () => void = () => {};
    const asked = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const slow: ShareLogins = (work, mayMake) => {
      const claimLate = (logins: Logins): Logins => ({ ...logins, claim: (it) => asked.then(() => logins.claim(it)) });
      const working = shared((logins) => work(claimLate(logins)), mayMake);
      late = working;
      return working;
    };
    const one = start(slow, { storeMs: 300 });
    expect(await one.probe()).toBe("accepted 0 min ago");
    answer();
    await late;
    expect(await start(shared).probe()).toBe("accepted 0 min ago");
    expect(one.tries()).toBe(1);
  });

  it("each remembers for itself where the store never answers", async () => {
    const one = start(() => new Promise(() => {}), { storeMs: 50 });
    expect([await one.probe(), await one.probe()]).toEqual(Array(2).fill("accepted 0 min ago"));
    await one.forget();
    await one.probe();
    expect(one.tries()).toBe(2);
  });

  it("what the store holds is neither the password nor a fast hash of it", async () => {
    const madeUp = "correct horse";
    await start(shared).probe();
    await start(shared).probe(madeUp);
    const store = await openStore({ kind: "sqlite", path });
    const salt = await store.logins.salt("another");
    await store.close();
    const held = (
      await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), "latin1")))
    ).join();
    expect(held).toContain("accepted");
    expect(held).toContain(salt);
    expect(held).not.toContain(KEY.id);
    const fast = ["sha1", "sha256", "sha512", "md5"].flatMap((algorithm) =>
      [RIGHT, madeUp, `${salt}${madeUp}`, `${madeUp}${salt}`].map((text) =>
        createHash(algorithm).update(text).digest(),
      ),
    );
    for (const bytes of [Buffer.from(RIGHT), Buffer.from(madeUp), ...fast]) {
      for (const form of ["latin1", "hex", "base64", "base64url"] as const) {
        expect(held).not.toContain(bytes.toString(form));
      }
    }
  });
});
