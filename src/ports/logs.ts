/** `text` is from outside, capped, not yet escaped and not yet free of secrets. */
export type LogLine = { at: Date; text: string };

export type LogReading = {
  /** Oldest first. */
  lines: readonly LogLine[];
  /** False where there is more than was read. */
  whole: boolean;
};

export type LogQuestion = {
  group: string;
  from: Date;
  to: Date;
  /** A filter pattern of CloudWatch Logs. */
  pattern: string;
};

/** Throws PortTrouble like Ses. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/ */
export type Logs = {
  /** Null where there is no such log group. Bounded in pages and in time. `logs:FilterLogEvents` */
  lines(region: string, question: LogQuestion, signal: AbortSignal): Promise<LogReading | null>;
};
