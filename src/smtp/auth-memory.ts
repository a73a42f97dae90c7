import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import type { KnownLogin, Logins } from "../ports/logins.ts";
import type { SmtpEndpoint, SmtpLogin } from "../ports/smtp.ts";
import { StoreTrouble } from "../ports/store.ts";
import type { LoginOutcome } from "./authenticate.ts";
import { createLoginIds, freshSalt } from "./login-id.ts";
import { outcomeOf, textOf } from "./outcome-text.ts";
import { type Attempt, createOwnLogins, type OwnLogins, TEN_MINUTES, type Tried } from "./own-logins.ts";

export type AuthMemory = {
  /** Does what takes its time before there is a connection, which would not wait for it. */
  recall(endpoint: SmtpEndpoint, login: SmtpLogin): Promise<Once>;
  /** The next one is tried at once. Makes no store for that. */
  forget(endpoint: SmtpEndpoint, login: SmtpLogin): Promise<void>;
};

/**
 * Calls `attempt` unless this login was tried within ten minutes, by whichever process: until then its outcome stands,
 * with the time at which it was tried. Another password, or another state of the key, is tried at once.
 */
export type Once = (attempt: Attempt, signal: AbortSignal) => Promise<Tried>;

/**
 * Opens what all processes share for as long as the work takes; null where nothing is shared, or where it would have to
 * be made and is not to be. Throws StoreTrouble.
 */
export type ShareLogins = <T>(work: (logins: Logins) => Promise<T>, mayMake: boolean) => Promise<T | null>;

export type AuthMemoryOptions = {
  /** Milliseconds since 1970. */
  now: () => number;
  /** Shared by all memories of a process; its own, where absent. */
  own?: OwnLogins;
  share?: ShareLogins;
  /** How long the store may take for an answer, in milliseconds: the other side waits meanwhile. */
  storeMs?: number;
  /** How long another process that is at it is waited for, in milliseconds; longer than a reply to AUTH may take. */
  otherMs?: number;
};

const STORE_MS = 3_000;
const OTHER_MS = 6_000;
const LOOK_EVERY_MS = 100;

/** Where the store cannot be had, each process remembers for itself. */
export function createAuthMemory(options: AuthMemoryOptions): AuthMemory {
  const { now, own = createOwnLogins(now), storeMs = STORE_MS, otherMs = OTHER_MS } = options;
  const share: ShareLogins = options.share ?? (async () => null);
  const loginId = createLoginIds();

  /** Null where the store has nothing to say, or not in time. The hash takes the time that it takes. */
  async function idOf(endpoint: SmtpEndpoint, login: SmtpLogin, mayMake: boolean): Promise<string | null> {
    const asked = share((logins) => logins.salt(freshSalt()), mayMake).catch(nothingInTrouble);
    const salt = await Promise.race([asked, nothingAfter(storeMs)]);
    return salt === null ? null : loginId(salt, endpoint, login);
  }

  /** As `Once`, among all processes. Null where the store has nothing to say, or not in time. */
  async function together(id: string, { endpoint, login, attempt, signal }: Asked): Promise<Tried | null> {
    let isLate = false;
    let isClaimed = false;
    const shared = share(async (logins) => {
      const at = now();
      const claim = randomUUID();
      const { keyState } = login;
      const before = await logins.claim({ id, claim, keyState, at: new Date(at), since: new Date(at - TEN_MINUTES) });
      isClaimed = true;
      if (before) return { at: before.at, outcome: await outcomeOfOther(logins, id, before, signal) };
      // Too late it has been tried all the same; the others are told what came of that.
      const tried = await (isLate ? own.once : own.anew)(endpoint, login, attempt);
      await logins.settle(id, claim, textOf(tried.outcome));
      return tried;
    }, true).catch(nothingInTrouble);
    const soon = await Promise.race([shared, nothingAfter(storeMs)]);
    if (soon || isClaimed) return soon ?? shared;
    isLate = true;
    return null;
  }

  async function outcomeOfOther(logins: Logins, id: string, before: KnownLogin, signal: AbortSignal) {
    const until = performance.now() + otherMs;
    for (let known: KnownLogin | null = before; known; known = await logins.find(id)) {
      if (known.outcome !== null) return outcomeOf(known.outcome);
      if (signal.aborted || performance.now() >= until) break;
      await pause(LOOK_EVERY_MS);
    }
    return beingTried(before.at);
  }

  return {
    recall: async (endpoint, login) => {
      const id = await idOf(endpoint, login, true);
      return async (attempt, signal) => {
        const tried = id === null ? null : await together(id, { endpoint, login, attempt, signal });
        // What was tried before the store broke down is in this process's own memory, and is not tried again.
        return tried ?? own.once(endpoint, login, attempt);
      };
    },
    forget: async (endpoint, login) => {
      own.forget(endpoint, login);
      const id = await idOf(endpoint, login, false);
      if (id === null) return;
      const forgetting = share((logins) => logins.forget(id), false).catch(nothingInTrouble);
      await Promise.race([forgetting, nothingAfter(storeMs)]);
    },
  };
}

type Asked = { endpoint: SmtpEndpoint; login: SmtpLogin; attempt: Attempt; signal: AbortSignal };

function nothingAfter(ms: number): Promise<null> {
  return pause(ms, null, { ref: false });
}

function nothingInTrouble(error: unknown): null {
  if (error instanceof StoreTrouble) return null;
  throw error;
}

/** It may have died over it; whether the other side has counted that, nobody knows. */
function beingTried(at: Date): LoginOutcome {
  const detail = `another process of maildiag began to try this login at ${at.toISOString()}, and has not said how it ended; it is tried anew ten minutes after that`;
  return { kind: "undecided", reason: "limit", detail };
}
