import type { Alert, AlertMessage } from "../ports/alerts.ts";
import type { NewOutboxEntry } from "../ports/outbox.ts";
import {
  ALERT,
  ALERT_CHANGE,
  ALERT_SUMMARY,
  type AlertBody,
  alertBody,
  type ChangeReason,
  changeBody,
  summaryBody,
  worstFirst,
} from "./bodies.ts";
import { factsOf } from "./facts.ts";
import { hashed } from "./fingerprint.ts";
import { groupsOf } from "./groups.ts";

/** One alert after a step or a click. `refreshed`: it says something else than its message does, and nobody need hear. */
export type Moved = { alert: Alert; reason: ChangeReason | "first" | null; refreshed: boolean };

export type Telling = {
  watch: string;
  /** Null: nobody is told. */
  channel: string | null;
  mention: string | null;
  now: Date;
  /** Of the save that this is part of: makes the ids of what is said. */
  revision: number;
  /** Every alert as it was, and every message. */
  alerts: readonly Alert[];
  messages: readonly AlertMessage[];
  /** Where a message stands, for people; null where that is not known. */
  linkTo: (messageId: string) => string | null;
};

export type Plan = {
  alerts: readonly Alert[];
  messages: readonly AlertMessage[];
  outbox: readonly NewOutboxEntry[];
};

/** New messages in one sweep above which they stand in the thread of a summary. */
const MOST_MESSAGES = 5;
/** Messages in that thread; the summary tells of the others. */
const MOST_IN_THREAD = 30;

/** What is to be written where, and what is said: new messages, replies in the threads of old ones, edits of both. */
export function plan(moved: readonly Moved[], telling: Telling): Plan {
  const { channel } = telling;
  const changed = new Map(moved.map(({ alert }) => [alert.id, alert]));
  if (channel === null) return { alerts: [...changed.values()], messages: [], outbox: [] };
  const messages = new Map<string, AlertMessage>(telling.messages.map((message) => [message.id, message]));
  const touched = new Set<string>();
  const outbox: NewOutboxEntry[] = [];
  const replies = new Map<string, { reason: ChangeReason; alert: Alert }[]>();
  const all = () => [...new Map([...telling.alerts.map((each) => [each.id, each] as const), ...changed]).values()];

  const fresh: Alert[] = [];
  // What is new first: it may join a message that would be closed else.
  for (const { alert, reason, refreshed } of moved.toSorted((a, b) => rankOf(a) - rankOf(b))) {
    if (reason === "first") {
      const open = openMessageFor(alert, all(), messages, telling.now);
      if (!open) {
        fresh.push(alert);
        continue;
      }
      changed.set(alert.id, { ...alert, message: open.id });
      touched.add(open.id);
      reply(open, "joined", changed.get(alert.id) as Alert);
      continue;
    }
    const message = alert.message === null ? undefined : messages.get(alert.message);
    if (!message) continue;
    // A reminder alone changes nothing that the message shows.
    if (refreshed) touched.add(message.id);
    if (reason) reply(message, reason, alert);
  }

  function reply(message: AlertMessage, reason: ChangeReason, alert: Alert): void {
    const { version } = messages.get(message.id) ?? message;
    // A reminder moves nothing on.
    messages.set(message.id, { ...message, version: reason === "repeat" ? version : version + 1 });
    replies.set(message.root, [...(replies.get(message.root) ?? []), { reason, alert }]);
  }

  const opened = openMessages(fresh, telling, channel);
  for (const message of opened.messages) messages.set(message.id, message);
  for (const alert of opened.alerts) changed.set(alert.id, alert);
  const current = all();
  for (const id of touched) {
    const message = messages.get(id);
    const isOver = current.every((each) => each.message !== id || each.state === "resolved");
    if (message && isOver) messages.set(id, { ...message, closedAt: message.closedAt ?? telling.now });
  }
  for (const { root } of [...touched].flatMap((id) => messages.get(id) ?? [])) {
    const summary = messages.get(root);
    const under = [...messages.values()].filter((each) => each.root === root && each.id !== root);
    if (!summary || touched.has(root) || under.length === 0) continue;
    if (under.every(({ closedAt }) => closedAt !== null)) messages.set(root, { ...summary, closedAt: telling.now });
  }

  for (const message of opened.messages) {
    if (!message.posted) continue;
    if (message.id === opened.summary) outbox.push(summaryEntry(message, "channel"));
    else outbox.push(entry(message.id, message.channel, aimOf(message), ALERT, bodyOf(message), telling.now));
  }
  for (const [root, changes] of replies) {
    const { channel: where } = messages.get(root) ?? { channel };
    outbox.push(
      entry(
        `${root}.t${telling.revision}`,
        where,
        { to: "thread", of: root },
        ALERT_CHANGE,
        changeBody(changes, telling.mention),
        telling.now,
      ),
    );
  }
  const summaries = new Set<string>();
  for (const id of touched) {
    const message = messages.get(id);
    if (!message) continue;
    if (message.posted) {
      const aim = { to: "edit", of: id } as const;
      outbox.push(entry(`${id}.e${telling.revision}`, message.channel, aim, ALERT, bodyOf(message), telling.now));
    }
    if (message.root !== id) summaries.add(message.root);
  }
  for (const root of summaries) {
    const summary = messages.get(root);
    if (summary) outbox.push(summaryEntry(summary, "edit"));
  }

  function bodyOf(message: AlertMessage): AlertBody {
    const told = current.filter((alert) => alert.message === message.id);
    return alertBody(telling.watch, message, told, beforeOf(told, telling));
  }

  function summaryEntry(message: AlertMessage, to: "channel" | "edit"): NewOutboxEntry {
    const under = new Set([...messages.values()].filter(({ root }) => root === message.id).map(({ id }) => id));
    const told = worstFirst(current.filter((alert) => alert.message !== null && under.has(alert.message)));
    const posted = [...messages.values()].filter((each) => under.has(each.id) && each.posted && each.id !== message.id);
    const body = summaryBody(telling.watch, message, told, posted.length);
    const id = to === "channel" ? message.id : `${message.id}.e${telling.revision}`;
    const aim = to === "channel" ? ({ to, threadTs: null } as const) : ({ to, of: message.id } as const);
    return entry(id, message.channel, aim, ALERT_SUMMARY, body, telling.now);
  }

  const written = [...messages.values()].filter(
    (message) => message !== telling.messages.find((it) => it.id === message.id),
  );
  return { alerts: [...changed.values()], messages: written, outbox };
}

