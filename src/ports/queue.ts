/** A message that stays in the queue, hidden from others for a while, until it is deleted. */
export type QueueMessage = {
  /** What it is deleted by; another each time that it is received. */
  receipt: string;
  body: string;
};

/** A queue that delivers at least once, in any order. Throws PortTrouble; `limit` where `signal` stopped it. */
export type Queue = {
  /** The AWS region that it stands in. */
  region: string;
  /** At most ten; waits some seconds for the first, and gives none where none came. */
  receive(signal: AbortSignal): Promise<readonly QueueMessage[]>;
  /** Any number. What could not be deleted comes again. */
  remove(receipts: readonly string[], signal: AbortSignal): Promise<void>;
};
