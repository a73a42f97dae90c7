import type { SesRegion } from "../world.ts";

type Suppressed = NonNullable<SesRegion["suppressed"]>[number];

/** Nobody's mailboxes. */
const RECIPIENTS = ["harbor.example", "marina.example", "sail.example", "regatta.example"] as const;
const GUESTS = ["ana", "ben", "carla", "dev", "ed", "fay", "gus", "hana", "ivo", "jo", "kim", "leo", "mia"] as const;

/** Guests of that name and number, one every few minutes. */
function bounced(from: string, count: number, minutesApart: number, seed: number): readonly Suppressed[] {
  return Array.from({ length: count }, (_, n) => {
    const guest = GUESTS[(n * 5 + seed) % GUESTS.length];
    const recipient = RECIPIENTS[(n * 3 + seed) % RECIPIENTS.length];
    return {
      EmailAddress: `${guest}${seed + n}@${recipient}`,
      Reason: (n + seed) % 17 === 3 ? ("COMPLAINT" as const) : ("BOUNCE" as const),
      LastUpdateTime: new Date(Date.parse(from) + n * minutesApart * 60_000).toISOString(),
    };
  });
}

/**
 * A trickle, and the campaign of April 18 that went to an old list of guests. Both regions sent it; each keeps a list
 * of its own.
 */
export const JADA_SUPPRESSED: { readonly [region: string]: readonly Suppressed[] } = {
  "us-east-1": [
    ...bounced("2026-03-30T15:10:00Z", 6, 3 * 24 * 60, 100),
    ...bounced("2026-04-18T17:05:00Z", 38, 2, 200),
    ...bounced("2026-06-02T16:00:00Z", 5, 19 * 24 * 60, 300),
    {
      EmailAddress: "kevin@steigerwald-dougherty.com",
      Reason: "BOUNCE",
      LastUpdateTime: "2026-11-18T16:04:41Z",
      MessageId: "0100019aa1c0de01-5b0c8f5e-0001-4a51-9c0e-000000000001-000000",
      FeedbackId: "0100019aa1c0deff-f0000000-0001-4a51-9c0e-000000000001-000000",
    },
  ],
  "us-west-2": [
    ...bounced("2026-04-03T15:40:00Z", 4, 4 * 24 * 60, 400),
    ...bounced("2026-04-18T17:20:00Z", 61, 1, 200),
    { EmailAddress: "crew@gmail.com", Reason: "BOUNCE", LastUpdateTime: "2026-04-18T18:31:00Z" },
  ],
};
