import type { Args } from "./args.ts";
import type { JsonObject } from "./json.ts";
import { METHODS } from "./methods/index.ts";
import type { Office } from "./office.ts";
import { SlackRefusal } from "./refusal.ts";

export type Reply = { status: number; headers: Readonly<Record<string, string>>; body: JsonObject | string | Buffer };

export type RateLimiter = (method: string, channel: string) => number;

/** One call of the Web API, answered as Slack answers: HTTP 200 with `ok`, or 429 with Retry-After. */
export function answerCall(name: string, token: string, args: Args, office: Office, limiter: RateLimiter): Reply {
  try {
    return { status: 200, headers: scopeHeaders(token, office), body: callMethod(name, token, args, office, limiter) };
  } catch (error) {
    if (!(error instanceof SlackRefusal)) throw error;
    if (error.code === "ratelimited") return rateLimited(Number(error.details.seconds));
    return { status: 200, headers: scopeHeaders(token, office), body: refused(error.code, error.details) };
  }
}

function callMethod(name: string, token: string, args: Args, office: Office, limiter: RateLimiter): JsonObject {
  const method = Object.hasOwn(METHODS, name) ? METHODS[name] : undefined;
  if (!method) throw new SlackRefusal("unknown_method", { req_method: name });
  if (!token) throw new SlackRefusal("not_authed");
  if (token !== office.tokens.bot && token !== office.tokens.app) throw new SlackRefusal("invalid_auth");
  if (token !== office.tokens[method.token]) throw new SlackRefusal("not_allowed_token_type");
  const seconds = limiter(name, String(args.channel ?? ""));
  if (seconds > 0) throw new SlackRefusal("ratelimited", { seconds });
  const needed = method.scope(args, office);
  if (needed && !office.app.scopes.includes(needed)) {
    throw new SlackRefusal("missing_scope", { needed, provided: office.app.scopes.join(",") });
  }
  return { ok: true, ...method.call(args, office) };
}

function scopeHeaders(token: string, office: Office): Reply["headers"] {
  return token === office.tokens.bot ? { "x-oauth-scopes": office.app.scopes.join(",") } : {};
}

export function refused(code: string, details: JsonObject = {}): JsonObject {
  return { ok: false, error: code, ...details };
}

export function rateLimited(seconds: number): Reply {
  return { status: 429, headers: { "retry-after": String(seconds) }, body: refused("ratelimited") };
}
