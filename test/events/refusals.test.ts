import { expect, it } from "vitest";
import { refusingIn, risesIn } from "../../src/events/refusals.ts";
import type { EventStore, Outcome, StoredEvent } from "../../src/ports/event-store.ts";

const NOW = new Date("2026-11-21T20:00:00Z");

/** A domain's last days, the oldest first: mails, and how many of them were refused. */
function course(domain: string, ...days: readonly (readonly [mails: number, refused: number])[]): readonly Outcome[] {
  return days.map(([mails, refused], index) => ({
    day: new Date(NOW.getTime() - (days.length - 1 - index) * 86_400_000).toISOString().slice(0, 10),
    domain,
    delivered: mails - refused,
    refused,
  }));
}

function steady(domain: string, mails: number, refused: number, days = 14): readonly Outcome[] {
  return course(domain, ...Array.from({ length: days }, () => [mails, refused] as const));
}

const QUIET = [
  [100, 1],
  [100, 0],
  [100, 1],
  [100, 0],
  [100, 1],
  [100, 0],
] as const;

it.each([
  ["nothing at all", [], []],
  ["everybody as ever", [...steady("gmail.com", 100, 1), ...steady("outlook.com", 100, 1)], []],
  [
    "one that refuses 12 % since three days, and everyone else is fine",
    [...steady("gmail.com", 100, 1), ...course("hotmail.com", ...QUIET, [100, 12], [100, 13], [100, 11])],
    ["Outlook.com since 2026-11-19: 36 of 300, before 3 of 600, others 3 of 300"],
  ],
  [
    "the domains of one provider together",
    [...course("live.co.uk", ...QUIET, [20, 8]), ...course("outlook.com", ...QUIET, [20, 8])],
    ["Outlook.com since 2026-11-21: 16 of 40, before 6 of 1200, others 0 of 0"],
  ],
  [
    "a rise with everybody is none of one provider's",
    [...course("gmail.com", ...QUIET, [100, 20]), ...course("outlook.com", ...QUIET, [100, 20])],
    [],
  ],
  ["a rise that is as old as what is known", steady("outlook.com", 100, 20), []],
  ["few mails", [...steady("gmail.com", 100, 1), ...course("outlook.com", ...QUIET, [12, 6])], []],
  ["few refusals", [...steady("gmail.com", 100, 1), ...course("outlook.com", ...QUIET, [100, 4])], []],
  ["no past to be measured by", [...steady("gmail.com", 100, 1), ...course("outlook.com", [100, 50])], []],
  ["one that always refuses much", [...steady("gmail.com", 100, 1), ...steady("strict.example", 100, 30)], []],
  [
    "a rise that is over",
    [
      ...steady("gmail.com", 300, 1),
      ...course("outlook.com", [300, 2], [300, 90], ...Array.from({ length: 8 }, () => [300, 2] as const)),
    ],
    [],
  ],
] as const)("tells of %s", (_, outcomes, told) => {
  const rises = risesIn(outcomes, NOW).map(
    ({ who, since, now, before, others }) =>
      `${who} since ${since}: ${now.refused} of ${now.ended}, before ${before.refused} of ${before.ended}, others ${others.refused} of ${others.ended}`,
  );
  expect(rises).toEqual(told);
});

it("explains what the servers said, the commonest first, and names nobody", async () => {
  const bounce = (id: number, diagnosticCode: string): StoredEvent => ({
    id: String(id),
    at: NOW,
    type: "Bounce",
    messageId: `message-${id}`,
    recipient: "kim@hotmail.com",
    region: "us-east-1",
    detail: {
      bounce: {
        bounceType: "Permanent",
        bounceSubType: "General",
        bouncedRecipients: [{ emailAddress: "kim@hotmail.com", status: "5.7.1", action: "failed", diagnosticCode }],
      },
    },
  });
  const blocked =
    "smtp; 550 5.7.1 Unfortunately, messages from [192.0.2.7] weren't sent. kim@hotmail.com block list (S3150)";
  const asked: unknown[] = [];
  const events: Pick<EventStore, "outcomes" | "bouncesAt"> = {
    outcomes: async () => [...steady("gmail.com", 100, 1), ...course("hotmail.com", ...QUIET, [100, 12])],
    bouncesAt: async (...question) => {
      asked.push(question.slice(0, 2));
      return [bounce(1, "smtp; 550 5.1.1 no such user"), bounce(2, blocked), bounce(3, blocked)];
    },
  };
  const [refusing, ...more] = await refusingIn(events as EventStore, NOW);
  expect(more).toEqual([]);
  expect(asked).toEqual([[["hotmail.com"], new Date("2026-11-21T00:00:00Z")]]);
  expect(refusing?.reasons.map(({ reason, count }) => `${reason} ${count}`)).toEqual(["blocked 2", "userunknown 1"]);
  expect(JSON.stringify(refusing)).not.toMatch(/kim@|192\.0\.2\.7/);
});
