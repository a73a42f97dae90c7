import { jsonRpcService } from "./json-rpc.ts";
import { AwsRefusal, type AwsService, timeIn } from "./service.ts";

const MOST_EVENTS = 10_000;

/** CloudWatch Logs, as far as searching goes: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/ */
export function logs(): AwsService {
  return jsonRpcService("logs", "1.1", {
    FilterLogEvents: {
      resource: ({ logGroupName }) => String(logGroupName),
      answer: ({ logGroupName, startTime, endTime, filterPattern, limit, nextToken }, region, world) => {
        const groups = world.logGroups?.[region] ?? {};
        const name = String(logGroupName);
        const lines = Object.hasOwn(groups, name) ? groups[name] : undefined;
        if (!lines) throw new AwsRefusal(400, "ResourceNotFoundException", "The specified log group does not exist.");
        const [from, to] = [Number(startTime), Number(endTime)];
        const found = lines
          .map(({ minutesAgo, message }, index) => ({ timestamp: timeIn(world) - minutesAgo * 60_000, message, index }))
          .filter(({ timestamp, message }) => timestamp >= from && timestamp <= to && fits(message, filterPattern))
          .toSorted((a, b) => a.timestamp - b.timestamp || a.index - b.index);
        // As AWS does in a large group, the first page finds nothing and says to go on.
        if (nextToken === undefined) return { events: [], searchedLogStreams: [], nextToken: tokenOf(0) };
        const size = Math.min(Number(limit ?? MOST_EVENTS), MOST_EVENTS);
        const at = Number(Buffer.from(String(nextToken), "base64").toString());
        const events = found.slice(at, at + size).map(({ timestamp, message, index }) => ({
          logStreamName: "2026/11/21/[$LATEST]0123456789abcdef0123456789abcdef",
          timestamp,
          message,
          ingestionTime: timestamp,
          eventId: String(index),
        }));
        return { events, searchedLogStreams: [], ...(at + size < found.length && { nextToken: tokenOf(at + size) }) };
      },
    },
  });
}

function tokenOf(at: number): string {
  return Buffer.from(String(at)).toString("base64");
}

/** `?one ?"two words"`: any of these; an empty pattern fits all. */
function fits(message: string, pattern: unknown): boolean {
  const terms = [...String(pattern ?? "").matchAll(/\?(?:"([^"]{1,100})"|(\S{1,100}))/g)].map(
    ([, a, b]) => a ?? b ?? "",
  );
  return terms.length === 0 || terms.some((term) => message.includes(term));
}
