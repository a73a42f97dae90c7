import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { createAws } from "../../src/aws/aws.ts";
import { createMailSubmission } from "../../src/aws/writes/mail-submission.ts";
import type { MailSubmission } from "../../src/ports/mail-submission.ts";
import type { Store } from "../../src/ports/store.ts";
import type { TestMails } from "../../src/ports/test-mails.ts";
import { type RunningAws, startAws } from "../../src/sandbox/aws/start-aws.ts";
import type { AwsFault } from "../../src/sandbox/world.ts";
import { jada } from "../../src/sandbox/worlds/jada.ts";
import { openStore } from "../../src/store/open-store.ts";
import { ask } from "../../src/test-mails/ask.ts";
import { expireTestMails } from "../../src/test-mails/expire.ts";
import { followTestMails } from "../../src/test-mails/follow.ts";
import { createMailing, type Mailing } from "../../src/test-mails/mailing.ts";
import { type PressedTestMail, press } from "../../src/test-mails/press.ts";
import { QUICK } from "../aws/on-stand-in.ts";

const START = Date.parse("2026-11-20T12:00:00Z");
const HOLD_MS = 40_000;
const FROM = "canary@queenofsandiego.com";
const NEVER = new Promise<never>(() => {});

let aws: RunningAws;
let folder: string;
let at: number;

beforeEach(async () => {
  at = START;
  folder = mkdtempSync(join(tmpdir(), "maildiag-mailing-"));
  aws = await startAws({ ...jada, published: [], awsFaults: [] });
  return async () => {
    await aws.close();
    rmSync(folder, { recursive: true, force: true });
  };
});

const now = () => new Date(at);

type Instance = {
  store: Store;
  mailing: Mailing;
  press: (kind: "approve" | "deny", by: string) => Promise<PressedTestMail>;
  troubles: unknown[];
  /** After so many calls to the store and SES it hears and says no more; with `after` the last of them is still done. */
  die: (calls: number, after: boolean) => void;
};

/** One process on the same store and the same AWS. */
async function instance(name: string, from: string | null = FROM, send?: MailSubmission["send"]): Promise<Instance> {
  const store = await openStore({ kind: "sqlite", path: join(folder, "maildiag.db") });
  onTestFinished(() => store.close());
  const http = { connectionTimeoutMs: 3_000, requestTimeoutMs: 250 };
  const submission = send ? { send } : createMailSubmission({ aws: createAws({ ...QUICK, endpoint: aws.url, http }) });
  const life = { left: Number.POSITIVE_INFINITY, after: false };
  const mortal = <T extends object>(port: T): T =>
    new Proxy(port, {
      get(target, key, receiver) {
        const value: unknown = Reflect.get(target, key, receiver);
        if (typeof value !== "function") return value;
        return async (...given: unknown[]) => {
          life.left -= 1;
          if (life.left < 0 || (life.left === 0 && !life.after)) return NEVER;
          const answer: unknown = await Reflect.apply(value, target, given);
          return life.left <= 0 ? NEVER : answer;
        };
      },
    });
  const testMails: TestMails = mortal(store.testMails);
  const troubles: unknown[] = [];
  const mailing = createMailing({
    testMails,
    canary: from === null ? null : { from, submission: mortal(submission) },
    instance: name,
    allowed: [],
    now,
    onTrouble: (error) => void troubles.push(error),
    onTold: () => {},
    holdMs: HOLD_MS,
    callMs: 5_000,
  });
  const rightOf = async () => "approver" as const;
  return {
    store,
    mailing,
    troubles,
    press: (kind, by) =>
      press(
        { id: "t1", kind, by, message: null },
        { testMails, rules: { requesterMayApprove: false }, rightOf, allowed: [], now },
      ),
    die: (calls, after) => Object.assign(life, { left: calls, after }),
  };
}

async function asked({ store }: Instance, to = "kim@example.net", id = "t1"): Promise<void> {
  const letter = { from: FROM, subject: "Test", text: "A test.", note: null };
  const place = { channel: "C0OK", origin: { channel: "C0OPS", threadTs: null } };
  const wish = { id, askedBy: "U0ANA", askedAt: now(), why: "", region: "us-east-1", to, ...place, ...letter };
  expect((await ask(wish, store.testMails)).kind).toBe("asked");
}

function sent(): number {
  return aws.asked.filter(({ question }) => question.startsWith("ses:SendEmail")).length;
}

async function stateOf({ store }: Instance): Promise<string> {
  const mail = await store.testMails.find("t1");
  return `${mail?.state}${mail?.trouble ? `: ${mail.trouble}` : ""}`;
}

async function trailOf({ store }: Instance): Promise<readonly string[]> {
  const entries = await store.removals.history({ address: "kim@example.net", limit: 20 });
  return entries.toReversed().map(({ action, actor, outcome }) => `${action} ${actor} ${outcome}`);
}

