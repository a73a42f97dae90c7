import type { AnyCheck } from "../diagnosis/check.ts";
import { COULD_NOT_CHECK, couldNotCheckEntry } from "../diagnosis/could-not-check.ts";
import type { Finding } from "../diagnosis/finding.ts";
import { type CheckResult, entryOf, severityOf } from "../diagnosis/report.ts";
import type { BlindSpot, Fingerprint, LastSweep } from "../ports/alerts.ts";
import { essenceOf, factsText } from "./facts.ts";
import type { Seen } from "./step.ts";

/** What could not be looked at in one sweep: a key of its own, and one line of words. `isCut`: the time was over before. */
export type Blind = { key: string; what: string; isCut: boolean };

/** Sweeps in a row after which that is an alert of its own. */
const BLIND_AFTER = 3;

const WATCH_BLIND = "WATCH_BLIND";
/** What all these alerts are about: maildiag itself. */
export const WATCHES = "watches";
/** What those are about that concern all mail, whatever the region: who takes it. */
export const RECEIVERS = "receivers";

const MOST_SPOTS = 300;
const MOST_NAMED = 10;

/** What of a look could not be had, whatever the reason. One denied permission is one, however many asked for it. */
export function blindIn(results: readonly CheckResult[]): readonly Blind[] {
  return results.flatMap(({ check, findings }) =>
    findings
      .filter((finding) => severityOf(check, finding) === "unknown")
      .map((finding) => {
        const { permission, region, reason } = finding.data;
        const asked = reason === "denied" && permission ? permission : `${check.name} ${finding.subject}`;
        return {
          isCut: reason === "limit",
          key: `${asked} ${region ?? ""}`.slice(0, 400).toWellFormed(),
          what: whatOf(check, finding).slice(0, 400).toWellFormed(),
        };
      }),
  );
}

function whatOf(check: AnyCheck, finding: Finding): string {
  const { title, why } = entryOf(check, finding);
  if (finding.code !== COULD_NOT_CHECK) return `${title(finding)}. ${why(finding)}`;
  const { region } = finding.data;
  return `${couldNotCheckEntry.title(finding)}${region ? ` (${region})` : ""}`;
}

/** How long each has been so. What was seen this time is forgotten, unless the sweep was cut and may not have come to it. */
export function spotsAfter(known: readonly BlindSpot[], blind: readonly Blind[], now: Date): readonly BlindSpot[] {
  const spots = new Map<string, BlindSpot>();
  for (const { key, what } of blind) {
    if (spots.has(key)) continue;
    const was = known.find((spot) => spot.key === key);
    spots.set(key, { key, count: (was?.count ?? 0) + 1, since: was?.since ?? now, what });
  }
  if (blind.some(({ isCut }) => isCut)) {
    for (const spot of known) if (!spots.has(spot.key)) spots.set(spot.key, spot);
  }
  // Those that have been longest are the ones to be told.
  return [...spots.values()].sort((a, b) => b.count - a.count).slice(0, MOST_SPOTS);
}

/** Whether the watch itself is an alert, as any alert is seen. */
export function blindness(
  kind: string,
  spots: readonly BlindSpot[],
  looked: LastSweep["looked"],
): Fingerprint & { seen: Seen } {
  const fingerprint = { target: WATCHES, code: WATCH_BLIND, subject: kind };
  const lasting = spots.filter(({ count }) => count >= BLIND_AFTER);
  if (lasting.length === 0) return { ...fingerprint, seen: { is: "good" } };
  const since = new Date(Math.min(...lasting.map(({ since }) => since.getTime()))).toISOString();
  const isWhole = looked === "nothing";
  const finding = {
    code: WATCH_BLIND,
    subject: kind,
    data: {
      since,
      whole: isWhole,
      causes: lasting.slice(0, MOST_NAMED).map(({ what }) => what),
      more: Math.max(0, lasting.length - MOST_NAMED),
    },
  };
  const facts = factsText({ check: "watch-blind", findings: [finding], changes: [] });
  const level = { severity: "warning", stage: isWhole ? 2 : 1 } as const;
  return { ...fingerprint, seen: { is: "bad", level, facts, essence: essenceOf([finding]) } };
}
