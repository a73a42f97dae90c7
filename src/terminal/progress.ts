import type { WriteStream } from "node:tty";
import type { Check } from "../diagnosis/check.ts";
import type { CheckResult } from "../diagnosis/report.ts";

const CLEAR_LINE = "\r\u001b[2K";

/** One line that says what is still being looked at; only where a person watches. */
export function progressLine(stream: WriteStream) {
  const isWatched = stream.isTTY && stream.getColorDepth() >= 1;
  const pendingOf = new Map<string, number>();
  let isShown = false;
  return {
    show(domain: string, known: readonly CheckResult[], pending: readonly Check[]): void {
      if (!isWatched) return;
      pendingOf.set(domain, pending.length);
      const left = [...pendingOf.values()].reduce((sum, number) => sum + number, 0);
      const next = pending[0]?.title ?? "";
      stream.write(`${CLEAR_LINE}${known.length} checks done, ${left} to go ${next}`.slice(0, 80));
      isShown = true;
    },
    clear(): void {
      if (isShown) stream.write(CLEAR_LINE);
      isShown = false;
    },
  };
}
