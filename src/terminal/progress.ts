import type { AnyCheck } from "../diagnosis/check.ts";
import type { CheckResult } from "../diagnosis/report.ts";
import type { RefreshProgress } from "../suppressions/refresh.ts";
import type { Shell } from "./shell.ts";

/** Entries that are read before anybody wonders. */
const WORTH_SAYING = 5_000;
/** A page of a thousand entries a second. https://docs.aws.amazon.com/ses/latest/dg/quotas.html */
const PAGE = 1_000;

const CLEAR_LINE = "\r\u001b[2K";

/** One line that says what is still being looked at; only where a person watches. */
export function progressLine(stream: Shell["stderr"]) {
  const isWatched = stream.isTTY === true && (stream.getColorDepth?.() ?? 0) >= 1;
  const pendingOf = new Map<string, number>();
  const readOf = new Map<string, { read: number; expected: number | null }>();
  let isShown = false;
  return {
    show(domain: string, known: readonly CheckResult[], pending: readonly AnyCheck[]): void {
      if (!isWatched) return;
      pendingOf.set(domain, pending.length);
      const left = [...pendingOf.values()].reduce((sum, number) => sum + number, 0);
      const next = pending[0]?.title ?? "";
      stream.write(`${CLEAR_LINE}${known.length} checks done, ${left} to go ${next}`.slice(0, 80));
      isShown = true;
    },
    /** Before it begins, how long it will take; then where it is. */
    reading({ region, read, expected }: RefreshProgress): void {
      if (!isWatched) return;
      if (read === 0 && (expected === null || expected > WORTH_SAYING)) {
        const long =
          expected === null ? "200,000 would take 200 s" : `${expected} take about ${secondsFor(expected)} s`;
        stream.write(`${CLEAR_LINE}Reading the whole list of ${region}: SES gives 1,000 entries a second, ${long}.\n`);
      }
      readOf.set(region, { read, expected });
      const parts = [...readOf].map(([name, { read: done, expected: all }]) => {
        const left = all !== null && all > done ? `, ${secondsFor(all - done)} s to go` : "";
        return `${name} ${done}${all === null ? "" : ` of ${all}`}${left}`;
      });
      stream.write(`${CLEAR_LINE}${`entries read: ${parts.join("; ")}`.slice(0, 80)}`);
      isShown = true;
    },
    looking(addresses: number): void {
      if (!isWatched) return;
      stream.write(`${CLEAR_LINE}SES tells of one address a second: ${addresses} take about ${addresses} s.`);
      isShown = true;
    },
    clear(): void {
      if (isShown) stream.write(CLEAR_LINE);
      isShown = false;
    },
  };
}

function secondsFor(entries: number): number {
  return Math.ceil(entries / PAGE);
}
