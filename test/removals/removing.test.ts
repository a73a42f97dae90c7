import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createAws } from "../../src/aws/aws.ts";
import { createSes } from "../../src/aws/ses.ts";
import type { Removal } from "../../src/ports/removals.ts";
import { toldIn } from "../../src/render/slack-told.ts";
import { refreshMirror } from "../../src/suppressions/refresh.ts";
import { QUICK } from "../aws/on-stand-in.ts";
import { fault, HOLD_MS, type Instance, type Office, openOffice } from "./office.ts";

const KIM = "kim@example.net us-east-1";
const KIM_WEST = "kim@example.net us-west-2";
const LEE = "lee@example.net us-east-1";

let office: Office;
let one: Instance;

beforeEach(async () => {
  office = await openOffice([KIM, KIM_WEST, LEE]);
  one = await office.start("one");
});
afterEach(() => office.close());

async function approved(...keys: readonly string[]): Promise<void> {
  await one.ask("r1", keys);
  expect(await one.press("r1", "approve", "U0BEN")).toMatchObject({ kind: "taken" });
}

async function found(id = "r1"): Promise<Removal> {
  const removal = await one.store.removals.find(id);
  if (!removal) throw new Error("there is no such request");
  return removal;
}

async function outcomes(id = "r1"): Promise<readonly string[]> {
  return (await found(id)).items.map(({ address, region, outcome }) => `${address} ${region} ${outcome}`);
}

async function trail(): Promise<readonly string[]> {
  const lines = await one.store.removals.history({ address: null, limit: 99 });
  return lines.map(({ actor, action, outcome, address, region }) =>
    [actor, action, outcome, address, region].join(" "),
  );
}

