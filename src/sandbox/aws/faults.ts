import type { AwsFault } from "../world.ts";
import { ACCOUNT_ID, type AwsCall, AwsRefusal, CALLER_ARN } from "./service.ts";

/** `wait` may be endless (null); then the socket goes, or AWS refuses, or all is well. With `isDone` it is done before. */
export type Strike = { waitMs: number | null; drop: boolean; isDone: boolean; refusal: AwsRefusal | null };

const NOTHING: Strike = { waitMs: 0, drop: false, isDone: false, refusal: null };

/** Counts how often each fault has struck, and how often each action was called in each region. */
export function createFaults(options: { ratePerSecond: number | null; now: () => number }) {
  const struck = new WeakMap<AwsFault, number>();
  const buckets = new Map<string, { tokens: number; at: number }>();

  /** As AWS counts: tokens that come back with time, none saved up beyond a second's worth. */
  function isAboveRate(key: string, ratePerSecond: number): boolean {
    const at = options.now();
    const bucket = buckets.get(key) ?? { tokens: ratePerSecond, at };
    const tokens = Math.min(ratePerSecond, bucket.tokens + ((at - bucket.at) / 1000) * ratePerSecond);
    // A call that was sent a second after the last may arrive a little sooner.
    const allowed = tokens >= 0.95;
    buckets.set(key, { tokens: allowed ? tokens - 1 : tokens, at });
    return !allowed;
  }

  return function strike({ action, resource }: AwsCall, region: string, faults: readonly AwsFault[]): Strike {
    const fault = faults.find((one) => {
      if (one.region !== undefined && one.region !== region) return false;
      if (one.action !== action && one.action !== `${action.split(":")[0]}:*`) return false;
      return one.times === undefined || (struck.get(one) ?? 0) < one.times;
    });
    if (fault) struck.set(fault, (struck.get(fault) ?? 0) + 1);
    const throttles = fault?.then === "throttle";
    const rate = options.ratePerSecond ?? (throttles ? 1 : null);
    const tooMany = rate !== null && isAboveRate(`${action} ${region}`, rate);
    if (tooMany || (throttles && fault.times !== undefined)) {
      return { ...NOTHING, refusal: new AwsRefusal(429, "TooManyRequestsException", "Too Many Requests") };
    }
    return fault ? strikeOf(fault, action, resource, region) : NOTHING;
  };
}

function strikeOf({ then }: AwsFault, action: string, resource: string | null, region: string): Strike {
  switch (then) {
    case "deny":
      return { ...NOTHING, refusal: denied(action, resource, region) };
    case "error":
      return { ...NOTHING, refusal: new AwsRefusal(500, "InternalFailure", "An internal error occurred") };
    case "timeout":
      return { ...NOTHING, waitMs: null };
    case "drop":
      return { ...NOTHING, drop: true };
    case "done-timeout":
      return { ...NOTHING, waitMs: null, isDone: true };
    case "done-drop":
      return { ...NOTHING, drop: true, isDone: true };
    case "throttle":
      return NOTHING;
    default:
      return { ...NOTHING, waitMs: then.delayMs };
  }
}

function denied(action: string, resource: string | null, region: string): AwsRefusal {
  const arn = `arn:aws:${action.split(":")[0]}:${region}:${ACCOUNT_ID}:${resource ?? "*"}`;
  const why = `because no identity-based policy allows the ${action} action`;
  const message = `User: ${CALLER_ARN} is not authorized to perform: ${action} on resource: ${arn} ${why}`;
  return new AwsRefusal(403, "AccessDeniedException", message);
}
