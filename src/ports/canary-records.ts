/**
 * How a canary fared in one region: `whole` every mail came to its end and was seen · `broken` events of it are missing ·
 * `refused` SES did not take all of it · `unknown` it could not be sent, or nobody could have seen it.
 */
export type CanaryRecord = {
  region: string;
  /** When it was begun. */
  at: Date;
  /** Mails that SES took. */
  sent: number;
  outcome: "whole" | "broken" | "refused" | "unknown";
  /** Such as `Complaint of complaint@`. */
  missing: readonly string[];
  /** Milliseconds until the last event was seen; null where it was not whole. */
  wholeAfterMs: number | null;
};

/** Every call may throw StoreTrouble. */
export type CanaryRecords = {
  /** What is known of that region and moment is replaced. */
  add(record: CanaryRecord): Promise<void>;
  /** The oldest first, at most `limit`: the newest of them. */
  since(from: Date, limit: number): Promise<readonly CanaryRecord[]>;
  /** Deletes the oldest from before then, at most `limit`; tells how many. */
  forget(before: Date, limit: number): Promise<number>;
};
