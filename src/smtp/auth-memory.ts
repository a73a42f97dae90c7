import { createHmac, randomBytes } from "node:crypto";
import type { SmtpEndpoint, SmtpLogin } from "../ports/smtp.ts";
import type { LoginOutcome } from "./authenticate.ts";

/** An account whose logins fail too often may be locked, and nobody learns more from the second failure in a row. */
const TEN_MINUTES = 600_000;

/** Calls `attempt` unless this login was tried a short while ago; `at` is when it was. */
export type AuthMemory = (
  endpoint: SmtpEndpoint,
  login: SmtpLogin,
  attempt: () => Promise<LoginOutcome>,
) => Promise<{ at: Date; outcome: LoginOutcome }>;

type Kept = { at: number; keyState: string | null; outcome: Promise<LoginOutcome> };

/**
 * Tries a login once in ten minutes, whoever asks; until then its outcome stands, under way or known, with the time at
 * which it was tried. Another password, or another state of the key, is tried at once. Nothing secret is kept: entries
 * are found by a hash under a salt that nobody else knows.
 */
export function createAuthMemory(now: () => number): AuthMemory {
  const salt = randomBytes(32);
  const entries = new Map<string, Kept>();

  function keyOf({ host, port }: SmtpEndpoint, { username, password }: SmtpLogin): string {
    const parts = JSON.stringify([host.toLowerCase(), port, username, password.reveal()]);
    return createHmac("sha256", salt).update(parts).digest("base64");
  }

  return async (endpoint, login, attempt) => {
    for (const [key, { at }] of entries) if (now() - at >= TEN_MINUTES) entries.delete(key);
    const key = keyOf(endpoint, login);
    const before = entries.get(key);
    if (before && isSame(before.keyState, login.keyState)) {
      before.keyState ??= login.keyState;
      return { at: new Date(before.at), outcome: await before.outcome };
    }
    const entry: Kept = { at: now(), keyState: login.keyState, outcome: attempt() };
    entries.set(key, entry);
    return { at: new Date(entry.at), outcome: await entry.outcome };
  };
}

/** What is not known is no change. */
function isSame(a: string | null, b: string | null): boolean {
  return a === null || b === null || a === b;
}
