import type { FilteredLogEvent } from "@aws-sdk/client-cloudwatch-logs";
import type { LogLine, Logs } from "../ports/logs.ts";
import { type Aws, createAws } from "./aws.ts";
import { perRegion } from "./per-region.ts";
import { requireList, UnexpectedAnswer } from "./shape.ts";
import { errorFacts } from "./trouble-of.ts";

/** A page is at most a mebibyte, may be empty, and still have another behind it: a search goes through the log in steps. */
const MOST_PAGES = 12;
const PAGE_SIZE = 1_000;
const MOST_LINES = 2_000;
/** Milliseconds; a search that is slow is broken off, not waited for. */
const LONGEST = 6_000;
/** Characters of one line; a request id, an error and its first frames fit. */
const LONGEST_LINE = 8_000;
/** Tokens are opaque, and longer than other texts of AWS. */
const LONGEST_TOKEN = 16_384;

export function createLogs({ aws = createAws() }: { aws?: Aws } = {}): Logs {
  const clients = perRegion(
    aws,
    () => import("@aws-sdk/client-cloudwatch-logs"),
    (sdk, config) => new sdk.CloudWatchLogsClient(config),
  );
  return {
    lines: async (region, { group, from, to, pattern }, signal) => {
      const until = performance.now() + LONGEST;
      const lines: LogLine[] = [];
      let token: string | undefined;
      for (let page = 0; page < MOST_PAGES; page += 1) {
        const answer = await aws.call(
          { action: "logs:FilterLogEvents", region },
          signal,
          clients,
          async ({ sdk, client }, sending) => {
            // Milliseconds, unlike the seconds of most of AWS.
            const input = {
              logGroupName: group,
              startTime: from.getTime(),
              endTime: to.getTime(),
              filterPattern: pattern,
              limit: PAGE_SIZE,
              ...(token && { nextToken: token }),
            };
            try {
              const { events, nextToken } = await client.send(new sdk.FilterLogEventsCommand(input), sending);
              return { lines: requireList(events ?? [], "events").map(lineOf), next: tokenOf(nextToken) };
            } catch (error) {
              if (errorFacts(error).name === "ResourceNotFoundException") return null;
              throw error;
            }
          },
        );
        if (!answer) return null;
        lines.push(...answer.lines);
        if (answer.next === undefined) return { lines: inTime(lines), whole: true };
        if (answer.next === token || lines.length >= MOST_LINES || performance.now() > until) break;
        token = answer.next;
      }
      return { lines: inTime(lines), whole: false };
    },
  };
}

function lineOf({ timestamp, message }: FilteredLogEvent): LogLine {
  if (typeof timestamp !== "number" || !Number.isFinite(timestamp)) throw new UnexpectedAnswer("timestamp");
  return { at: new Date(timestamp), text: typeof message === "string" ? message.slice(0, LONGEST_LINE) : "" };
}

/** Streams of one group are searched side by side. */
function inTime(lines: readonly LogLine[]): readonly LogLine[] {
  return lines.toSorted((a, b) => a.at.getTime() - b.at.getTime());
}

function tokenOf(token: unknown): string | undefined {
  if (token === undefined || token === null || token === "") return undefined;
  if (typeof token !== "string" || token.length > LONGEST_TOKEN) throw new UnexpectedAnswer("nextToken");
  return token;
}
