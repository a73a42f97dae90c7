/** A message that stays in the queue, hidden from others for a while, until it is deleted. */
export type QueueMessage = {
  /** What it is deleted by; another each time that it is received. */
  receipt: string;
  body: string;
};

/** What is in a queue, about: SQS counts by sampling. */
export type QueueSize = { waiting: number; hidden: number };

/** A queue that delivers at least once, in any order. Throws PortTrouble; `limit` where `signal` stopped it. */
export type Queue = {
  /** The AWS region that it stands in. */
  region: string;
  /** At most ten; waits some seconds for the first, and gives none where none came. `sqs:ReceiveMessage` */
  receive(signal: AbortSignal): Promise<readonly QueueMessage[]>;
  /** Any number. Tells those that could not be deleted, each with SQS's code: they come again. `sqs:DeleteMessage` */
  remove(receipts: readonly string[], signal: AbortSignal): Promise<readonly { receipt: string; code: string }[]>;
  /** null where there is no such queue. `sqs:GetQueueAttributes` */
  size(signal: AbortSignal): Promise<QueueSize | null>;
  /** Looks whether messages may be received, and hides none. `sqs:ReceiveMessage` */
  tryReceive(signal: AbortSignal): Promise<void>;
  /** Looks whether messages may be deleted, and deletes none. `sqs:DeleteMessage` */
  tryRemove(signal: AbortSignal): Promise<void>;
};
