import type { WatchedAnswer } from "../commands/answer.ts";
import type { OutboxComplaint } from "../ports/outbox.ts";
import { inert } from "./inert.ts";

const HOW: Readonly<Record<WatchedAnswer["watches"][number]["ran"], string>> = {
  all: "all was looked at",
  partly: "a part could not be looked at",
  nothing: "nothing could be looked at",
  "not-due": "not due",
  busy: "another instance is at it",
};

/** What `watch --once` did, a line each. */
export function watchedLines({ watches, outbox }: WatchedAnswer): readonly string[] {
  const width = Math.max(0, ...watches.map(({ kind }) => kind.length));
  return [
    ...watches.flatMap(({ kind, ran, troubles }) => [
      `${kind.padEnd(width)}  ${HOW[ran]}`,
      ...troubles.map((trouble) => `${" ".repeat(width)}  - ${inert(trouble, 200)}`),
    ]),
    ...(watches.length === 0 ? ["nothing is watched: every schedule is off"] : []),
    ...outboxLines(outbox),
  ];
}

function outboxLines({ waiting, since, trouble, complaints }: WatchedAnswer["outbox"]): readonly string[] {
  if (waiting === 0) return ["Slack: nothing waits to be said"];
  const what = waiting === 1 ? "1 message waits" : `${waiting} messages wait`;
  const why = trouble ? [`  Slack could not be asked: ${inert(trouble, 100)}`] : [];
  return [
    `Slack: ${what}${since ? `, the oldest since ${since.toISOString()}` : ""}`,
    ...why,
    ...complaints.map(complaintLine),
  ];
}

function complaintLine({ channel, error, waiting }: OutboxComplaint): string {
  const wait = waiting === 1 ? "1 waits" : `${waiting} wait`;
  return `  ${inert(channel, 50)} refuses them (${inert(error, 100)}): ${wait}. maildiag doctor tells what to do.`;
}

/** `maildiag/watch@1` */
export function watchedDocument({ watches, outbox }: WatchedAnswer) {
  return {
    schema: "maildiag/watch@1",
    watches,
    outbox: {
      waiting: outbox.waiting,
      since: outbox.since?.toISOString() ?? null,
      trouble: outbox.trouble,
      complaints: outbox.complaints.map(({ channel, error, since, again, waiting }) => ({
        channel,
        error,
        since: since.toISOString(),
        again: again.toISOString(),
        waiting,
      })),
    },
  };
}

/** 0 all was looked at and delivered, 3 something was not. */
export function watchedStatus({ watches, outbox }: WatchedAnswer): 0 | 3 {
  const isLooked = watches.every(({ ran }) => ran === "all" || ran === "not-due");
  return isLooked && outbox.waiting === 0 ? 0 : 3;
}