describe("what was approved", () => {
  it("is deleted once in each region, and the request of AWS is kept", async () => {
    await approved(KIM, KIM_WEST);
    await Promise.all([one.removing.round(), one.removing.round()]);
    await one.removing.round();
    expect([...office.deletes()].sort()).toEqual([KIM, KIM_WEST]);
    expect(office.listed()).toEqual([`${LEE} BOUNCE`]);
    const { state, items, endedAt } = await found();
    expect({ state, endedAt }).toEqual({ state: "done", endedAt: office.now() });
    for (const item of items) {
      expect(item).toMatchObject({ outcome: "removed", awsRequestId: expect.stringMatching(/^[\w-]{36}$/) });
    }
    expect((await trail()).slice(0, 2).sort()).toEqual([`U0BEN removed done ${KIM}`, `U0BEN removed done ${KIM_WEST}`]);
  });

  it("stands in the copy of the list no more", async () => {
    const { suppressions } = one.store;
    const ses = createSes({ aws: createAws({ ...QUICK, endpoint: office.aws.url }) });
    const looking = { ses, mirror: suppressions, now: office.now, signal: AbortSignal.timeout(9_000), holder: "test" };
    await refreshMirror(looking, { region: "us-east-1", whole: "due" });
    const filter = { regions: ["us-east-1"], reason: null, since: null };
    const listed = async () => (await suppressions.list(filter, null, 99)).map(({ address }) => address).sort();
    expect(await listed()).toEqual(["kim@example.net", "lee@example.net"]);
    await approved(KIM);
    await one.removing.round();
    expect(await listed()).toEqual(["lee@example.net"]);
    const fresh = await refreshMirror(looking, { region: "us-east-1", whole: "always" });
    expect(fresh).toMatchObject({ removed: 0 });
  });

  it("is nothing to do where the entry has gone", async () => {
    await approved(KIM, LEE);
    const was = office.aws.world.ses["us-east-1"];
    office.aws.world.ses = {
      "us-east-1": {
        ...was,
        suppressed: (was?.suppressed ?? []).filter((each) => each.EmailAddress !== "kim@example.net"),
      },
    };
    await one.removing.round();
    expect(await outcomes()).toEqual([`${KIM} gone`, `${LEE} removed`]);
    expect(office.deletes()).toEqual([LEE]);
    expect(await found()).toMatchObject({ state: "done" });
  });

  it("waits for a new decision where another entry stands there, whatever became of the rest", async () => {
    await approved(KIM, LEE);
    const before = (await found()).items[0]?.entry;
    office.list("kim@example.net", "us-east-1", "COMPLAINT");
    await one.removing.round();
    expect(await outcomes()).toEqual([`${KIM} changed`, `${LEE} removed`]);
    expect(office.deletes()).toEqual([LEE]);
    const { state, items, pendingSince } = await found();
    expect({ state, pendingSince }).toEqual({ state: "pending", pendingSince: office.now() });
    expect(items[0]).toMatchObject({ was: before, entry: { reason: "COMPLAINT" } });
    expect(await one.press("r1", "approve", "U0BEN")).toMatchObject({ refusal: { why: "complaint" } });
  });

  it("is deleted after the new decision, and what was done is not done again", async () => {
    await approved(KIM, LEE);
    office.list("kim@example.net", "us-east-1");
    await one.removing.round();
    await one.press("r1", "approve", "U0CAT");
    await one.removing.round();
    expect(office.deletes()).toEqual([LEE, KIM]);
    expect(await found()).toMatchObject({ state: "done", decidedBy: "U0CAT" });
  });

  it.each([
    ["deny", "ses:DeleteSuppressedDestination is denied: allow it for maildiag's credentials"],
    ["throttle", expect.stringContaining("throttled")],
  ] as const)("fails where AWS refuses (%s), and the rest can be tried again", async (then, trouble) => {
    await approved(KIM, KIM_WEST);
    office.aws.world.awsFaults = [{ ...fault(then), region: "us-east-1" }];
    await one.removing.round();
    const { state, items } = await found();
    expect(state).toBe("partly");
    expect(items[0]).toMatchObject({ outcome: "failed", trouble });
    expect(await one.press("r1", "retry", "U0BEN")).toMatchObject({ kind: "taken" });
    await one.removing.round();
    expect(await found()).toMatchObject({ state: "done" });
    expect(office.deletes().filter((each) => each === KIM_WEST)).toEqual([KIM_WEST]);
  });

  it.each([
    ["done-timeout", [KIM], "removed", "done"],
    ["done-drop", [KIM], "removed", "done"],
    ["timeout", [KIM, KIM], "removed", "done"],
    ["drop", [KIM, KIM], "removed", "done"],
    ["error", [KIM, KIM], "removed", "done"],
  ] as const)("is looked at where the answer was lost: %s", async (then, deletes, outcome, state) => {
    await approved(KIM);
    office.aws.world.awsFaults = [fault(then)];
    await one.removing.round();
    expect(office.deletes()).toEqual(deletes);
    expect(await outcomes()).toEqual([`${KIM} ${outcome}`]);
    expect(await found()).toMatchObject({ state });
  });

  it("has failed, and is known to stand there, where no answer comes twice", async () => {
    await approved(KIM);
    office.aws.world.awsFaults = [{ ...fault("drop"), times: 2 }];
    await one.removing.round();
    expect(await found()).toMatchObject({
      state: "failed",
      items: [{ outcome: "failed", trouble: expect.stringContaining("still stands on the list") }],
    });
    expect(office.deletes()).toEqual([KIM, KIM]);
  });

  it("is not known, never said to have failed or gone well, where it cannot be read after a lost answer", async () => {
    await approved(KIM);
    const readFault = { action: "ses:GetSuppressedDestination", then: "deny" } as const;
    office.aws.world.awsFaults = [fault("done-drop")];
    const strike = setInterval(() => {
      if (office.deletes().length > 0) office.aws.world.awsFaults = [readFault];
    }, 1);
    await one.removing.round();
    clearInterval(strike);
    expect(await outcomes()).toEqual([`${KIM} unknown`]);
    office.aws.world.awsFaults = [];
    await one.press("r1", "retry", "U0BEN");
    await one.removing.round();
    expect(await outcomes()).toEqual([`${KIM} removed`]);
    expect(office.deletes()).toEqual([KIM]);
  });

  it("is deleted by one of two requests, and the other finds it gone", async () => {
    const two = await office.start("two");
    await one.ask("r1", [KIM]);
    // As if both had been asked at the same moment: neither saw the other.
    const first = await found();
    await one.store.removals.ask({ ...first, id: "r2" }, { audit: [], tell: [] });
    await Promise.all([one.press("r1", "approve", "U0BEN"), two.press("r2", "approve", "U0CAT")]);
    await Promise.all([one.removing.round(), two.removing.round()]);
    office.pass(1_000);
    await Promise.all([one.removing.round(), two.removing.round()]);
    expect(office.deletes()).toEqual([KIM]);
    expect([await outcomes("r1"), await outcomes("r2")].flat().sort()).toEqual([`${KIM} gone`, `${KIM} removed`]);
    await Promise.all([one.removing.stop(), two.removing.stop()]);
  });

  it("is left where it is when the instance stops, and another goes on", async () => {
    await approved(KIM, KIM_WEST, LEE);
    one.removing.soon();
    await one.removing.stop();
    const two = await office.start("two");
    await two.removing.round();
    expect(await found()).toMatchObject({ state: "done" });
    expect([...office.deletes()].sort()).toEqual([KIM, KIM_WEST, LEE]);
  });
});

