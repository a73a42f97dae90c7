import type { Log } from "../log.ts";
import type { Message, OutboxEntry } from "../ports/outbox.ts";
import { toldIn, toldInstead } from "../render/slack-told.ts";
import { type Told, Untellable } from "../render/told.ts";
import type { Said, Ways } from "./outbox-ways.ts";
import type { Timing } from "./timing.ts";
import { SlackRefused, type SlackTrouble } from "./trouble.ts";

/** How one try ended. `later` in so many milliseconds; with a complaint it is refused for good, as far as is known. */
export type Outcome =
  | { kind: "said"; how: Said["how"] | "instead"; message: Message | null }
  | {
      kind: "later";
      how: "limited" | "failed" | "refused";
      inMs: number;
      maybeSent: boolean;
      complaint: string | null;
    };

/** One try. `mayGo` throws where it has taken so long that somebody else may be at it. */
export type Saying = (entry: OutboxEntry, mayGo: () => void) => Promise<Outcome>;

/** So often, some ten minutes, what this version cannot read is left for a newer one that may stand beside it. */
const MOST_UNTELLABLE = 30;
const UNTELLABLE_AGAIN_MS = 20_000;

/** It is the place, or the app, that is refused, and not what is said. https://docs.slack.dev/reference/methods/chat.postMessage#errors */
const PLACE_REFUSED =
  /^(?:channel_|not_in_channel|is_archived|missing_scope|restricted_|no_permission|access_denied|ekm_|team_|org_|user_|http_4|messages_tab|cannot_dm|is_inactive|not_allowed)/;

export function createSaying(ways: Ways, { timing, log }: { timing: Timing; log: Log }): Saying {
  function afterRefusal(entry: OutboxEntry, refusal: SlackRefused): Outcome {
    const { trouble, method } = refusal;
    const isLooking = method.startsWith("conversations.");
    const complaint = complaintOf(trouble);
    switch (trouble.kind) {
      case "limited":
        return later("limited", trouble.seconds * timing.secondMs, entry.maybeSent);
      case "transient":
        return later("failed", backoff(entry.tries, timing), isLooking ? entry.maybeSent : true);
      case "revoked":
      case "refused":
        log.warn({ err: refusal, outbox: entry.id, channel: entry.channel }, "Slack refuses what is to be said");
        return later("refused", timing.outboxRefusedMs, isLooking && entry.maybeSent, complaint);
    }
  }

  /** What is said, and what is said instead where this version, or Slack, cannot. */
  async function tryToSay(entry: OutboxEntry, mayGo: () => void): Promise<Outcome> {
    try {
      return { kind: "said", ...(await ways(entry, toldOf(entry), mayGo)) };
    } catch (error) {
      const problem = problemOf(error);
      if (problem === null) throw error;
      log.error({ err: error, outbox: entry.id, of: entry.kind }, "what is to be said cannot be said");
      if (!(error instanceof SlackRefused) && entry.tries < MOST_UNTELLABLE) {
        return later("refused", UNTELLABLE_AGAIN_MS, entry.maybeSent, problem);
      }
      const instead = { message: toldInstead(problem, entry.id) };
      return { kind: "said", ...(await ways(entry, instead, mayGo)), how: "instead" };
    }
  }

  return async (entry, mayGo) => {
    try {
      return await tryToSay(entry, mayGo);
    } catch (error) {
      if (!(error instanceof SlackRefused)) throw error;
      return afterRefusal(entry, error);
    }
  };
}

function toldOf({ kind, body }: OutboxEntry): Told {
  try {
    return toldIn(kind, JSON.parse(body));
  } catch (error) {
    throw error instanceof Untellable ? error : new Untellable("unreadable_body", { cause: error });
  }
}

/** Why *this* cannot be said; null where the way is closed, or nothing is known. */
function problemOf(error: unknown): string | null {
  if (error instanceof Untellable) return error.message;
  if (!(error instanceof SlackRefused)) return null;
  const { kind, error: code } = error.trouble;
  return kind === "refused" && !PLACE_REFUSED.test(code) ? code.replace(/[^\w.]/g, "") : null;
}

function complaintOf(trouble: SlackTrouble): string {
  const needed = trouble.kind === "refused" ? trouble.needed : null;
  return needed ? `${trouble.error} (${needed})` : trouble.error;
}

function later(
  how: Extract<Outcome, { kind: "later" }>["how"],
  inMs: number,
  maybeSent: boolean,
  complaint: string | null = null,
): Outcome {
  return { kind: "later", how, inMs, maybeSent, complaint };
}

/** Doubled each time, and never all at the same moment. */
function backoff(tries: number, { outboxAgainMs, outboxAgainMostMs }: Timing): number {
  return Math.min(outboxAgainMostMs, outboxAgainMs * 2 ** Math.min(tries, 20)) * (0.75 + Math.random() / 4);
}
