import { lengthOfTime } from "../diagnosis/ago.ts";
import type { Questions } from "../diagnosis/questions.ts";
import { readable } from "../diagnosis/readable.ts";
import type { DeadLetterReason, LastSeen } from "../ports/event-store.ts";
import type { Queue } from "../ports/queue.ts";
import { StoreTrouble } from "../ports/store.ts";
import type { DoctorItem } from "./answer.ts";
import type { Context } from "./command.ts";
import { permission, troubled } from "./doctor-permission.ts";

const LIMIT = 15_000;
const DAY_MS = 86_400_000;
const MOST_REASONS = 5;
const MOST_TYPES = 12;

/** The events' queue, what came of it, and what was none; one line where no queue is configured. */
export async function eventItems(questions: Questions, context: Context): Promise<readonly DoctorItem[]> {
  const queue = await context.installation.queue();
  if (!queue) {
    const detail = "no queue configured: trace knows what was imported, and what it can look up";
    return [{ item: "events", state: "ok", detail, fix: null }];
  }
  const [own, stored] = await Promise.all([queueItems(queue), storedItems(questions, context)]);
  return [...own, ...stored];
}

async function queueItems(queue: Queue): Promise<readonly DoctorItem[]> {
  const signal = AbortSignal.timeout(LIMIT);
  const item = "events queue";
  const [size, receive, remove] = await Promise.all([
    readable(queue.size(signal)),
    permission(`${item} sqs:ReceiveMessage`, queue.tryReceive(signal)),
    permission(`${item} sqs:DeleteMessage`, queue.tryRemove(signal)),
  ]);
  if (size.trouble) return [troubled(`${item} sqs:GetQueueAttributes`, size.trouble), receive, remove];
  if (size.value === null) {
    const fix = "Set MAILDIAG_EVENTS_QUEUE_URL to the output QueueUrl of the stack that maildiag setup events makes.";
    return [{ item, state: "missing", detail: `there is no such queue in ${queue.region}`, fix }];
  }
  const { waiting, hidden } = size.value;
  const detail = `${waiting} messages wait, ${hidden} are being stored (${queue.region})`;
  return [{ item, state: "ok", detail, fix: null }, receive, remove];
}

async function storedItems(questions: Questions, { config, openStore }: Context): Promise<readonly DoctorItem[]> {
  try {
    const store = await openStore();
    try {
      const [seen, reasons] = await Promise.all([
        store.events.lastSeen(),
        store.events.deadLetterReasons(MOST_REASONS + 1),
      ]);
      const regions = [...new Set([...config.regions, ...seen.map(({ region }) => region)])];
      const items = await Promise.all(regions.map((region) => regionItem(region, seen, questions)));
      return [...items, deadLettersItem(reasons)];
    } finally {
      await store.close();
    }
  } catch (error) {
    if (!(error instanceof StoreTrouble)) throw error;
    const fix = "Look at MAILDIAG_DATABASE_URL, then run doctor again.";
    return [{ item: "events stored", state: "unreachable", detail: error.message, fix }];
  }
}

/** Silence is a fault only where there was something to tell. */
async function regionItem(region: string, all: readonly LastSeen[], questions: Questions): Promise<DoctorItem> {
  const item = `events ${region}`;
  const seen = all.filter((each) => each.region === region).toSorted((a, b) => b.at.getTime() - a.at.getTime());
  const latest = seen[0]?.at.getTime() ?? Number.NEGATIVE_INFINITY;
  const told = seen
    .slice(0, MOST_TYPES)
    .map(({ type, at }) => `${type} ${lengthOfTime(questions.now.getTime() - at.getTime())} ago`);
  const detail = told.length > 0 ? `last seen: ${told.join(", ")}` : "none has ever come";
  if (questions.now.getTime() - latest < DAY_MS) return { item, state: "ok", detail, fix: null };
  const { value: account, trouble } = await readable(questions.ses.account(region));
  if (trouble) return troubled(item, trouble);
  if (!account.quota) return { item, state: "ok", detail: `${detail}; how much was sent SES does not tell`, fix: null };
  const sent = account.quota.sentLast24Hours;
  if (sent === 0) return { item, state: "ok", detail: `${detail}; nothing was sent in the last 24 hours`, fix: null };
  return {
    item,
    state: "missing",
    detail: `${detail}, though ${sent} mails were sent in the last 24 hours`,
    fix: `Publish that region's events to the queue: maildiag setup events --region ${region}`,
  };
}

/** They hold up nothing, so that nobody must act; what they are says whether somebody should. */
function deadLettersItem(reasons: readonly DeadLetterReason[]): DoctorItem {
  const shown = reasons.slice(0, MOST_REASONS);
  const words = shown.map(({ reason, count, latest }) => `${count} × ${reason} (last ${latest.toISOString()})`);
  const more = reasons.length > shown.length ? ["and other reasons"] : [];
  const detail = shown.length === 0 ? "none" : [...words, ...more].join("; ");
  return { item: "events that could not be read", state: "ok", detail, fix: null };
}