describe("what is approved", () => {
  it("is sent once, whoever clicks how often on how many instances", async () => {
    const all = [await instance("one"), await instance("two"), await instance("three")];
    const [one] = all as [Instance, ...Instance[]];
    await asked(one);
    const clicks = all.flatMap((each) => ["U0BEN", "U0CAT"].map((by) => each.press("approve", by)));
    const came = (await Promise.all(clicks)).map(({ kind }) => kind);
    expect(came.filter((kind) => kind === "taken")).toHaveLength(1);
    await Promise.all(all.flatMap(({ mailing }) => [mailing.round(), mailing.round()]));
    await Promise.all(all.map(({ mailing }) => mailing.round()));
    expect([sent(), await stateOf(one)]).toEqual([1, "sent"]);
    expect((await trailOf(one)).filter((line) => line.startsWith("test-sent"))).toHaveLength(1);
  });

  it("and denied at the same moment is one of both", async () => {
    const [one, two] = [await instance("one"), await instance("two")];
    await asked(one);
    const came = await Promise.all([one.press("approve", "U0BEN"), two.press("deny", "U0CAT")]);
    expect(came.filter(({ kind }) => kind === "taken")).toHaveLength(1);
    await Promise.all([one.mailing.round(), two.mailing.round()]);
    const state = await stateOf(one);
    expect([state, sent()]).toEqual(came[0].kind === "taken" ? ["sent", 1] : ["denied", 0]);
  });

  it.each([
    ["denied", "deny", "failed: ses:SendEmail is denied: allow it for maildiag's credentials", 1],
    ["lost on the way", "drop", /^unsure: unreachable/, 1],
    ["not answered", "timeout", /^unsure: timeout/, 1],
    ["done, and its answer lost", "done-drop", /^unsure: unreachable/, 1],
    ["broken at SES", "error", /^unsure: error/, 1],
  ] as const)("and %s is told as it is, and not sent again", async (_, then, state, calls) => {
    const one = await instance("one");
    await asked(one);
    await one.press("approve", "U0BEN");
    aws.world.awsFaults = [{ action: "ses:SendEmail", then }] satisfies readonly AwsFault[];
    await one.mailing.round();
    if (typeof state === "string") expect(await stateOf(one)).toBe(state);
    else expect(await stateOf(one)).toMatch(state);
    aws.world.awsFaults = [];
    at += 10 * HOLD_MS;
    await one.mailing.round();
    expect(sent()).toBe(calls);
    expect(one.troubles).toEqual([]);
  });

  it("an hour ago, while nothing ran, is not sent any more", async () => {
    const one = await instance("one");
    await asked(one);
    await one.press("approve", "U0BEN");
    at += 3_600_000;
    await one.mailing.round();
    expect(await stateOf(one)).toBe("failed: it was approved more than an hour before it could be sent; ask again");
    expect(sent()).toBe(0);
  });

  it("for an address that the canary has no more is not sent", async () => {
    const one = await instance("one", "other@queenofsandiego.com");
    await asked(one);
    await one.press("approve", "U0BEN");
    await one.mailing.round();
    expect([await stateOf(one), sent()]).toEqual(["failed: the canary has another address by now; ask again", 0]);
  });

  it("while the canary was on, and taken when it is off, is not sent, and ends", async () => {
    const one = await instance("one", null);
    await asked(one);
    await one.press("approve", "U0BEN");
    await one.mailing.round();
    expect([await stateOf(one), sent()]).toEqual(["failed: the canary is switched off; ask again when it is on", 0]);
    expect((await one.store.testMails.find("t1"))?.endedAt).toEqual(now());
    expect((await trailOf(one)).at(-1)).toBe("test-sent U0BEN failed");
  });

  it("and met by a bug may have been sent: that is told at once, and the bug is heard of", async () => {
    const bug = new TypeError("a bug");
    const one = await instance("one", FROM, () => Promise.reject(bug));
    await asked(one);
    await one.press("approve", "U0BEN");
    await one.mailing.round();
    expect(await stateOf(one)).toBe("unsure: a fault in maildiag");
    expect(one.troubles).toEqual([bug]);
    at += HOLD_MS + 1;
    await one.mailing.round();
    expect(await stateOf(one)).toBe("unsure: a fault in maildiag");
  });

  it("and refused by SES is told in SES's words", async () => {
    const one = await instance("one");
    aws.world.ses = { "us-east-1": { identities: {} } };
    await asked(one);
    await one.press("approve", "U0BEN");
    await one.mailing.round();
    expect(await stateOf(one)).toContain("refused: MessageRejected: Email address is not verified");
    expect(await trailOf(one)).toEqual([
      "test-requested U0ANA pending",
      "test-approved U0BEN null",
      "test-sent U0BEN failed",
    ]);
  });
});