/**
 * What belongs together is told together: the same target and check, as long as anything of it stands. A failure never
 * hides in the thread of warnings.
 */
function openMessageFor(
  alert: Alert,
  alerts: readonly Alert[],
  messages: ReadonlyMap<string, AlertMessage>,
  now: Date,
): AlertMessage | null {
  const check = factsOf(alert.facts)?.check;
  const beside = alerts.find(
    (other) =>
      other.id !== alert.id &&
      other.target === alert.target &&
      other.message !== null &&
      (other.state !== "resolved" || isReplacedAt(other, now)) &&
      groupsOf(factsOf(other.facts)?.check ?? "") === groupsOf(check ?? "") &&
      messages.get(other.message)?.closedAt === null,
  );
  if (!beside?.message) return null;
  const told = alerts.filter(({ id, message }) => message === beside.message && id !== alert.id);
  const isLouder = alert.level.severity === "failure" && told.every((each) => each.told?.level.severity !== "failure");
  return isLouder ? null : (messages.get(beside.message) ?? null);
}

function isReplacedAt({ ended }: Alert, now: Date): boolean {
  return ended?.why === "replaced" && ended.at.getTime() === now.getTime();
}

function rankOf({ reason }: Moved): number {
  return reason === "first" ? 0 : 1;
}

type Opened = { messages: readonly AlertMessage[]; alerts: readonly Alert[]; summary: string | null };

/** One message for each target and hop that has something new; the summary, where there are many, first. */
function openMessages(fresh: readonly Alert[], telling: Telling, channel: string): Opened {
  const groups = [...Map.groupBy(worstFirst(fresh), (alert) => groupKey(alert))];
  const at = `${telling.now.getTime().toString(36)}.${telling.revision}`;
  const isMany = groups.length > MOST_MESSAGES;
  const summary = isMany ? `alerts.${hashed(telling.watch)}.${at}` : null;
  const mentionFor = (alerts: readonly Alert[]) =>
    alerts.some(({ level }) => level.severity === "failure") ? telling.mention : null;
  const base = { channel, version: 1, openedAt: telling.now, closedAt: null };
  const alerts: Alert[] = [];
  const messages = groups.map(([key, together], index): AlertMessage => {
    const id = `alert.${hashed(key)}.${at}`;
    alerts.push(...together.map((alert) => ({ ...alert, message: id })));
    const { target = "" } = together[0] ?? {};
    return {
      ...base,
      id,
      target,
      root: summary ?? id,
      posted: !isMany || index < MOST_IN_THREAD,
      mention: isMany ? null : mentionFor(together),
    };
  });
  if (summary === null) return { messages, alerts, summary };
  const first: AlertMessage = {
    ...base,
    id: summary,
    target: "",
    root: summary,
    posted: true,
    mention: mentionFor(fresh),
  };
  return { messages: [first, ...messages], alerts, summary };
}

function groupKey(alert: Alert): string {
  return JSON.stringify([alert.target, groupsOf(factsOf(alert.facts)?.check ?? "", "hop")]);
}

function aimOf({ id, root }: AlertMessage): NewOutboxEntry["aim"] {
  return root === id ? { to: "channel", threadTs: null } : { to: "thread", of: root };
}

function beforeOf(alerts: readonly Alert[], { messages, linkTo }: Telling): AlertBody["before"] {
  const ids = new Set(alerts.map(({ before }) => before));
  const last = messages.filter(({ id }) => ids.has(id)).sort((a, b) => b.openedAt.getTime() - a.openedAt.getTime())[0];
  return last ? { at: last.openedAt.toISOString(), link: linkTo(last.id) } : null;
}

function entry(
  id: string,
  channel: string,
  aim: NewOutboxEntry["aim"],
  kind: string,
  body: object,
  at: Date,
): NewOutboxEntry {
  return { id, channel, aim, kind, body: JSON.stringify(body), at };
}
