import { troubleWords } from "../diagnosis/trouble-words.ts";
import type { MailSubmission, Submitted } from "../ports/mail-submission.ts";
import type { NewAuditEntry } from "../ports/removals.ts";
import type { TestMail, TestMailChange, TestMails } from "../ports/test-mails.ts";
import { PortTrouble } from "../ports/trouble.ts";
import { besideOf } from "./press.ts";
import { changedBy } from "./told.ts";

export type MailingDeps = {
  testMails: TestMails;
  /**
   * The address that configuration lets mail come from, and the way out: what was asked for under another is not sent any
   * more. Null where the canary is switched off: nothing is sent, and whoever waits is told so.
   */
  canary: { from: string; submission: MailSubmission } | null;
  /** Differs among all that run at the same time, and is the same after a restart. */
  instance: string;
  /** Channels where people's addresses may be shown. */
  allowed: readonly string[];
  now: () => Date;
  /** What went wrong with the store, or is a bug; what can be tried again is. */
  onTrouble: (error: unknown) => void;
  /** The outbox has something new. */
  onTold: () => void;
  holdMs?: number;
  callMs?: number;
};

/** Sends what was approved, each once at most. */
export type Mailing = {
  /** Something was approved: looks for it at once, and sends it. */
  soon: () => void;
  /** What is there to send is sent, and what somebody left behind is told of, when this resolves. Never throws. */
  round: () => Promise<void>;
  /** Ends when what is being sent has been. */
  stop: () => Promise<void>;
};

/** As of removals. A call ends well before: when the hold is over, nobody is at it any more. */
const HOLD_MS = 40_000;
const CALL_MS = 15_000;
const MOST = 20;
/** What was approved that long ago comes too late: who approved it does not expect it any more. */
const LATE_MS = 3_600_000;
/** What SES surely did not take. */
const NOT_SENT = ["denied", "throttled", "credentials"];

/**
 * SendEmail knows no token against doing it twice. So that nothing is ever sent twice, what was once taken to be sent is
 * never taken again: whoever dies over it leaves a mail of which nobody knows, and that is what people are told.
 */
export function createMailing(given: MailingDeps): Mailing {
  const deps = { ...given, holdMs: given.holdMs ?? HOLD_MS, callMs: given.callMs ?? CALL_MS };
  const { testMails, canary, instance, now, onTrouble, onTold, allowed } = deps;
  const running = new Set<Promise<void>>();
  /** What is known and could not be written. */
  const unwritten = new Map<string, TestMailChange>();
  let isStopping = false;

  async function takeAll(): Promise<void> {
    for (;;) {
      const mail = isStopping ? null : await testMails.take(instance, now(), deps.holdMs);
      if (!mail) return;
      start(send(mail));
    }
  }

  function start(work: Promise<void>): void {
    const guarded = work.catch(onTrouble).finally(() => running.delete(guarded));
    running.add(guarded);
  }

  async function send(mail: TestMail): Promise<void> {
    unwritten.set(mail.id, await sent(mail));
    await write();
  }

  /** Sends it, unless nothing was running when it was approved, or the configuration is another by now. */
  async function sent(mail: TestMail): Promise<TestMailChange> {
    if (!canary) return failed("the canary is switched off; ask again when it is on");
    if (mail.from !== canary.from) return failed("the canary has another address by now; ask again");
    const isLate = now().getTime() - (mail.decidedAt ?? mail.askedAt).getTime() >= LATE_MS;
    if (isLate) return failed("it was approved more than an hour before it could be sent; ask again");
    return endOf(await submit(mail, canary.submission), now());
  }

  function failed(trouble: string): TestMailChange {
    return { state: "failed", trouble, endedAt: now() };
  }

  /** Null: a bug, and nobody knows how far it came. */
  async function submit(mail: TestMail, submission: MailSubmission): Promise<Submitted | PortTrouble | null> {
    const { region, from, to, subject, text } = mail;
    const limit = AbortSignal.timeout(Math.min(deps.callMs, deps.holdMs / 2));
    try {
      return await submission.send(region, { from, to, subject, text }, limit);
    } catch (error) {
      if (error instanceof PortTrouble) return error;
      onTrouble(error);
      return null;
    }
  }

  async function write(): Promise<void> {
    for (const [id, change] of [...unwritten]) {
      await settle(id, change);
      unwritten.delete(id);
    }
  }

  /** Whoever took it for left behind has told that nobody knows; what is known is better. */
  async function settle(id: string, change: TestMailChange): Promise<void> {
    for (;;) {
      const mail = await testMails.find(id);
      if (mail?.state !== "sending" && mail?.state !== "unsure") return;
      if (await moved(mail, change)) return;
    }
  }

  async function moved(mail: TestMail, change: TestMailChange): Promise<boolean> {
    const next = changedBy(mail, change);
    const line = { ...trailOf(next), actor: next.decidedBy ?? "maildiag", at: now() };
    const isOurs = await testMails.move(mail, change, besideOf(next, line, allowed));
    if (isOurs) onTold();
    return isOurs;
  }

  async function tellAbandoned(): Promise<void> {
    for (const mail of await testMails.abandoned(instance, now(), MOST)) {
      if (unwritten.has(mail.id)) continue;
      const at = now();
      const trouble = "maildiag was stopped while it was being sent";
      await moved(mail, { state: "unsure", trouble, sentAt: mail.decidedAt ?? at, endedAt: at });
    }
  }

  async function settled(): Promise<void> {
    while (running.size > 0) await Promise.all(running);
  }

  return {
    soon: () => start(takeAll()),
    round: async () => {
      start(write().then(tellAbandoned));
      start(takeAll());
      await settled();
    },
    stop: async () => {
      isStopping = true;
      await settled();
    },
  };
}

function endOf(submitted: Submitted | PortTrouble | null, at: Date): TestMailChange {
  if (submitted === null) return { state: "unsure", trouble: "a fault in maildiag", sentAt: at, endedAt: at };
  if (submitted instanceof PortTrouble) {
    const state = NOT_SENT.includes(submitted.reason) ? "failed" : "unsure";
    return { state, trouble: troubleWords(submitted, "ses:SendEmail"), sentAt: at, endedAt: at };
  }
  if ("refused" in submitted) return { state: "refused", trouble: submitted.refused, sentAt: at, endedAt: at };
  // Not its end: it is followed on its way.
  return { state: "sent", messageId: submitted.messageId, trouble: null, sentAt: at, endedAt: null };
}

function trailOf({ state, messageId, trouble }: TestMail): Pick<NewAuditEntry, "action" | "outcome" | "note"> {
  const action = "test-sent";
  if (state === "sent") return { action, outcome: "done", note: `SES message id ${messageId}` };
  if (state === "unsure") return { action, outcome: null, note: `may have been sent: ${trouble}` };
  return { action, outcome: "failed", note: trouble };
}
