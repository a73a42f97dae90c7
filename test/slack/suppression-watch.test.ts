import { expect, it } from "vitest";
import { putSuppressed } from "../../src/sandbox/aws/suppression-list.ts";
import type { World } from "../../src/sandbox/world.ts";
import { healthy } from "../../src/sandbox/worlds/healthy.ts";
import { listsOf } from "../../src/watches/lists.ts";
import { createSweep } from "../../src/watches/sweep.ts";
import type { SweepResult } from "../../src/watches/watch.ts";
import { botIn, type Running } from "./bot-in.ts";

const EAST = "us-east-1";
const CHANNELS = { alerts: "C0OPS", approvals: "C0OPS", allowed: ["C0OPS"] };

/** Listed long before anybody looked. */
const OLD: World = {
  ...healthy,
  ses: {
    [EAST]: {
      ...healthy.ses[EAST],
      suppressed: Array.from({ length: 60 }, (_, n) => ({
        EmailAddress: `old${n}@example.org`,
        Reason: "BOUNCE" as const,
        LastUpdateTime: new Date(Date.UTC(2026, 3, 18, 12, 0, n)).toISOString(),
      })),
    },
  },
};

type Listening = Running & { sweep: () => Promise<SweepResult>; grow: (from: number, to: number) => void };

async function watchingLists(): Promise<Listening> {
  const running = await botIn({
    world: OLD,
    config: {
      approvers: { users: ["U0BEN"], groups: [], requesterMayApprove: false, complaints: "deny" },
      channels: CHANNELS,
    },
    timing: { outboxMs: 10, outboxPaceMs: 0, clickMs: 0 },
    rate: { limit: 1, intervalMs: 1 },
  });
  const { context, store, bot, aws } = running;
  const given = { suppressions: listsOf(context, store), isOffering: true };
  const look = createSweep({ context, store, onSaved: bot.sayWhatWaits, ...given });
  return {
    ...running,
    sweep: () => look("suppressions", { now: new Date(), signal: AbortSignal.timeout(20_000), isManual: false }),
    grow: (from, to) => {
      for (let n = from; n < to; n += 1) {
        const domain = n < to - 2 ? "corp.example" : "else.example";
        putSuppressed(aws.world, EAST, `new${n}@${domain}`, n % 8 ? "BOUNCE" : "COMPLAINT", new Date());
      }
    },
  };
}

/** Everything that waited is said. */
async function settled({ slack, store }: Listening): Promise<readonly string[]> {
  for (;;) {
    if ((await store.outbox.waiting()).count === 0) break;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return slack.messages.filter(({ onlyTo }) => !onlyTo).map(({ text }) => text);
}

it("tells of a list that grew by forty once, with counts, twenty addresses, all as a file, and the way to a removal", async () => {
  const running = await watchingLists();
  const { slack, sweep, grow } = running;
  await sweep();
  expect(await settled(running)).toEqual([]);
  grow(0, 40);
  expect(await sweep()).toEqual({ looked: "all", troubles: [] });
  const said = await settled(running);
  const news = slack.messages.filter(({ text }) => text.includes("40 addresses are new"));
  expect(news).toHaveLength(1);
  const [message] = news;
  if (!message) throw new Error("it was told");
  const shown = JSON.stringify(message.blocks);
  expect(message.text).toContain("35 BOUNCE, 5 COMPLAINT");
  expect(shown).toContain("38 corp.example, 2 else.example");
  expect(new Set(shown.match(/new\d+@/g)).size).toBe(20);
  expect(shown).not.toContain("old1@");
  const [file] = [...slack.state.files.values()];
  expect(String(file?.content).trim().split("\r\n")).toHaveLength(41);
  // That it grows by more than it used to stands until it does not.
  expect(said.filter((text) => text.includes("grows: 40 new entries in 24 hours"))).toHaveLength(1);
  await sweep();
  expect(await settled(running)).toEqual(said);

  await slack.people.press("U0ANA", message, "Request removal");
  const modal = await slack.until((it) => it.modalOf("U0ANA"));
  const asked = JSON.stringify(modal.content);
  expect(new Set(asked.match(/new\d+@/g)).size).toBe(20);
});

it("tells what is new when whoever else reads the list is done with it", async () => {
  const running = await watchingLists();
  const { store, sweep, grow } = running;
  await sweep();
  const hold = await store.suppressions.hold(EAST, "another", new Date(), 60_000);
  if ("until" in hold) throw new Error("nobody else has it");
  grow(0, 3);
  expect(await sweep()).toMatchObject({ looked: "all" });
  expect(await settled(running)).toEqual([]);
  await store.suppressions.release(hold);
  await sweep();
  const said = await settled(running);
  expect(said.filter((text) => text.includes("3 addresses are new"))).toHaveLength(1);
});

it("says that it is blind where it may not read the list three times in a row, and which action to allow", async () => {
  const running = await watchingLists();
  const { aws, sweep, grow } = running;
  await sweep();
  aws.world.awsFaults = [{ action: "ses:ListSuppressedDestinations", then: "deny" }];
  grow(0, 3);
  for (let times = 0; times < 2; times += 1) expect(await sweep()).toMatchObject({ looked: "nothing" });
  expect(await settled(running)).toEqual([]);
  await sweep();
  const [blind, ...more] = await settled(running);
  expect(more).toEqual([]);
  expect(blind).toContain("suppressions has been blind since");
  const [message] = running.slack.messages;
  expect(JSON.stringify(message?.blocks)).toContain("ses:ListSuppressedDestinations");
  expect(JSON.stringify(message?.blocks)).toContain("maildiag policy");
  aws.world.awsFaults = [];
  await sweep();
  const said = await settled(running);
  expect(said.filter((text) => text.includes("3 addresses are new"))).toHaveLength(1);
});
