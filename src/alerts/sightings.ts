import type { Finding } from "../diagnosis/finding.ts";
import { type CheckResult, type ReportedFinding, severityOf } from "../diagnosis/report.ts";
import type { Alert, AlertSeverity, Fingerprint } from "../ports/alerts.ts";
import { essenceOf, factsOf, factsText } from "./facts.ts";
import { idOf } from "./fingerprint.ts";
import type { RecordChange } from "./remembered.ts";
import type { Seen } from "./step.ts";

/** What one look at a target found about one alert, standing or new. */
export type Sighting = Fingerprint & { seen: Seen };

/** Says the same and more, or the next state of the same thing: with these the first is over, and not because it is well. */
const REPLACED: Readonly<Record<string, readonly string[]>> = {
  RELAY_KEY_AGING: ["RELAY_KEY_OLD", "RELAY_KEY_INACTIVE", "RELAY_KEY_MISSING"],
  RELAY_KEY_ROTATING: ["RELAY_KEY_SUPERSEDED", "RELAY_KEY_INACTIVE", "RELAY_KEY_MISSING"],
  RELAY_KEY_OLD: ["RELAY_KEY_INACTIVE", "RELAY_KEY_MISSING"],
  RELAY_KEY_SUPERSEDED: ["RELAY_KEY_INACTIVE", "RELAY_KEY_MISSING"],
  RELAY_KEY_UNUSED: ["RELAY_KEY_SUPERSEDED", "RELAY_KEY_INACTIVE", "RELAY_KEY_MISSING"],
  RELAY_KEY_INACTIVE: ["RELAY_KEY_MISSING"],
  MAIL_FROM_PENDING: ["MAIL_FROM_FAILED"],
  DKIM_PENDING: ["DKIM_FAILED"],
  SENDER_ERRORS: ["SENDER_MISSING"],
  SENDER_THROTTLED: ["SENDER_MISSING"],
  SENDER_LOG_ERRORS: ["SENDER_MISSING"],
  SENDER_UPDATE_FAILED: ["SENDER_MISSING"],
  SENDER_FAILED: ["SENDER_MISSING"],
  QUOTA_NEARLY_USED: ["QUOTA_EXHAUSTED"],
  BOUNCE_RATE_HIGH: ["BOUNCE_RATE_CRITICAL"],
  COMPLAINT_RATE_HIGH: ["COMPLAINT_RATE_CRITICAL"],
  CANARY_PARTLY_SEEN: ["CANARY_UNSEEN"],
  CANARY_UNSEEN: ["CANARY_PARTLY_SEEN"],
};

/** Of some codes what the data says makes it worse; of all others how many regions have it. */
type StageOf = (findings: readonly Finding[]) => number;

export type Looked = {
  target: string;
  results: readonly CheckResult[];
  /** All that this look was about: what stood elsewhere is watched no more. Absent: it is about no single regions. */
  regions?: readonly string[];
  /** Records under a name that are not what they were. */
  changesAt: (name: string) => readonly RecordChange[];
  stageOf?: Readonly<Record<string, StageOf>>;
};

/**
 * What a look tells of every alert that it found and of every one that stands on this target. An alert that is not found
 * is well only where its own check has looked: what could not be looked at, and what is hidden behind another fault, is
 * unknown.
 */
export function sightingsOf({ target, results, ...more }: Looked, standing: readonly Alert[]): readonly Sighting[] {
  const found = new Map<string, Sighting & { id: string }>();
  for (const result of results) {
    for (const findings of alerting(result)) {
      const [{ code, subject } = { code: "", subject: "" }] = findings;
      const id = idOf({ target, code, subject });
      const before = standing.find((alert) => alert.id === id);
      const known = before ? (factsOf(before.facts)?.findings ?? []) : [];
      const all = [...findings, ...unknownNow(watchedOf(known, more.regions), findings, result)];
      const severity = severityOf(result.check, all[0] as Finding) as AlertSeverity;
      const stage = more.stageOf?.[code]?.(all) ?? all.length;
      const facts = factsText({ check: result.check.name, findings: all, changes: more.changesAt(subject) });
      const seen: Seen = { is: "bad", level: { severity, stage }, facts, essence: essenceOf(all) };
      found.set(id, { id, target, code, subject, seen });
    }
  }
  const absent = standing
    .filter((alert) => !found.has(alert.id))
    .map(({ code, subject, ...alert }) => ({
      target,
      code,
      subject,
      seen: absence({ code, subject, ...alert }, results, more.regions),
    }));
  return [...[...found.values()].map(({ id: _, ...sighting }) => sighting), ...absent];
}

/** Its warnings and failures that nobody accepts, by code and subject. */
function alerting({ check, findings }: CheckResult): readonly (readonly ReportedFinding[])[] {
  const counted = findings.filter((finding) => {
    const severity = severityOf(check, finding);
    return !finding.accepted && (severity === "failure" || severity === "warning");
  });
  return [...Map.groupBy(counted, ({ code, subject }) => `${code}\n${subject}`).values()];
}

/** Regions where it was so, and which could not be looked at this time: there it still is, as far as anybody knows. */
function unknownNow(known: readonly Finding[], now: readonly Finding[], result: CheckResult): readonly Finding[] {
  return known.filter(
    (finding) => !now.some((other) => regionOf(other) === regionOf(finding)) && !hasLooked(result, regionOf(finding)),
  );
}

function absence(
  alert: Alert | (Fingerprint & Pick<Alert, "facts">),
  results: readonly CheckResult[],
  watched: readonly string[] | undefined,
): Seen {
  const { code, subject, facts } = alert;
  const replacing = REPLACED[code] ?? [];
  if (results.some(({ findings }) => findings.some((it) => it.subject === subject && replacing.includes(it.code))))
    return { is: "over", why: "replaced" };
  const known = factsOf(facts);
  const result = results.find(({ check }) => check.name === known?.check);
  if (!result || !known) return { is: "unknown" };
  const accepted = result.findings.some((it) => it.code === code && it.subject === subject && it.accepted);
  if (accepted) return { is: "over", why: "accepted" };
  const still = watchedOf(known.findings, watched);
  if (still.length === 0 && known.findings.length > 0) return { is: "over", why: "unwatched" };
  const regions = new Set(still.map(regionOf));
  return [...regions].every((region) => hasLooked(result, region)) ? { is: "good" } : { is: "unknown" };
}

/** A check that says nothing is silenced by another's finding; one that met trouble has not seen all. */
function hasLooked({ check, findings }: CheckResult, region: string | null): boolean {
  const there = findings.filter((finding) => region === null || (regionOf(finding) ?? region) === region);
  return there.length > 0 && there.every((finding) => severityOf(check, finding) !== "unknown");
}

/** Without what stood in a region that the configuration names no more. */
function watchedOf(findings: readonly Finding[], regions: readonly string[] | undefined): readonly Finding[] {
  if (!regions) return findings;
  return findings.filter((finding) => {
    const region = regionOf(finding);
    return region === null || regions.includes(region);
  });
}

function regionOf({ data }: Finding): string | null {
  return typeof data.region === "string" ? data.region : null;
}
