import type { WorldMetric } from "../world.ts";
import { type Fields, jsonRpcService } from "./json-rpc.ts";
import { type AwsService, type AwsWorld, timeIn } from "./service.ts";

/** Of one series; far fewer than in AWS. */
const POINTS_A_PAGE = 20;

/** CloudWatch, as far as reading metrics goes: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/ */
export function cloudwatch(): AwsService {
  return jsonRpcService("cloudwatch", "1.0", {
    GetMetricData: {
      answer: ({ MetricDataQueries, StartTime, EndTime, NextToken }, region, world) => {
        const [from, to] = [Number(StartTime) * 1000, Number(EndTime) * 1000];
        const results = listOf(MetricDataQueries).map((query) => {
          const { Metric, Period, Stat } = fields(query.MetricStat);
          const found = metricsIn(world, region).find((one) => isMeant(one, fields(Metric)));
          const points = pointsOf(found, Number(Period) * 1000, String(Stat), { from, to, now: timeIn(world) });
          return {
            Id: query.Id,
            Label: String(fields(Metric).MetricName),
            Timestamps: points.map(([at]) => at / 1000),
            Values: points.map(([, value]) => value),
            StatusCode: "Complete",
          };
        });
        // AWS too may cut it anywhere, and goes on in the same series.
        const start = NextToken === undefined ? 0 : Number(NextToken);
        const page = results.map((result) => ({
          ...result,
          Timestamps: result.Timestamps.slice(start, start + POINTS_A_PAGE),
          Values: result.Values.slice(start, start + POINTS_A_PAGE),
        }));
        const next = start + POINTS_A_PAGE;
        const isMore = results.some(({ Values }) => Values.length > next);
        return { MetricDataResults: page, Messages: [], ...(isMore && { NextToken: String(next) }) };
      },
    },

    ListMetrics: {
      answer: ({ Namespace, MetricName }, region, world) => ({
        Metrics: metricsIn(world, region)
          .filter((one) => one.namespace === Namespace && one.name === MetricName)
          .map(({ dimensions }) => ({ Namespace, MetricName, Dimensions: pairsOf(dimensions ?? {}) })),
      }),
    },
  });
}

/** An account that sends has had few bounces and next to no complaints, where the world says nothing else of its rates. */
function metricsIn({ ses, metrics }: AwsWorld, region: string): readonly WorldMetric[] {
  const own = metrics?.[region] ?? [];
  const isQuiet = !ses[region] || own.some(({ namespace }) => namespace === "AWS/SES");
  return isQuiet ? own : [...own, ...USUAL];
}

const HOURS = Array.from({ length: 14 }, (_, day) => 1 + day * 24);

const USUAL: readonly WorldMetric[] = [
  {
    namespace: "AWS/SES",
    name: "Reputation.BounceRate",
    points: HOURS.map((hoursAgo, day) => ({ hoursAgo, value: 0.008 + (day % 3) / 1_000 })),
  },
  {
    namespace: "AWS/SES",
    name: "Reputation.ComplaintRate",
    points: HOURS.map((hoursAgo, day) => ({ hoursAgo, value: 0.0002 + (day % 2) / 10_000 })),
  },
];

function isMeant({ namespace, name, dimensions }: WorldMetric, asked: Fields): boolean {
  const pairs = (list: readonly Fields[]) => JSON.stringify(list.map(({ Name, Value }) => `${Name}=${Value}`).sort());
  return (
    asked.Namespace === namespace &&
    asked.MetricName === name &&
    pairs(listOf(asked.Dimensions)) === pairs(pairsOf(dimensions ?? {}))
  );
}

/** A point is where its period begins; a period without points is not there. */
function pointsOf(
  metric: WorldMetric | undefined,
  period: number,
  stat: string,
  { from, to, now }: { from: number; to: number; now: number },
): readonly (readonly [at: number, value: number])[] {
  const periods = new Map<number, number[]>();
  for (const { hoursAgo, value } of metric?.points ?? []) {
    const at = Math.floor((now - hoursAgo * 3_600_000) / period) * period;
    if (at + period <= from || at > to) continue;
    periods.set(at, [...(periods.get(at) ?? []), value]);
  }
  return [...periods].toSorted(([a], [b]) => a - b).map(([at, values]) => [at, reduced(values, stat)] as const);
}

function reduced(values: readonly number[], stat: string): number {
  const sum = values.reduce((total, value) => total + value, 0);
  if (stat === "Sum") return sum;
  return stat === "Maximum" ? Math.max(...values) : sum / values.length;
}

function pairsOf(dimensions: Readonly<Record<string, string>>): readonly { Name: string; Value: string }[] {
  return Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
}

function fields(value: unknown): Fields {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

function listOf(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.map(fields) : [];
}
