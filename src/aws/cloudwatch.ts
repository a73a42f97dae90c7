import type { CloudWatch, Dimensions, MetricPoint, MetricQuery } from "../ports/cloudwatch.ts";
import { PortTrouble } from "../ports/trouble.ts";
import { type Aws, createAws } from "./aws.ts";
import { perRegion } from "./per-region.ts";
import { optionalText, requireList, requireText, UnexpectedAnswer } from "./shape.ts";

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html */
const MOST_QUERIES = 500;
const MAX_PAGES = 10;

export function createCloudWatch({ aws = createAws() }: { aws?: Aws } = {}): CloudWatch {
  const clients = perRegion(
    aws,
    () => import("@aws-sdk/client-cloudwatch"),
    (sdk, config) => new sdk.CloudWatchClient(config),
  );

  return {
    series: async (region, queries, { from, to }, signal) => {
      if (queries.length > MOST_QUERIES) throw new RangeError("too many queries");
      const found = queries.map((): MetricPoint[] => []);
      await everyPage(region, (token) =>
        aws.call({ action: "cloudwatch:GetMetricData", region }, signal, clients, async ({ sdk, client }, sending) => {
          const command = new sdk.GetMetricDataCommand({
            MetricDataQueries: queries.map(queryOf),
            StartTime: from,
            EndTime: to,
            ScanBy: "TimestampAscending",
            ...(token && { NextToken: token }),
          });
          const answer = await client.send(command, sending);
          for (const result of requireList(answer.MetricDataResults, "MetricDataResults")) {
            const series = found[numberOf(result.Id)];
            if (!series || result.StatusCode === "InternalError" || result.StatusCode === "Forbidden")
              throw new UnexpectedAnswer("MetricDataResults");
            series.push(...pointsOf(result.Timestamps, result.Values));
          }
          return answer.NextToken;
        }),
      );
      return found.map((series) => series.toSorted((a, b) => a.at.getTime() - b.at.getTime()));
    },

    dimensionsOf: async (region, namespace, name, signal) => {
      const found: Dimensions[] = [];
      await everyPage(region, (token) =>
        aws.call({ action: "cloudwatch:ListMetrics", region }, signal, clients, async ({ sdk, client }, sending) => {
          const input = { Namespace: namespace, MetricName: name, ...(token && { NextToken: token }) };
          const answer = await client.send(new sdk.ListMetricsCommand(input), sending);
          for (const { Dimensions: own } of requireList(answer.Metrics, "Metrics")) {
            const pairs = (own ?? []).map(({ Name, Value }) => [
              requireText(Name, "Name"),
              requireText(Value, "Value"),
            ]);
            found.push(Object.fromEntries(pairs));
          }
          return answer.NextToken;
        }),
      );
      return found;
    },
  };
}

async function everyPage(region: string, ask: (token: string | undefined) => Promise<unknown>): Promise<void> {
  let token: string | undefined;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    token = optionalText(await ask(token), "NextToken") ?? undefined;
    if (token === undefined) return;
  }
  throw new PortTrouble("limit", { asked: region, region, detail: `more than ${MAX_PAGES} pages of metrics` });
}

/** An id begins with a small letter. */
function queryOf({ namespace, name, dimensions, statistic, period }: MetricQuery, index: number) {
  const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
  const Metric = { Namespace: namespace, MetricName: name, Dimensions };
  return { Id: `q${index}`, MetricStat: { Metric, Period: period, Stat: statistic }, ReturnData: true };
}

function numberOf(id: unknown): number {
  const [, digits] = /^q(\d{1,3})$/.exec(requireText(id, "Id")) ?? [];
  return digits === undefined ? -1 : Number(digits);
}

function pointsOf(
  times: readonly unknown[] | undefined,
  values: readonly unknown[] | undefined,
): readonly MetricPoint[] {
  const ats = requireList(times ?? [], "Timestamps");
  const numbers = requireList(values ?? [], "Values");
  if (ats.length !== numbers.length) throw new UnexpectedAnswer("Values");
  return ats.map((at, index) => {
    const value = numbers[index];
    if (!(at instanceof Date) || Number.isNaN(at.getTime())) throw new UnexpectedAnswer("Timestamps");
    if (typeof value !== "number" || !Number.isFinite(value)) throw new UnexpectedAnswer("Values");
    return { at, value };
  });
}
