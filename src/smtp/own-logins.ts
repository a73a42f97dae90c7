import { createHmac, randomBytes } from "node:crypto";
import type { SmtpEndpoint, SmtpLogin } from "../ports/smtp.ts";
import type { LoginOutcome } from "./authenticate.ts";

/** An account whose logins fail too often may be locked, and nobody learns more from the second failure in a row. */
export const TEN_MINUTES = 600_000;

/** What was tried, and when. */
export type Tried = { at: Date; outcome: LoginOutcome };
export type Attempt = () => Promise<LoginOutcome>;

type Kept = { at: number; keyState: string | null; outcome: Promise<LoginOutcome> };

/** The logins that this process has tried. Nothing secret is kept: they are found by a hash under a salt of its own. */
export type OwnLogins = {
  /** Tries it unless it was tried within ten minutes; until then its outcome stands, under way or known. */
  once(endpoint: SmtpEndpoint, login: SmtpLogin, attempt: Attempt): Promise<Tried>;
  /** Tries it, whatever was. */
  anew(endpoint: SmtpEndpoint, login: SmtpLogin, attempt: Attempt): Promise<Tried>;
  forget(endpoint: SmtpEndpoint, login: SmtpLogin): void;
};

export function createOwnLogins(now: () => number): OwnLogins {
  const salt = randomBytes(32);
  const entries = new Map<string, Kept>();

  function keyOf({ host, port }: SmtpEndpoint, { username, password }: SmtpLogin): string {
    const parts = JSON.stringify([host.toLowerCase(), port, username, password.reveal()]);
    return createHmac("sha256", salt).update(parts).digest("base64");
  }

  async function anew(endpoint: SmtpEndpoint, login: SmtpLogin, attempt: Attempt): Promise<Tried> {
    const entry: Kept = { at: now(), keyState: login.keyState, outcome: attempt() };
    entries.set(keyOf(endpoint, login), entry);
    return { at: new Date(entry.at), outcome: await entry.outcome };
  }

  return {
    anew,
    once: async (endpoint, login, attempt) => {
      for (const [key, { at }] of entries) if (now() - at >= TEN_MINUTES) entries.delete(key);
      const before = entries.get(keyOf(endpoint, login));
      if (!before || !isSame(before.keyState, login.keyState)) return anew(endpoint, login, attempt);
      before.keyState ??= login.keyState;
      return { at: new Date(before.at), outcome: await before.outcome };
    },
    forget: (endpoint, login) => {
      entries.delete(keyOf(endpoint, login));
    },
  };
}

/** What is not known is no change. */
function isSame(a: string | null, b: string | null): boolean {
  return a === null || b === null || a === b;
}
