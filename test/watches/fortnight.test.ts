import { expect, it } from "vitest";
import type { HushAsked } from "../../src/alerts/hush.ts";
import type { IamKey, World } from "../../src/sandbox/world.ts";
import { hush, lookAgain } from "../../src/watches/pressing.ts";
import { createSweep } from "../../src/watches/sweep.ts";
import { changed } from "../diagnosis/world.ts";
import { outboxOn } from "../slack/outbox-on.ts";
import { growingLists } from "./growing-lists.ts";
import { watching } from "./watching.ts";

const OLD: IamKey = {
  id: "AKIAIOSFODNN7EXAMPLE",
  created: "2026-09-01T00:00:00Z",
  lastUsed: { at: "2026-11-10T00:00:00Z", service: "ses", region: "us-east-1" },
};
const NEW: IamKey = { id: "AKIAIOSFODNN8EXAMPLE", created: "2026-11-12T01:00:00Z" };

type Changes = Parameters<typeof changed>[0];

function world(keys: readonly IamKey[], changes: Changes = {}, username = OLD.id): World {
  const given = changed(changes);
  const relays = [{ name: "gmail", username, from: "ann@example.com", region: "us-east-1" }];
  const user = { created: "2026-01-01T00:00:00Z", keys };
  return { ...given, config: { ...given.config, relays }, iam: { users: { "gmail-smtp": user } } };
}

const DRIFT: Changes = {
  without: ["token2._domainkey"],
  with: ["token2._domainkey CNAME token2.dkim.example.net."],
};
const DENIED: Changes = {
  awsFaults: [
    { action: "ses:*", then: "deny" },
    { action: "iam:*", then: "deny" },
  ],
};
const DEAD: readonly IamKey[] = [{ ...OLD, status: "Inactive" }, NEW];
const USED: readonly IamKey[] = [
  { ...NEW, lastUsed: { at: "2026-11-18T12:00:00Z", service: "ses", region: "us-east-1" } },
];
const MENDED = world(USED, {}, NEW.id);

type Press = (part: string, asked: HushAsked | "run again") => Promise<void>;

/** A look at 3, 9 and 15 o'clock; the world stays as it was the day before where none is named. */
type Day = {
  says: string;
  world?: World;
  suppressed?: readonly string[];
  /** At 4 o'clock. */
  acts?: (press: Press) => Promise<void>;
};

const DAYS: readonly Day[] = [
  { says: "all is well", world: world([OLD]) },
  {
    says: "three addresses end up on the suppression list",
    suppressed: ["kim@corp.example", "lee@corp.example", "mia@corp.example"],
  },
  { says: "somebody makes a new key for the relay's user", world: world([OLD, NEW]) },
  { says: "and deactivates the old one, which the relay still holds", world: world(DEAD) },
  { says: "nobody does anything: a reminder" },
  {
    says: "ana acknowledges it",
    acts: (press) => press("has been deactivated", { kind: "acknowledge", by: "U0ANA" }),
  },
  { says: "the DNS provider changes a record; of the key nobody is reminded", world: world(DEAD, DRIFT) },
  { says: "AWS denies everything for a day: what fires stays", world: world(DEAD, { ...DRIFT, ...DENIED }) },
  {
    says: "AWS answers again, and ben snoozes the record until the day after next",
    world: world(DEAD, DRIFT),
    acts: (press) => {
      const until = new Date(Date.UTC(2026, 10, 20, 9));
      return press("its CNAME leads elsewhere", { kind: "snooze", by: "U0BEN", until, why: "the provider is called" });
    },
  },
  { says: "the relay gets its new key", world: world(USED, DRIFT, NEW.id) },
  { says: "the snooze is over, and the record still is wrong" },
  { says: "the record is right again", world: MENDED },
  { says: "and wrong again: a relapse", world: world(USED, DRIFT, NEW.id) },
  {
    says: "it is put right at last, and ana looks herself",
    world: MENDED,
    acts: (press) => press("its CNAME leads elsewhere", "run again"),
  },
];

const SLACK = "https://example.slack.com/";
const FIRST = Date.UTC(2026, 10, 10);
const HOUR = 3_600_000;
const KINDS = ["credentials", "authentication", "suppressions"] as const;

it("a fortnight reads as it did", { timeout: 120_000 }, async () => {
  let now = new Date(FIRST);
  let today = world([OLD]);
  const { slack, store, sender } = await outboxOn({ now: () => now });
  const grown = growingLists(() => now);
  const watch = await watching({ store, channel: "C0OPS", lists: grown.lists, config: { mention: "S0MAIL" } });

  const press: Press = async (part, asked) => {
    const pressed = slack.messages.findLast(({ blocks }) => {
      const text = JSON.stringify(blocks);
      return text.includes(part) && text.includes('"value"');
    });
    const value = /"value":"([^"]+)"/.exec(JSON.stringify(pressed?.blocks))?.[1] ?? "";
    const { outcome } = await watch.contextIn(today, async (context) => {
      if (asked !== "run again") return hush(value, asked, now, { store, context, workspaceUrl: () => SLACK });
      const sweep = createSweep({ store, context, suppressions: grown.lists, workspaceUrl: () => SLACK });
      const signal = AbortSignal.timeout(20_000);
      return lookAgain(value, now, (kind, asked) => sweep(kind, { ...asked, signal }), { store });
    });
    expect(outcome).toBe("done");
    await sender.drain(10_000);
  };

  for (const [day, { says, world: other, suppressed, acts }] of DAYS.entries()) {
    const at = (hour: number) => new Date(FIRST + (day * 24 + hour) * HOUR);
    now = at(1);
    today = other ?? today;
    slack.state.post({ channel: "C0OPS", user: "U0ANA", text: `day ${day + 1}: ${says}` });
    grown.add(...(suppressed ?? []));
    for (const hour of [3, 9, 15]) {
      now = at(hour);
      for (const kind of KINDS) await watch.sweep(kind, today, now.toISOString());
      await sender.drain(10_000);
      now = at(hour + 1);
      if (hour === 3) await acts?.(press);
    }
  }
  const transcript = slack.transcript({ edits: true }).replace(/\/p\d{10,}/g, "/pTS");
  await expect(transcript).toMatchFileSnapshot("../golden/alerts/fortnight.txt");
  expect(await store.outbox.waiting()).toEqual({ count: 0, since: null });
  expect(await store.outbox.complaints()).toEqual([]);
});
