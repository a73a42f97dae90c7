import type { AuditEntry } from "../ports/removals.ts";
import type { Asked } from "../removals/ask.ts";
import { timeWords } from "./trace-words.ts";

const MOST_NAMED = 10;

/** Why some of the addresses are not part of the request, a line each reason. */
export function requestedRest({ absent, unread, complaints, asked }: Asked): readonly string[] {
  const troubles = [...Map.groupBy(unread, ({ region, trouble }) => `${region} (${trouble})`)];
  return [
    ...(absent.length > 0 ? [`Not on the list: ${named(absent)}.`] : []),
    ...troubles.map(
      ([where, keys]) => `It could not be read in ${where} whether it is listed: ${named(keys)}. Ask again.`,
    ),
    ...(complaints.length > 0
      ? [
          `Listed because of a complaint, which is never removed here (approvers.complaints: deny): ${named(complaints)}.`,
        ]
      : []),
    ...asked.map(
      ({ address, region, by, at }) => `${address} in ${region} was asked for already by ${by} at ${timeWords(at)}.`,
    ),
  ];
}

function named(keys: readonly { address: string; region: string }[]): string {
  const rest = keys.length - MOST_NAMED;
  const shown = keys.slice(0, MOST_NAMED).map(({ address, region }) => `${address} in ${region}`);
  return `${shown.join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
}

/** One line of the trail without its time. */
export function trailWords({
  actor,
  action,
  outcome,
  address,
  region,
  reason,
  awsRequestId,
  note,
}: AuditEntry): string {
  const what = action.startsWith("test-") ? `test mail ${action.slice(5)}` : action;
  const came = outcome === null || outcome === "pending" ? "" : `: ${outcome}`;
  const request = awsRequestId === null ? "" : ` (AWS request ${awsRequestId})`;
  return `${address} ${region}${reason === null ? "" : ` ${reason}`}  ${what} by ${actor}${came}${request}${note === null ? "" : `, ${note}`}`;
}
