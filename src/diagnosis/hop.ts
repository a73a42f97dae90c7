/** The stages that every message passes, in this order. */
export const HOPS = ["relay", "submission", "processing", "authentication", "gateway", "mailbox"] as const;

export type Hop = (typeof HOPS)[number];
