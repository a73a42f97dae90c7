import type { AuthOutcome, SmtpLogin } from "../ports/smtp.ts";
import type { Session } from "./conversation.ts";
import { isThrottling, replyOf, shown } from "./reply.ts";

export type Mechanism = "PLAIN" | "LOGIN";

export type LoginOutcome = AuthOutcome | { kind: "throttled"; reply: string };

/**
 * One AUTH (RFC 4954) over a session that has TLS; whatever happens is an outcome. Errors and their messages never hold
 * what was sent.
 */
export function authenticate(
  { connection }: Session,
  method: Mechanism,
  login: SmtpLogin,
  signal: AbortSignal,
): Promise<LoginOutcome> {
  return new Promise((resolve) => {
    const lost = (code = "") => {
      const isSilence = signal.aborted || code === "ETIMEDOUT";
      if (isSilence) resolve(undecided("timeout", "no answer to AUTH"));
      else resolve(undecided("unreachable", "the connection was lost in the middle of AUTH"));
    };
    connection.once("end", () => lost());
    connection.on("error", ({ code, response = "" }: Error & { code?: string; response?: string }) => {
      const outcome = outcomeOf(withoutSent(response, login));
      if (outcome) resolve(outcome);
      else lost(code);
    });
    if (signal.aborted) return lost();
    const credentials = { user: login.username, pass: login.password.reveal() };
    connection.login({ method, credentials }, (error) => {
      const response = withoutSent(error ? (error.response ?? "") : connection.lastServerResponse || "", login);
      resolve(outcomeOf(response) ?? undecided("error", `an answer that is none to AUTH: ${shown(response)}`));
    });
  });
}

/** SES offers both. What the server said last is its answer to EHLO over TLS. */
export function mechanismOf({ connection }: Session): Mechanism | null {
  const { lastServerResponse } = connection;
  const offered = /^250[ -]AUTH[ =]([^\r\n]{1,500})$/im
    .exec(lastServerResponse || "")?.[1]
    ?.toUpperCase()
    .split(/\s+/);
  if (offered?.includes("PLAIN")) return "PLAIN";
  return offered?.includes("LOGIN") ? "LOGIN" : null;
}

/** The other side may say back what it was told. */
function withoutSent(response: string, { username, password }: SmtpLogin): string {
  const secret = password.reveal();
  const sent = [
    Buffer.from(`\0${username}\0${secret}`).toString("base64"),
    Buffer.from(secret).toString("base64"),
    secret,
  ];
  return sent.reduce((text, form) => text.replaceAll(form, "…"), response);
}

function outcomeOf(response: string): LoginOutcome | null {
  const reply = replyOf(response);
  if (!reply) return null;
  if (reply.code === 235) return { kind: "accepted" };
  if (reply.code === 535) return { kind: "rejected", reply: reply.text };
  if (isThrottling(reply)) return { kind: "throttled", reply: reply.text };
  return undecided("error", reply.text);
}

function undecided(reason: "timeout" | "unreachable" | "error", detail: string): LoginOutcome {
  return { kind: "undecided", reason, detail };
}
