import type { World } from "../world.ts";

/** JADA's two functions: what they are, how they fare, and what they wrote to their logs. */

const UNVERIFIED =
  "MessageRejected: Email address is not verified. The following identities failed the check in region US-WEST-2: crew@sailjada.com";

/** One line an hour or so, each of another call. */
function logged(minutesAgo: number, request: number, text: string): { minutesAgo: number; message: string } {
  const id = `5b0c8f5e-00${String(request).padStart(2, "0")}-4a51-9c0e-000000000001`;
  return { minutesAgo, message: `2026-11-21T19:00:00.000Z\t${id}\t${text}` };
}

function hourly(name: string, values: readonly number[], dimensions: Readonly<Record<string, string>>) {
  const points = values.map((value, index) => ({ hoursAgo: 1 + index * 24, value }));
  return { namespace: "AWS/Lambda", name, dimensions, points };
}

const SENDER = { FunctionName: "jada-blast-sender" };
const SCHEDULER = { FunctionName: "jada-blast-scheduler" };

export const JADA_SENDERS = {
  lambda: {
    "us-west-2": {
      "jada-blast-sender": {
        configuration: {
          DeadLetterConfig: { TargetArn: "arn:aws:sqs:us-west-2:123456789012:jada-blast-failed" },
          Environment: { Variables: { FROM: "crew@sailjada.com", BOOKING_API_TOKEN: "hunter2-not-to-be-shown" } },
        },
      },
    },
    "us-east-1": { "jada-blast-scheduler": {} },
  },
  metrics: {
    "us-west-2": [
      hourly("Invocations", [212, 198, 205, 190, 201, 207, 195, 202], SENDER),
      hourly("Errors", [14, 0, 1, 0, 0, 0, 0, 0], SENDER),
    ],
    "us-east-1": [hourly("Invocations", [24, 24, 24, 24, 24, 24, 24, 24], SCHEDULER)],
  },
  logGroups: {
    "us-west-2": {
      "/aws/lambda/jada-blast-sender": [
        logged(700, 1, "INFO\tblast of 212 mails begins"),
        ...Array.from({ length: 13 }, (_, n) =>
          logged(600 - n, n, `ERROR\t${UNVERIFIED}\n    at de_Error (index.js:1)`),
        ),
        logged(95, 40, "ERROR\tRangeError: boat 7 has no seat 41"),
      ],
    },
    "us-east-1": { "/aws/lambda/jada-blast-scheduler": [logged(60, 41, "INFO\tnothing to do")] },
  },
} satisfies Partial<World>;
