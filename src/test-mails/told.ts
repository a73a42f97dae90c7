import type { Gap } from "../events/gaps.ts";
import type { Passage } from "../events/trace.ts";
import type { NewOutboxEntry, OutboxAim } from "../ports/outbox.ts";
import type { NewAuditEntry } from "../ports/removals.ts";
import type { TestMail, TestMailChange } from "../ports/test-mails.ts";

/** The kinds of what the outbox holds about test mails; render/ has the words of each. */
const TEST_MAIL = "test-mail";
const TEST_MAIL_OUTCOME = "test-mail-outcome";
const TEST_MAIL_FOLLOWED = "test-mail-followed";

/** The bodies, as JSON. */
export type ToldTestMail = { mail: TestMail };
/** `passage` null: nothing was heard of it. `blind`: why that may be, a line each. */
export type ToldFollowed = {
  mail: TestMail;
  passage: Pick<Passage, "outcome" | "stopped" | "events"> | null;
  gaps: readonly Gap[];
  blind: readonly string[];
};

/** A request as it is after a change. */
export function changedBy(mail: TestMail, change: TestMailChange): TestMail {
  const { decided, ...rest } = change;
  return {
    ...mail,
    ...rest,
    version: mail.version + 1,
    ...(decided && { decidedBy: decided.by, decidedAt: decided.at }),
  };
}

/** The message in which it is decided. */
export function posted(mail: TestMail): NewOutboxEntry {
  return entry(mail, { id: messageId(mail), aim: { to: "channel", threadTs: null }, at: mail.askedAt });
}

/** That message, saying what is the case now. */
export function edited(mail: TestMail, at: Date): NewOutboxEntry {
  const of = messageId(mail);
  return entry(mail, { id: `${of}:${mail.version}`, aim: { to: "edit", of }, at });
}

/** What was decided, or came of sending it: in the thread, since an edit calls nobody, and for who asked. */
export function outcome(mail: TestMail, allowed: readonly string[], at: Date): readonly NewOutboxEntry[] {
  return everywhere(mail, allowed, { kind: TEST_MAIL_OUTCOME, body: { mail } satisfies ToldTestMail, at });
}

/** How it goes on its way, likewise. */
export function followed(body: ToldFollowed, allowed: readonly string[], at: Date): readonly NewOutboxEntry[] {
  return everywhere(body.mail, allowed, { kind: TEST_MAIL_FOLLOWED, body, at });
}

function everywhere(
  mail: TestMail,
  allowed: readonly string[],
  { kind, body, at }: { kind: string; body: object; at: Date },
): readonly NewOutboxEntry[] {
  const { origin, askedBy, channel, version } = mail;
  const of = messageId(mail);
  const threadTs = origin?.threadTs ?? null;
  const isOpen = origin === null || allowed.includes(origin.channel);
  const aim: OutboxAim = isOpen ? { to: "channel", threadTs } : { to: "person", user: askedBy, threadTs };
  const shared = { kind, body: JSON.stringify(body), at };
  return [
    { id: `${of}:thread:${version}`, channel, aim: { to: "thread", of }, ...shared },
    { id: `${of}:told:${version}`, channel: origin?.channel ?? askedBy, aim, ...shared },
  ];
}

function messageId({ id }: Pick<TestMail, "id">): string {
  return `testmail:${id}`;
}

function entry(mail: TestMail, given: Pick<NewOutboxEntry, "id" | "aim" | "at">): NewOutboxEntry {
  return { ...given, channel: mail.channel, kind: TEST_MAIL, body: JSON.stringify({ mail } satisfies ToldTestMail) };
}

/** A line of the trail; what it does not tell is null. */
export function trailLine(
  { to, region }: Pick<TestMail, "to" | "region">,
  told: Pick<NewAuditEntry, "at" | "actor" | "action" | "outcome"> & Partial<NewAuditEntry>,
): NewAuditEntry {
  return {
    address: to.toLowerCase(),
    region,
    reason: null,
    before: null,
    after: null,
    awsRequestId: null,
    note: null,
    message: null,
    ...told,
  };
}
