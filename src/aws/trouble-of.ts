import { PortTrouble, type TroubleReason } from "../ports/trouble.ts";
import { masked } from "../secret.ts";
import { withoutSecretForms } from "../secret-form.ts";
import { NoCredentials } from "./credentials.ts";

/** One call of one operation in one region. */
export type AwsQuestion = {
  /** The IAM action, e.g. `ses:GetAccount`. */
  action: string;
  region: string;
  /** It changes something: sent again only where AWS itself says that nothing was done. */
  isWrite?: boolean;
};

/**
 * What AWS says of credentials that it does not take. The query and the JSON services write the same refusal with and
 * without `Exception` (https://docs.aws.amazon.com/ses/latest/APIReference-V2/CommonErrors.html and STS's).
 */
const NOT_TAKEN = new Set([
  "AuthFailure",
  "CredentialsProviderError",
  "ExpiredToken",
  "IncompleteSignature",
  "InvalidAccessKeyId",
  "InvalidClientTokenId",
  "InvalidSignature",
  "MissingAuthenticationToken",
  "RequestExpired",
  "RequestTimeTooSkewed",
  "SignatureDoesNotMatch",
  "UnrecognizedClient",
]);

const DENIED = new Set(["AccessDenied", "AuthorizationError", "NotAuthorized", "UnauthorizedOperation"]);

const THROTTLED = new Set([
  "RequestLimitExceeded",
  "RequestThrottled",
  "SlowDown",
  "Throttled",
  "Throttling",
  "ThrottledRequest",
  "TooManyRequests",
]);

const UNREACHABLE = new Set([
  "EAI_AGAIN",
  "EAI_FAIL",
  "EADDRNOTAVAIL",
  "ECONNABORTED",
  "ECONNREFUSED",
  "ECONNRESET",
  "EHOSTDOWN",
  "EHOSTUNREACH",
  "ENETDOWN",
  "ENETUNREACH",
  "ENOTFOUND",
  "EPIPE",
  "EPROTO",
]);

/** OpenSSL's verification codes as Node names them, and Node's own. */
const TLS = /^(ERR_TLS_|ERR_SSL_|CERT_|UNABLE_TO_|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT)/;

export type ErrorFacts = { name: string; code: string; status: number; message: string; clockSkewCorrected: boolean };

/** What an error of the SDK tells, whatever was thrown. */
export function errorFacts(error: unknown): ErrorFacts {
  const { name, code, message, $metadata } = record(error);
  const { httpStatusCode, clockSkewCorrected } = record($metadata);
  return {
    name: typeof name === "string" ? name : "",
    code: typeof code === "string" ? code : "",
    status: typeof httpStatusCode === "number" ? httpStatusCode : 0,
    message: typeof message === "string" ? message : "",
    clockSkewCorrected: clockSkewCorrected === true,
  };
}

export function reasonOf(error: unknown): TroubleReason {
  const { name, code, status } = errorFacts(error);
  const said = name.replace(/Exception$/, "");
  if (error instanceof NoCredentials || NOT_TAKEN.has(said)) return "credentials";
  if (THROTTLED.has(said) || status === 429) return "throttled";
  if (DENIED.has(said) || status === 403) return "denied";
  // The SDK calls a dropped socket a TimeoutError too: its code is the truth.
  if (UNREACHABLE.has(code) || TLS.test(code)) return "unreachable";
  if (name === "TimeoutError" || name === "RequestTimeout" || code === "ETIMEDOUT") return "timeout";
  return "error";
}

/** The same call may do better a moment later: the socket was dropped, AWS faltered, or our clock has been corrected. */
export function isPassing(error: unknown): boolean {
  const { code, status, clockSkewCorrected } = errorFacts(error);
  return code === "ECONNRESET" || code === "EPIPE" || status >= 500 || clockSkewCorrected;
}

export function troubleOf(error: unknown, { action, region }: AwsQuestion): PortTrouble {
  if (error instanceof PortTrouble) return error;
  const reason = reasonOf(error);
  const detail = reason === "timeout" ? `no answer to ${action} in time` : oneLine(errorFacts(error));
  return new PortTrouble(reason, {
    asked: region,
    region,
    ...(reason === "denied" && { permission: action }),
    ...(detail && { detail }),
  });
}

const MAX_DETAIL = 200;

/**
 * The first line of AWS's message: what follows in SignatureDoesNotMatch is the canonical request with its session
 * token. Our own secrets, what is written like one, and anything as long as a secret key (40 characters) is blotted out.
 */
export function oneLine({ name, message, status }: ErrorFacts): string {
  const first =
    message
      .slice(0, 2000)
      .trimStart()
      .split(/[\r\n]/, 1)[0] ?? "";
  const clean = withoutSecretForms(masked(first))
    .text.replace(/[\p{C}\p{Z}]+/gu, " ")
    .replace(/[A-Za-z0-9+/=]{40,}/g, "…")
    .trim();
  const line = [clean, name].find((said) => !SAYS_NOTHING.has(said)) ?? (status > 0 ? `HTTP ${status}` : "");
  return line.length > MAX_DETAIL ? `${line.slice(0, MAX_DETAIL - 1)}…` : line;
}

/** What the SDK writes where AWS said nothing. */
const SAYS_NOTHING = new Set(["", "Error", "Unknown", "UnknownError"]);

/** Errors keep `message` and often `name` on the prototype or non-enumerable: read, not spread. */
function record(value: unknown): { readonly [key: string]: unknown } {
  const read: { [key: string]: unknown } = {};
  if (typeof value !== "object" || value === null) return read;
  for (const key of ["name", "code", "message", "$metadata", "httpStatusCode", "clockSkewCorrected"]) {
    read[key] = Reflect.get(value, key);
  }
  return read;
}
