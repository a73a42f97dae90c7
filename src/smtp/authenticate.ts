import type { AuthOutcome, SmtpLogin } from "../ports/smtp.ts";
import type { Session } from "./conversation.ts";
import { isThrottling, replyOf, shown } from "./reply.ts";
import { saysBack } from "./says-back.ts";

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
      const outcome = outcomeOf(response, login);
      if (outcome) resolve(outcome);
      else lost(code);
    });
    if (signal.aborted) return lost();
    const credentials = { user: login.username, pass: login.password.reveal() };
    connection.login({ method, credentials }, (error) => {
      const response = error ? (error.response ?? "") : connection.lastServerResponse || "";
      const said = () => `an answer that is none to AUTH: ${shownTo(login, response)}`;
      resolve(outcomeOf(response, login) ?? undecided("error", said()));
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

function outcomeOf(response: string, login: SmtpLogin): LoginOutcome | null {
  const reply = replyOf(response);
  if (!reply) return null;
  const text = shownTo(login, response);
  if (reply.code === 235) return { kind: "accepted" };
  if (reply.code === 535) return { kind: "rejected", reply: text };
  if (isThrottling(reply)) return { kind: "throttled", reply: text };
  return undecided("error", text);
}

/** The other side may say back what it was told; of such a reply the code alone is left. */
function shownTo({ username, password }: SmtpLogin, response: string): string {
  if (!saysBack(response, username, password.reveal())) return shown(response);
  return `${replyOf(response)?.code ?? ""} (it says the password back, which is not shown)`.trim();
}

function undecided(reason: "timeout" | "unreachable" | "error", detail: string): LoginOutcome {
  return { kind: "undecided", reason, detail };
}
