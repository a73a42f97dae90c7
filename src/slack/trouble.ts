import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError } from "@slack/web-api";
import { masked } from "../secret.ts";
import { withoutSecretForms } from "../secret-form.ts";

/**
 * What a failed call of the Web API means for the caller. `limited`: wait, then again. `transient`: again, and it is not
 * known whether it was done. `refused`: the same call will be refused again. `revoked`: no call will work any more.
 */
export type SlackTrouble =
  | { kind: "limited"; error: string; seconds: number }
  | { kind: "transient"; error: string }
  | { kind: "refused"; error: string; needed: string | null }
  | { kind: "revoked"; error: string };

/** https://docs.slack.dev/reference/methods/auth.test#errors */
const REVOKED = [
  "invalid_auth",
  "not_authed",
  "account_inactive",
  "token_revoked",
  "token_expired",
  "not_allowed_token_type",
  "org_login_required",
];
const TRANSIENT = ["internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org"];
/** Where Slack says that it is too much, but not for how long. */
const DEFAULT_WAIT_SECONDS = 5;

/** Null where it is no trouble with Slack, but a bug. */
export function troubleOf(error: unknown): SlackTrouble | null {
  if (error instanceof WebAPIRateLimitedError) {
    return { kind: "limited", error: "ratelimited", seconds: error.retryAfter };
  }
  if (error instanceof WebAPIRequestError) return { kind: "transient", error: "request_failed" };
  if (error instanceof WebAPIHTTPError) return ofStatus(error.statusCode);
  if (isLostBody(error)) return { kind: "transient", error: "request_failed" };
  if (!(error instanceof WebAPIPlatformError)) return null;
  const code = short(String(error.data.error));
  if (code === "ratelimited" || code === "rate_limited") {
    return { kind: "limited", error: "ratelimited", seconds: DEFAULT_WAIT_SECONDS };
  }
  if (REVOKED.includes(code)) return { kind: "revoked", error: code };
  if (TRANSIENT.includes(code)) return { kind: "transient", error: code };
  const needed = "needed" in error.data ? error.data.needed : null;
  return { kind: "refused", error: code, needed: typeof needed === "string" ? short(needed) : null };
}

/** The time-out of a body, or what undici throws where it breaks off: https://github.com/nodejs/undici/blob/main/docs/docs/api/Errors.md */
function isLostBody(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error.name === "TimeoutError" || error.name === "AbortError") return true;
  const code = error.cause instanceof Error && "code" in error.cause ? String(error.cause.code) : "";
  return error instanceof TypeError && (code.startsWith("UND_ERR_") || code === "ECONNRESET" || code === "EPIPE");
}

/** What stands between us and Slack may answer anything, our own request with its token among it. */
function short(said: string): string {
  return withoutSecretForms(masked(said.slice(0, 2_000))).text.slice(0, 80);
}

function ofStatus(status: number): SlackTrouble {
  if (status === 429) return { kind: "limited", error: "ratelimited", seconds: DEFAULT_WAIT_SECONDS };
  if (status >= 500 || status === 408) return { kind: "transient", error: `http_${status}` };
  return { kind: "refused", error: `http_${status}`, needed: null };
}

/** A call that did not work, after everything that may help was tried. */
export class SlackRefused extends Error {
  readonly method: string;
  readonly trouble: SlackTrouble;

  constructor(method: string, trouble: SlackTrouble) {
    super(`${method}: ${trouble.error}`);
    this.name = "SlackRefused";
    this.method = method;
    this.trouble = trouble;
  }
}