describe("an instance that dies at any call", () => {
  const CALLS = Array.from({ length: 8 }, (_, n) => [n + 1, false] as const);
  it.each([...CALLS, ...CALLS.map(([n]) => [n, true] as const)])(
    "number %i (done: %s) leaves what another brings to its end, with one delete",
    async (call, after) => {
      await approved(KIM);
      one.dieAt(call, after);
      one.removing.soon();
      const two = await office.start("two");
      // Until it is dead or done.
      for (let n = 0; n < 200 && !one.isDead(); n += 1) {
        if ((await two.store.removals.find("r1"))?.state === "done") break;
        await new Promise((resolve) => setImmediate(resolve));
      }
      await two.store.removals.find("r1");
      office.pass(HOLD_MS);
      await two.removing.round();
      expect(await two.store.removals.find("r1")).toMatchObject({ state: "done", items: [{ outcome: "removed" }] });
      expect(office.deletes()).toEqual([KIM]);
      expect(office.listed()).not.toContain(`${KIM} BOUNCE`);
    },
  );
});

describe("Undo", () => {
  async function done(...keys: readonly string[]): Promise<void> {
    await approved(...keys);
    await one.removing.round();
  }

  it("puts what was removed back, for its reason", async () => {
    await done(KIM, LEE);
    expect(await one.press("r1", "undo", "U0CAT")).toMatchObject({ kind: "taken" });
    await one.removing.round();
    expect([...office.listed()].sort()).toEqual([`${KIM} BOUNCE`, `${KIM_WEST} BOUNCE`, `${LEE} BOUNCE`].sort());
    expect(await found()).toMatchObject({ state: "undone", undoneBy: "U0CAT" });
    expect(await trail()).toContain(`U0CAT undone done ${KIM}`);
    expect(await one.press("r1", "undo", "U0BEN")).toMatchObject({ refusal: { why: "already", by: "U0CAT" } });
  });

  it("leaves alone what was on the list again already, and what was never removed", async () => {
    await done(KIM);
    office.list("kim@example.net", "us-east-1", "COMPLAINT");
    await one.press("r1", "undo", "U0CAT");
    await one.removing.round();
    expect(office.listed()).toContain(`${KIM} COMPLAINT`);
    expect(await outcomes()).toEqual([`${KIM} kept`]);
    expect(await found()).toMatchObject({ state: "undone" });
  });

  const CALLS = Array.from({ length: 7 }, (_, n) => [n + 1, false] as const);
  it.each([...CALLS, ...CALLS.map(([n]) => [n, true] as const)])(
    "is brought to its end, and told as done, after a death at call %i (done: %s)",
    async (call, after) => {
      await done(KIM);
      await one.press("r1", "undo", "U0CAT");
      one.dieAt(call, after);
      one.removing.soon();
      const two = await office.start("two");
      for (let n = 0; n < 200 && !one.isDead(); n += 1) {
        if ((await two.store.removals.find("r1"))?.state === "undone") break;
        await new Promise((resolve) => setImmediate(resolve));
      }
      await two.store.removals.find("r1");
      office.pass(HOLD_MS);
      await two.removing.round();
      expect(await two.store.removals.find("r1")).toMatchObject({ state: "undone", items: [{ outcome: "restored" }] });
      expect(office.listed()).toContain(`${KIM} BOUNCE`);
    },
  );

  it("is not told as done where a bounce came between", async () => {
    await done(KIM);
    await one.press("r1", "undo", "U0CAT");
    const taken = await one.store.removals.take("dead", office.now(), 0);
    if (!taken) throw new Error("nothing was to be put back");
    const item = { address: "kim@example.net", region: "us-east-1" };
    expect(await one.store.removals.claim(taken.hold, item, office.now(), "put")).toBe("ours");
    office.list("kim@example.net", "us-east-1", "COMPLAINT");
    await one.removing.round();
    const { items } = await found();
    expect(items[0]).toMatchObject({ outcome: "kept", awsRequestId: null });
  });

  it("can be pressed again where AWS refuses", async () => {
    await done(KIM);
    office.aws.world.awsFaults = [fault("deny", "ses:PutSuppressedDestination")];
    await one.press("r1", "undo", "U0CAT");
    await one.removing.round();
    expect(await found()).toMatchObject({ state: "done", items: [{ outcome: "removed" }] });
    await one.press("r1", "undo", "U0CAT");
    await one.removing.round();
    expect(await found()).toMatchObject({ state: "undone" });
    expect(office.listed()).toContain(`${KIM} BOUNCE`);
  });
});

