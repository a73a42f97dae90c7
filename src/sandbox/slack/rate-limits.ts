/** So many at once, then so many a minute. */
export type RateLimit = { method: string; each: "channel" | "workspace"; burst: number; perMinute: number };

/** Slack's own, as documented: https://docs.slack.dev/apis/web-api/rate-limits (tier 3 is "50+ per minute"). */
export const SLACK_RATE_LIMITS = [
  { method: "chat.postMessage", each: "channel", burst: 5, perMinute: 60 },
  { method: "chat.postEphemeral", each: "workspace", burst: 20, perMinute: 100 },
  { method: "chat.update", each: "workspace", burst: 20, perMinute: 50 },
  { method: "chat.delete", each: "workspace", burst: 20, perMinute: 50 },
  { method: "conversations.history", each: "workspace", burst: 20, perMinute: 50 },
  { method: "conversations.replies", each: "workspace", burst: 20, perMinute: 50 },
  { method: "users.info", each: "workspace", burst: 40, perMinute: 100 },
] as const satisfies RateLimit[];

/** Seconds to wait before the call may be made again, whole as in Retry-After; 0 lets it pass and counts it. */
export function rateLimiter(
  limits: readonly RateLimit[],
  now: () => number,
): (method: string, channel: string) => number {
  const buckets = new Map<string, { left: number; at: number }>();
  return (method, channel) => {
    const limit = limits.find((each) => each.method === method);
    if (!limit) return 0;
    const key = limit.each === "channel" ? `${method} ${channel}` : method;
    const bucket = buckets.get(key) ?? { left: limit.burst, at: now() };
    const perMs = limit.perMinute / 60_000;
    bucket.left = Math.min(limit.burst, bucket.left + (now() - bucket.at) * perMs);
    bucket.at = now();
    buckets.set(key, bucket);
    if (bucket.left < 1) return Math.max(1, Math.ceil((1 - bucket.left) / perMs / 1000));
    bucket.left -= 1;
    return 0;
  };
}
