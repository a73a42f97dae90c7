import type { DigestBody, DigestDetailsBody, DigestGrowthBody } from "../alerts/digest.ts";
import { alertsIn } from "./slack-alert-read.ts";
import { Untellable } from "./told.ts";

/** As they were put into the outbox; another version of this program may have done so. Throw Untellable. */

export function digestBodyIn(body: unknown): DigestBody {
  const { from, to, domains, moreDomains, counts, removals, canaries } = fieldsOf(body);
  const areRight =
    areTimes(from, to) && typeof moreDomains === "number" && areNumbers(counts, "began", "ended", "standing");
  const areDomains = areAll(domains, ({ typed, hops }) => typeof typed === "string" && isObject(hops));
  const areCanaries =
    canaries === undefined ||
    areAll(canaries, (canary) => {
      const isNamed = typeof canary.region === "string" && areNumbers(canary, "runs", "whole", "refused", "unknown");
      const isMissing = areAll(canary.missing, (it) => typeof it.what === "string" && typeof it.count === "number");
      return isNamed && isMissing && (canary.medianMs === null || typeof canary.medianMs === "number");
    });
  if (!areCanaries) throw unreadable();
  if (!areRight || !areDomains || !areNumbers(removals, "open", "addresses")) throw unreadable();
  return body as DigestBody;
}

export function digestDetailsIn(body: unknown): DigestDetailsBody {
  const { began, standing, ended, more, keys, unreadKeys } = fieldsOf(body);
  const areKeys = areAll(keys, (key) => typeof key.relay === "string" && areNumbers(key, "ageDays", "maxAgeDays"));
  const areNames = Array.isArray(unreadKeys) && unreadKeys.every((name) => typeof name === "string");
  if (![began, standing, ended].every(alertsIn) || typeof more !== "number" || !areKeys || !areNames)
    throw unreadable();
  return body as DigestDetailsBody;
}

export function digestGrowthIn(body: unknown): DigestGrowthBody {
  const { from, regions } = fieldsOf(body);
  const areRegions = areAll(
    regions,
    ({ region, days }) => typeof region === "string" && Array.isArray(days) && days.every(Number.isFinite),
  );
  if (!areTimes(from) || !areRegions) throw unreadable();
  return body as DigestGrowthBody;
}

type Fields = Readonly<Record<string, unknown>>;

function areAll(value: unknown, isRight: (fields: Fields) => boolean): boolean {
  return Array.isArray(value) && value.every((each) => isRight(fieldsOf(each)));
}

function areNumbers(value: unknown, ...names: readonly string[]): boolean {
  return names.every((name) => typeof fieldsOf(value)[name] === "number");
}

function areTimes(...values: readonly unknown[]): boolean {
  return values.every((value) => typeof value === "string" && Number.isFinite(Date.parse(value)));
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}

function fieldsOf(value: unknown): Fields {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

function unreadable(): Untellable {
  return new Untellable("unreadable_body");
}
