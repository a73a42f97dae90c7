import { afterEach, beforeEach, expect, it } from "vitest";
import type { Removal } from "../../src/ports/removals.ts";
import { toldIn } from "../../src/render/slack-told.ts";
import { type Instance, type Office, openOffice } from "./office.ts";

/** What nobody approved in the end, after the rest was removed. */

const KIM = "kim@example.net us-east-1";
const LEE = "lee@example.net us-east-1";
const DAY = 86_400_000;

let office: Office;
let one: Instance;

beforeEach(async () => {
  office = await openOffice([KIM, LEE]);
  one = await office.start("one");
  await one.ask("r1", [KIM, LEE]);
  await one.press("r1", "approve", "U0BEN");
  office.list("kim@example.net", "us-east-1", "COMPLAINT");
  await one.removing.round();
  expect(await stands()).toEqual(["pending", "changed", "removed"]);
});
afterEach(() => office.close());

async function found(): Promise<Removal> {
  const removal = await one.store.removals.find("r1");
  if (!removal) throw new Error("there is no such request");
  return removal;
}

async function stands(): Promise<readonly string[]> {
  const { state, items } = await found();
  return [state, ...items.map(({ outcome }) => outcome)];
}

const ENDS = [
  ["denied", () => one.press("r1", "deny", "U0BEN")],
  [
    "expired",
    () => {
      office.pass(7 * DAY);
      return one.watch();
    },
  ],
  [
    "expired",
    () => {
      office.pass(7 * DAY);
      return one.press("r1", "approve", "U0BEN");
    },
  ],
] as const;

it.each(ENDS)(
  "is never deleted: it is %s, also after an Undo that fails, whatever is pressed then",
  async (end, act) => {
    expect(await one.press("r1", "approve", "U0BEN")).toMatchObject({ refusal: { why: "complaint" } });
    await act();
    expect(await stands()).toEqual([end, end, "removed"]);
    const lines = await one.store.removals.history({ address: "kim@example.net", limit: 1 });
    expect(lines).toMatchObject([{ action: end }]);

    office.aws.world.awsFaults = [{ action: "ses:PutSuppressedDestination", then: "deny" }];
    await one.press("r1", "undo", "U0CAT");
    await one.removing.round();
    office.aws.world.awsFaults = [];
    expect(await stands()).toEqual([end, end, "removed"]);
    const told = (await sayAll("removal-outcome")).at(-1);
    expect(told).toContain("removed (AWS request");
    expect(told).toContain("ses:PutSuppressedDestination is denied");
    expect(told).toContain("not removed: ");

    // Of a message as it was before.
    expect(await one.press("r1", "retry", "U0BEN")).toMatchObject({ click: "undo" });
    await one.removing.round();
    expect(office.deletes()).toEqual([LEE]);
    expect(await stands()).toEqual(["undone", end, "restored"]);
    expect(office.listed().toSorted()).toEqual([`${KIM} COMPLAINT`, `${LEE} BOUNCE`]);
  },
);

/** What is told since the last time: the message anew, or what came of it. */
async function sayAll(kind = "removal"): Promise<readonly string[]> {
  const said: string[] = [];
  for (;;) {
    const taken = await one.store.outbox.take(office.now(), 1_000, 10);
    if (taken.length === 0) return said;
    for (const entry of taken) {
      if (entry.kind === kind) said.push(JSON.stringify(toldIn(entry.kind, JSON.parse(entry.body))));
      await one.store.outbox.sent(entry, { channel: entry.channel, ts: "1.2" }, office.now());
    }
  }
}

it.each(ENDS)("loses the Undo of the rest a day after it was %s, once", async (end, act) => {
  await one.watch();
  await act();
  const [told = ""] = (await sayAll()).slice(-1);
  expect([
    told.includes('"undo"'),
    told.includes(`not removed: ${end === "denied" ? "denied" : "nobody decided"}`),
  ]).toEqual([true, true]);
  office.pass(DAY - 1);
  await one.watch();
  expect(await sayAll()).toEqual([]);
  office.pass(1);
  await one.watch();
  const last = await sayAll();
  expect(last.map((text) => text.includes('"undo"'))).toEqual([false]);
  expect(last[0]).toMatch(end === "denied" ? /Denied/ : /Expired/);
  office.pass(60_000);
  await one.watch();
  expect(await sayAll()).toEqual([]);
});
