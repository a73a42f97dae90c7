import { expect, it } from "vitest";
import { toldIn } from "../../src/render/slack-told.ts";
import { Untellable } from "../../src/render/told.ts";
import { sendersOf } from "../../src/sandbox/senders.ts";
import type { World } from "../../src/sandbox/world.ts";
import { healthy } from "../../src/sandbox/worlds/healthy.ts";
import { changed } from "../diagnosis/world.ts";
import { expectPostable } from "../render/slack-posted.ts";
import { watching } from "./watching.ts";

const DAY = 86_400_000;
const NOW = new Date("2026-11-23T09:00:00Z");
const at = (daysBefore: number) => new Date(NOW.getTime() - daysBefore * DAY).toISOString();

const KEY = {
  id: "AKIAIOSFODNN7EXAMPLE",
  created: "2026-09-01T00:00:00Z",
  lastUsed: { at: "2026-11-20T00:00:00Z", service: "ses", region: "us-east-1" },
};

function world(changes: Parameters<typeof changed>[0] = {}, more: Partial<World> = {}): World {
  const base = changed(changes);
  return {
    ...base,
    config: {
      ...base.config,
      relays: [
        { name: "gmail", username: KEY.id, from: "ann@example.com", region: "us-east-1" },
        { name: "<!channel>", username: "AKIAIOSFODNN8EXAMPLE", from: "bob@example.com", region: "us-east-1" },
      ],
      senders: [{ function: "mailer", region: "us-east-1" }],
    },
    iam: { users: { "gmail-smtp": { created: "2026-01-01T00:00:00Z", keys: [KEY] } } },
    lambda: { "us-east-1": { mailer: {} } },
    ...more,
  };
}

const DRIFT = {
  without: ["token2._domainkey"],
  with: ["token2._domainkey CNAME token2.dkim.example.net."],
};

async function dull(says: string) {
  return says.replace(/thread \d+/g, "thread N");
}

it("tells how the week was, in one message and its thread", async () => {
  const well = world();
  const watch = await watching({ config: { senders: sendersOf(well), regions: ["us-east-1", "eu-west-1"] } });
  await watch.sweep("credentials", well, at(12));
  await watch.sweep("authentication", world(DRIFT), at(5));
  for (const days of [4, 3]) await watch.sweep("authentication", well, at(days));
  await watch.sweep("senders", { ...well, lambda: {} }, at(1));
  await watch.sweep("reputation", well, at(1));
  const { suppressions: mirror, removals } = watch.store;
  const hold = await mirror.hold("us-east-1", "test", NOW, 60_000);
  if ("until" in hold) throw new Error("nobody else holds it");
  const written = [9, 9, 3, 2, 2, 2].map((days, n) => ({
    address: `u${n}@corp.example`,
    reason: "BOUNCE" as const,
    lastUpdate: new Date(at(days)),
    messageId: null,
  }));
  await mirror.write(hold, written, NOW, 60_000);
  await mirror.finish(hold, { whole: true, cursor: NOW, now: NOW });
  const item = {
    address: "u1@corp.example",
    region: "us-east-1",
    entry: { reason: "BOUNCE", since: new Date(at(9)), messageId: null },
    was: null,
    acts: true,
    cause: null,
    outcome: "open",
    isTried: false,
    awsRequestId: null,
    trouble: null,
    settledAt: null,
  } as const;
  const asked = { id: "r.1", askedBy: "U0ANA", askedAt: new Date(at(2)), why: "", origin: null, channel: "C0APPROVE" };
  await removals.ask({ ...asked, items: [item] }, { audit: [], tell: [] });
  await watch.said();

  const swept = await watch.sweep("digest", well, NOW.toISOString());
  expect(swept).toEqual({ looked: "all", troubles: [] });
  const said = await watch.said();
  expect(said).toHaveLength(3);
  await expect(await dull(said.join("\n\n"))).toMatchFileSnapshot("../golden/alerts/digest.txt");
  expect((await watch.store.alerts.current(new Date(0))).filter(({ kind }) => kind === "digest")).toEqual([]);
});

it("says nothing of a week in which nothing was watched", async () => {
  const watch = await watching();
  await watch.sweep("digest", healthy, NOW.toISOString());
  expect(await watch.said()).toEqual([]);
});

it("is said once where another instance takes over a moment later, and again a week later", async () => {
  const watch = await watching();
  await watch.sweep("authentication", healthy, NOW.toISOString());
  await watch.said();
  for (const minutes of [0, 2]) {
    await watch.sweep("digest", healthy, new Date(NOW.getTime() + minutes * 60_000).toISOString());
  }
  expect(await watch.said()).toHaveLength(3);
  await watch.sweep("digest", healthy, at(-7));
  expect(await watch.said()).toHaveLength(3);
});

it("tells nobody where there is no channel, and asks nothing", async () => {
  const watch = await watching({ channel: null });
  expect(await watch.sweep("digest", healthy, NOW.toISOString())).toEqual({ looked: "all", troubles: [] });
  expect(await watch.said()).toEqual([]);
});

it("still stands where IAM denies everything, and says what it does not know", async () => {
  const watch = await watching();
  await watch.sweep("authentication", healthy, NOW.toISOString());
  await watch.said();
  await watch.sweep("digest", world({}, { awsFaults: [{ action: "iam:*", then: "deny" }] }), NOW.toISOString());
  expect((await watch.said())[1]).toContain("The age of these keys is not known: gmail");
});

it.each(["digest", "digest-details", "digest-growth"])(
  "a %s of another version is not read as if it were one",
  (kind) => {
    for (const body of [null, {}, { from: "soon", regions: [{}] }, { domains: 7 }]) {
      expect(() => toldIn(kind, body)).toThrow(Untellable);
    }
  },
);

it("the largest digest with hostile names fits a message", () => {
  const name = "<!channel> *x* ".repeat(40);
  const told = [
    toldIn("digest", {
      from: at(7),
      to: NOW.toISOString(),
      domains: Array.from({ length: 30 }, () => ({ typed: name, at: at(1), hops: { relay: "failure" } })),
      moreDomains: 9,
      counts: { began: 1, ended: 0, standing: 1, known: 0, failures: 1 },
      removals: { open: 1, addresses: 1, oldest: { by: name, at: at(1) } },
    }),
    toldIn("digest-details", {
      began: [],
      standing: [],
      ended: [],
      more: 0,
      keys: Array.from({ length: 30 }, () => ({
        relay: name,
        key: name,
        ageDays: 1,
        maxAgeDays: 90,
        lastUsedAt: name,
      })),
      unreadKeys: Array.from({ length: 30 }, () => name),
    }),
    toldIn("digest-growth", {
      from: at(13),
      regions: Array.from({ length: 12 }, (_, n) => ({
        region: `${n}${name}`,
        total: 9,
        days: Array(14).fill(99_999),
      })),
    }),
  ];
  for (const each of told) {
    if (!("message" in each)) throw new Error("a digest is a message");
    expectPostable(each.message);
    expect(each.message.text).not.toContain("<!");
  }
});
