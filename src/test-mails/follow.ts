import { gapsOf } from "../events/gaps.ts";
import type { Published } from "../events/publishing.ts";
import { type Outcome, type Passage, traceOf } from "../events/trace.ts";
import type { EventStore } from "../ports/event-store.ts";
import { StoreTrouble } from "../ports/store.ts";
import type { TestMail, TestMailChange, TestMails } from "../ports/test-mails.ts";
import { changedBy, edited, followed } from "./told.ts";

export type FollowDeps = {
  testMails: Pick<TestMails, "followed" | "move">;
  events: Pick<EventStore, "byMessage" | "lastSeen">;
  /** What SES publishes of that mail; null where that is not known at all. Never throws trouble. */
  published: (mail: TestMail) => Promise<Published | null>;
  /** Why no event could be seen, a line each, whatever SES publishes. */
  blind: () => readonly string[];
  allowed: readonly string[];
  now: () => Date;
  onBug: (bug: unknown) => void;
};

const MINUTE = 60_000;
/** Events come within seconds, where they come. */
const SILENT_MS = 10 * MINUTE;
/** SES tries for 14 hours; complaints and late bounces come within days. */
const FOLLOWED_MS = 3 * 24 * 60 * MINUTE;
/** Read at once; a round goes on until it has seen all of them. */
const PAGE = 50;
const MOST_EVENTS = 200;

/** Nothing more comes after these. */
const ENDS: readonly Outcome[] = ["dropped", "bounced", "returned", "complained"];

/** What is to be told now, by what was told before; null: nothing. Pure. */
export function nextTold(
  { told, sentAt, askedAt }: Pick<TestMail, "told" | "sentAt" | "askedAt">,
  outcome: Outcome,
  now: Date,
): { told: string | null; isOver: boolean } | null {
  const age = now.getTime() - (sentAt ?? askedAt).getTime();
  const isLate = age >= FOLLOWED_MS;
  // That it was opened says no more than that it arrived.
  const what = outcome === "read" ? "delivered" : outcome;
  const isQuiet = what === "sent" || what === "unknown";
  if (isQuiet && told === null && age >= SILENT_MS) return { told: "silent", isOver: isLate };
  if (!isQuiet && told !== what) return { told: what, isOver: isLate || ENDS.includes(outcome) };
  return isLate ? { told: null, isOver: true } : null;
}

/** One round over all mails that are on their way. Tells whether the outbox has something new. Throws StoreTrouble. */
export async function followTestMails(deps: FollowDeps): Promise<boolean> {
  let isNew = false;
  for await (const mail of onTheirWay(deps.testMails)) {
    try {
      isNew = (await followOne(mail, deps)) || isNew;
    } catch (error) {
      // One that cannot be read keeps back no other.
      if (error instanceof StoreTrouble) throw error;
      deps.onBug(error);
    }
  }
  return isNew;
}

/** A delivered one stays for days, since a complaint may come: however many there are, the newest is reached. */
async function* onTheirWay(testMails: FollowDeps["testMails"]): AsyncGenerator<TestMail> {
  let last: TestMail | null = null;
  do {
    const page: readonly TestMail[] = await testMails.followed(last, PAGE);
    yield* page;
    last = page.length < PAGE ? null : (page.at(-1) ?? null);
  } while (last);
}

async function followOne(mail: TestMail, deps: FollowDeps): Promise<boolean> {
  const { testMails, events, allowed } = deps;
  const trace = traceOf(await events.byMessage(mail.messageId ?? "", MOST_EVENTS));
  const passage: Passage | null = trace.passages.at(-1) ?? null;
  const at = deps.now();
  const next = nextTold(mail, passage?.outcome ?? "unknown", at);
  if (!next) return false;
  const change: TestMailChange = {
    state: "sent",
    ...(next.told !== null && { told: next.told }),
    ...(next.isOver && { endedAt: at }),
  };
  const after = changedBy(mail, change);
  const isSilent = next.told === "silent";
  const published = isSilent ? await deps.published(mail) : null;
  const gaps = isSilent ? gapsOf(trace, published ? [published] : [], await events.lastSeen()) : [];
  const body = {
    mail: after,
    passage: passage && { outcome: passage.outcome, stopped: passage.stopped, events: passage.events },
    gaps: gaps.filter(({ kind }) => kind !== "nothing-known" && kind !== "nothing-since"),
    blind: isSilent ? deps.blind() : [],
  };
  const tell = next.told === null ? [] : [edited(after, at), ...followed(body, allowed, at)];
  // Another instance follows it too: whoever is first tells.
  return (await testMails.move(mail, change, { audit: [], tell })) && tell.length > 0;
}
