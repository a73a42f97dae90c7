/** Names and values, e.g. `{ FunctionName: "mailer" }`. */
export type Dimensions = { readonly [name: string]: string };

/** One metric, reduced to a number each period. */
export type MetricQuery = {
  namespace: string;
  name: string;
  dimensions: Dimensions;
  statistic: "Sum" | "Average" | "Maximum";
  /** Seconds, a multiple of 60. */
  period: number;
};

/** `at` is where the period begins. */
export type MetricPoint = { at: Date; value: number };

/** Throws PortTrouble like Ses. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/ */
export type CloudWatch = {
  /** One series a query, oldest point first; empty where there is no data, which says nothing. `cloudwatch:GetMetricData` */
  series(
    region: string,
    queries: readonly MetricQuery[],
    time: { from: Date; to: Date },
    signal: AbortSignal,
  ): Promise<readonly (readonly MetricPoint[])[]>;
  /** The dimensions that a metric has had in the last two weeks. `cloudwatch:ListMetrics` */
  dimensionsOf(region: string, namespace: string, name: string, signal: AbortSignal): Promise<readonly Dimensions[]>;
};