describe("a request", () => {
  it("holds what is listed and may go, and says what is not", async () => {
    office.list("mia@example.net", "us-east-1", "COMPLAINT");
    await one.ask("r0", [LEE], "U0BEN");
    office.aws.world.awsFaults = [{ action: "ses:GetSuppressedDestination", region: "us-west-2", then: "deny" }];
    const asked = await one.ask("r1", [
      KIM,
      KIM_WEST,
      LEE,
      "mia@example.net us-east-1",
      "nobody@example.net us-east-1",
    ]);
    expect(asked.removal?.items.map(({ address, region }) => `${address} ${region}`)).toEqual([KIM]);
    expect(asked).toMatchObject({
      absent: [{ address: "nobody@example.net", region: "us-east-1" }],
      unread: [
        {
          address: "kim@example.net",
          region: "us-west-2",
          trouble: "ses:GetSuppressedDestination is denied: allow it for maildiag's credentials",
        },
      ],
      complaints: [{ address: "mia@example.net" }],
      asked: [{ address: "lee@example.net", by: "U0BEN" }],
    });
  });

  it("is not made where nothing of it can be asked for", async () => {
    expect(await one.ask("r1", ["nobody@example.net us-east-1"])).toMatchObject({ removal: null });
    expect(await one.store.removals.find("r1")).toBeNull();
    expect(await one.store.outbox.waiting()).toMatchObject({ count: 0 });
  });

  it("says what is behind an entry, as events tell it", async () => {
    await one.store.events.add({
      events: [
        {
          id: "e1",
          at: new Date("2026-04-18T17:05:00Z"),
          type: "Bounce",
          messageId: "m1",
          recipient: "kim@example.net",
          region: "us-east-1",
          detail: {
            bounce: {
              bounceType: "Permanent",
              bounceSubType: "General",
              bouncedRecipients: [
                { emailAddress: "kim@example.net", status: "5.1.1", diagnosticCode: "smtp; 550 5.1.1 user unknown" },
              ],
            },
          },
        },
      ],
      deadLetters: [],
    });
    const { removal } = await one.ask("r1", [KIM, KIM_WEST]);
    expect(removal?.items.map(({ cause, acts }) => ({ cause, acts }))).toEqual([
      { cause: expect.stringMatching(/^2026-04-18: .*550 5\.1\.1 user unknown/), acts: true },
      { cause: null, acts: true },
    ]);
  });

  it("ends after seven days without a decision, and who asked is told once", async () => {
    await one.ask("r1", [KIM]);
    office.pass(7 * 86_400_000 - 1);
    expect(await one.watch()).toBe(false);
    office.pass(1);
    const two = await office.start("two");
    await Promise.all([one.watch(), two.watch()]);
    expect(await found()).toMatchObject({ state: "expired", endedAt: office.now() });
    expect(await trail()).toEqual([`maildiag expired  ${KIM}`, `U0ANA requested pending ${KIM}`]);
    const told = await one.store.outbox.take(office.now(), 1_000, 10);
    expect(told.map(({ kind }) => kind)).toEqual(["removal", "removal-outcome"]);
    expect(await one.press("r1", "approve", "U0BEN")).toMatchObject({ refusal: { why: "already", state: "expired" } });
  });

  it("loses its Undo after a day, once, whoever looks", async () => {
    await approved(KIM);
    await one.removing.round();
    const sayAll = async () => {
      const said: string[] = [];
      for (;;) {
        const taken = await one.store.outbox.take(office.now(), 1_000, 10);
        if (taken.length === 0) return said;
        for (const entry of taken) {
          if (entry.kind === "removal") said.push(JSON.stringify(toldIn(entry.kind, JSON.parse(entry.body))));
          await one.store.outbox.sent(entry, { channel: entry.channel, ts: "1.2" }, office.now());
        }
      }
    };
    expect((await sayAll()).map((text) => text.includes('"undo"'))).toEqual([true]);
    office.pass(86_400_000 - 1);
    expect([await one.watch(), await sayAll()]).toEqual([false, []]);
    office.pass(1);
    const two = await office.start("two");
    await Promise.all([one.watch(), two.watch()]);
    expect((await sayAll()).map((text) => [text.includes('"undo"'), text.includes("Removed")])).toEqual([
      [false, true],
    ]);
    office.pass(60_000);
    expect([await one.watch(), await two.watch(), await sayAll()]).toEqual([false, false, []]);
  });

  it("has its thread told once when the address bounces again", async () => {
    await approved(KIM, KIM_WEST);
    await one.removing.round();
    office.pass(86_400_000);
    const bounce = { at: office.now(), type: "Bounce", messageId: "m9", region: null, detail: {} };
    await one.store.events.add({ events: [{ ...bounce, id: "e9", recipient: "kim@example.net" }], deadLetters: [] });
    const two = await office.start("two");
    await Promise.all([one.watch(), two.watch()]);
    expect(await one.watch()).toBe(false);
    const { count } = await one.store.outbox.waiting();
    // The message as it was edited, what came of it for who asked, and this.
    expect(count).toBe(3);
  });
});