/** take, send (and a look for more), find, move: the calls of one mail, and a death before and after each. */
const DEATHS = [1, 2, 3, 4, 5].flatMap((call) => [
  { call, after: false },
  { call, after: true },
]);

describe("a death", () => {
  it.each(DEATHS)("at call $call (done: $after) never sends it twice, and people are told how it is", async (death) => {
    const one = await instance("one");
    await asked(one);
    await one.press("approve", "U0BEN");
    one.die(death.call, death.after);
    one.mailing.soon();
    const reaches = death.call > 2 || (death.call === 2 && death.after);
    if (reaches) await expect.poll(sent).toBe(1);
    const two = await instance("two");
    // Before it was taken the other sends it; when all was written it is known.
    const isWhole = (death.call === 1 && !death.after) || (death.call === 5 && death.after);
    await two.mailing.round();
    await expect.poll(() => stateOf(two)).toBe(isWhole ? "sent" : "sending");
    at += HOLD_MS + 1;
    await expect
      .poll(async () => {
        await two.mailing.round();
        return (await stateOf(two)).split(":")[0];
      })
      .toMatch(/^(?:sent|unsure)$/);
    expect(sent()).toBeLessThanOrEqual(1);
    const isKnown = await stateOf(two);
    expect(isKnown).toBe(isWhole ? "sent" : "unsure: maildiag was stopped while it was being sent");
    expect(sent()).toBe(reaches || isWhole ? 1 : 0);
  });

  it("is told though the canary is switched off by then", async () => {
    const one = await instance("one");
    await asked(one);
    await one.press("approve", "U0BEN");
    one.die(2, true);
    one.mailing.soon();
    await expect.poll(sent).toBe(1);
    const again = await instance("one", null);
    await again.mailing.round();
    expect(await stateOf(again)).toBe("unsure: maildiag was stopped while it was being sent");
  });

  it("of an instance that lives again is told at once", async () => {
    const one = await instance("one");
    await asked(one);
    await one.press("approve", "U0BEN");
    one.die(2, true);
    one.mailing.soon();
    await expect.poll(sent).toBe(1);
    await expect.poll(() => stateOf(one)).toBe("sending");
    const again = await instance("one");
    await again.mailing.round();
    expect(await stateOf(again)).toBe("unsure: maildiag was stopped while it was being sent");
    expect(sent()).toBe(1);
  });
});

it("an answer that comes after it was given up for lost is told in the end", async () => {
  const [one, two] = [await instance("one"), await instance("two")];
  await asked(one);
  await one.press("approve", "U0BEN");
  aws.world.awsFaults = [{ action: "ses:SendEmail", then: { delayMs: 200 } }];
  const sending = one.mailing.round();
  await expect.poll(() => stateOf(two)).toBe("sending");
  at += HOLD_MS + 1;
  await two.mailing.round();
  expect(await stateOf(two)).toContain("unsure");
  await sending;
  expect([await stateOf(two), sent()]).toEqual(["sent", 1]);
  expect((await two.store.testMails.followed(null, 9)).map(({ id }) => id)).toEqual(["t1"]);
  expect(await trailOf(two)).toEqual([
    "test-requested U0ANA pending",
    "test-approved U0BEN null",
    "test-sent U0BEN null",
    "test-sent U0BEN done",
  ]);
});

it("of more on their way than are read at once, the newest is followed too", async () => {
  const one = await instance("one");
  const { testMails, events } = one.store;
  for (let n = 0; n < 60; n += 1) {
    at += 1_000;
    const id = `t${n}`;
    await asked(one, `kim${n}@example.net`, id);
    const sentAt = now();
    const change = { state: "sent", messageId: id, sentAt, ...(n < 55 && { told: "delivered" }) } as const;
    await testMails.move({ id, version: 1 }, change, { audit: [], tell: [] });
  }
  at += 10 * 60_000;
  const given = { testMails, events, published: async () => null, blind: () => [], allowed: [], now, onBug: () => "" };
  expect(await followTestMails(given)).toBe(true);
  expect((await testMails.find("t59"))?.told).toBe("silent");
});

it("nobody decided within three days: it ends, and who asked is told", async () => {
  const one = await instance("one");
  await asked(one);
  const given = { testMails: one.store.testMails, allowed: [], now, keepMs: 400 * 86_400_000 };
  at += 3 * 86_400_000 - 1;
  expect(await expireTestMails(given)).toBe(false);
  at += 1;
  expect(await expireTestMails(given)).toBe(true);
  expect(await one.press("approve", "U0BEN")).toMatchObject({ kind: "refused", refusal: { why: "already" } });
  await one.mailing.round();
  expect([await stateOf(one), sent()]).toEqual(["expired", 0]);
  expect((await trailOf(one)).at(-1)).toBe("test-expired maildiag null");
});
