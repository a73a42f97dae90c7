const UNITS = [
  { name: "day", ms: 86_400_000 },
  { name: "hour", ms: 3_600_000 },
  { name: "minute", ms: 60_000 },
] as const;

/** A length of time as people say it, rounded down: "3 days", "1 minute", "less than a minute". Milliseconds. */
export function lengthOfTime(ms: number): string {
  for (const { name, ms: unit } of UNITS) {
    const number = Math.floor(ms / unit);
    if (number >= 1) return `${number} ${name}${number === 1 ? "" : "s"}`;
  }
  return "less than a minute";
}
