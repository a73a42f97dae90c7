import type { Dimensions, MetricPoint, MetricQuery } from "../ports/cloudwatch.ts";
import { PortTrouble } from "../ports/trouble.ts";
import type { Questions } from "./questions.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const DAYS = 14;
const NAMESPACE = "AWS/SES";
const BOUNCE = "Reputation.BounceRate";
const COMPLAINT = "Reputation.ComplaintRate";
/** More have rates of their own only where something makes them by the dozen. */
const MOST_SETS = 20;

/** A share of the mails, as SES counts it: 0.05 is 5 %. `weekBefore` is null where there is none. */
export type Rate = { readonly value: number; readonly at: string; readonly weekBefore: number | null };

/** The last value of a day, UTC; null where SES published none. */
export type RateDay = { readonly day: string; readonly bounce: number | null; readonly complaint: number | null };

/** Null where SES published nothing in two weeks: no news, neither good nor bad. */
export type Rates = { bounce: Rate | null; complaint: Rate | null; days: readonly RateDay[] };

/** Of the whole account in a region. */
export async function accountRates(questions: Questions, region: string): Promise<Rates> {
  const [rates] = await ratesOf(questions, region, [{}]);
  return rates ?? { bounce: null, complaint: null, days: [] };
}

export type SetRates = { sets: readonly { set: string; rates: Rates }[]; more: boolean };

/** Of the configuration sets that publish reputation metrics. */
export async function setRates(questions: Questions, region: string): Promise<SetRates> {
  const found = await questions.cloudwatch.dimensionsOf(region, NAMESPACE, BOUNCE);
  const names = found.flatMap((dimensions) => {
    const name = dimensions[SET];
    return name !== undefined && Object.keys(dimensions).length === 1 ? [name] : [];
  });
  const sets = [...new Set(names)].toSorted();
  const told = sets.slice(0, MOST_SETS);
  if (told.length === 0) return { sets: [], more: false };
  const rates = await ratesOf(
    questions,
    region,
    told.map((name) => ({ [SET]: name })),
  );
  return {
    sets: told.flatMap((set, index) => (rates[index] ? [{ set, rates: rates[index] }] : [])),
    more: sets.length > MOST_SETS,
  };
}

/** https://docs.aws.amazon.com/ses/latest/dg/monitor-sender-reputation.html */
const SET = "ses:configuration-set";

async function ratesOf(
  { cloudwatch, now }: Questions,
  region: string,
  whose: readonly Dimensions[],
): Promise<readonly Rates[]> {
  const from = new Date(Math.floor(now.getTime() / HOUR) * HOUR - DAYS * DAY);
  const queries = whose.flatMap((dimensions) =>
    [BOUNCE, COMPLAINT].map(
      (name): MetricQuery => ({ namespace: NAMESPACE, name, dimensions, statistic: "Average", period: 3_600 }),
    ),
  );
  const series = await cloudwatch.series(region, queries, { from, to: now });
  const share = series.flat().find(({ value }) => value < 0 || value > 1);
  if (share) {
    const detail = "CloudWatch tells a rate that is none";
    throw new PortTrouble("error", { asked: region, region, detail });
  }
  return whose.map((_, index) => {
    const [bounce = [], complaint = []] = [series[2 * index], series[2 * index + 1]];
    return { bounce: rateOf(bounce), complaint: rateOf(complaint), days: daysOf(bounce, complaint) };
  });
}

function rateOf(points: readonly MetricPoint[]): Rate | null {
  const last = points.at(-1);
  if (!last) return null;
  const before = points.findLast(({ at }) => at.getTime() <= last.at.getTime() - 7 * DAY);
  return { value: last.value, at: last.at.toISOString(), weekBefore: before?.value ?? null };
}

function daysOf(bounce: readonly MetricPoint[], complaint: readonly MetricPoint[]): readonly RateDay[] {
  const lastOf = (points: readonly MetricPoint[]) =>
    new Map(points.map(({ at, value }) => [at.toISOString().slice(0, 10), value]));
  const [bounces, complaints] = [lastOf(bounce), lastOf(complaint)];
  const days = [...new Set([...bounces.keys(), ...complaints.keys()])].toSorted();
  return days.map((day) => ({ day, bounce: bounces.get(day) ?? null, complaint: complaints.get(day) ?? null }));
}
