import type { TestMail } from "../ports/test-mails.ts";
import type { ToldFollowed } from "../test-mails/told.ts";
import { textIn, Untellable } from "./told.ts";

/** As they were put into the outbox; another version of this program may have done so. Throw Untellable. */

const TEXTS = ["id", "askedBy", "channel", "region", "from", "to", "subject", "text", "why"];
const STATES = ["pending", "approved", "sending", "sent", "refused", "failed", "unsure", "denied", "expired"];
const TIMES = ["askedAt", "decidedAt", "sentAt", "endedAt", "at"];

export function testMailIn(body: unknown): TestMail {
  const { mail } = revived(body);
  for (const name of TEXTS) textIn(mail, name);
  const is = mail as Partial<TestMail>;
  if (!STATES.includes(String(is.state)) || !(is.askedAt instanceof Date)) throw new Untellable("unreadable_body");
  return mail as TestMail;
}

export function followedIn(body: unknown): ToldFollowed {
  const mail = testMailIn(body);
  const { passage, gaps, blind } = revived(body);
  const areLists = Array.isArray(gaps) && Array.isArray(blind) && blind.every((line) => typeof line === "string");
  if (!areLists || (passage !== null && !isPassage(passage))) throw new Untellable("unreadable_body");
  return { mail, passage: passage as ToldFollowed["passage"], gaps, blind };
}

function isPassage(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const { outcome, events } = value as { outcome?: unknown; events?: unknown };
  return typeof outcome === "string" && Array.isArray(events) && events.every(isEvent);
}

function isEvent(value: unknown): boolean {
  const { at, type, detail } = (value ?? {}) as { at?: unknown; type?: unknown; detail?: unknown };
  return at instanceof Date && typeof type === "string" && typeof detail === "object" && detail !== null;
}

/** Times are texts in JSON. */
function revived(body: unknown): Readonly<Record<string, unknown>> {
  if (typeof body !== "object" || body === null) throw new Untellable("unreadable_body");
  return JSON.parse(JSON.stringify(body), (key, value: unknown) => {
    if (!TIMES.includes(key) || typeof value !== "string") return value;
    const date = new Date(value);
    return Number.isNaN(date.getTime()) ? value : date;
  });
}
