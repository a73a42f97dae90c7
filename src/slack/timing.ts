import { setTimeout as after } from "node:timers/promises";

/** Every interval of the bot, in milliseconds but where it says otherwise. */
export type Timing = {
  /** One call of the Web API. */
  callMs: number;
  /** Before each further try of a call that failed in passing. */
  retryMs: readonly number[];
  /** A second of Slack's Retry-After. */
  secondMs: number;
  /** At the earliest after the last edit of the same message: every two or three seconds. */
  editEveryMs: number;
  /** Over all messages: chat.update is Tier 3, "50+ per minute". https://docs.slack.dev/apis/web-api/rate-limits */
  editsPerMinute: number;
  /** How many of them may come at once. */
  editBurst: number;
  /** The store is waited for so long before a report is posted without it. */
  storeMs: number;
  /** What is known of people and user groups is asked again after that. */
  peopleMs: number;
  /** The same click of the same person within it is one click. */
  clickMs: number;
  /** From one sign of life to the next; open reports of dead instances are then looked for, too. */
  beatMs: number;
  /** So often, a beat apart, a report that reached nobody is told again. */
  mostTellings: number;
  /** An instance that gave no sign of life for so long is dead. */
  deadAfterMs: number;
  /** On the way down, for what is under way; then for telling that it was interrupted. */
  drainMs: number;
  lastWordsMs: number;
  /** From asking for a socket to its hello. */
  helloMs: number;
  /** Pongs are missed after that. */
  pongMs: number;
  /** Before a socket is opened anew after it could not be, at first and at most. */
  reconnectMs: number;
  reconnectMostMs: number;
  /** The outbox is looked at so often, for what others put in. */
  outboxMs: number;
  /** From one message to the next of the same channel. */
  outboxPaceMs: number;
  /** Who took what is to be said may take so long over it; then it is somebody else's. */
  outboxHoldMs: number;
  /** Before what failed in passing is tried again: at first, doubled each time, and at most. */
  outboxAgainMs: number;
  outboxAgainMostMs: number;
  /** Before what was refused for good is tried again. */
  outboxRefusedMs: number;
};

export const TIMING: Timing = {
  callMs: 10_000,
  retryMs: [500, 1_000, 2_000, 4_000],
  secondMs: 1_000,
  editEveryMs: 2_500,
  editsPerMinute: 50,
  editBurst: 15,
  storeMs: 300,
  peopleMs: 60_000,
  clickMs: 3_000,
  beatMs: 10_000,
  mostTellings: 360,
  // With a beat, and the round that finds it, within the minute in which a report is taken over.
  deadAfterMs: 30_000,
  drainMs: 7_500,
  lastWordsMs: 1_500,
  helloMs: 10_000,
  pongMs: 10_000,
  reconnectMs: 500,
  reconnectMostMs: 30_000,
  outboxMs: 1_000,
  // https://docs.slack.dev/apis/web-api/rate-limits: about one a second and channel
  outboxPaceMs: 1_000,
  // A look back, a post, and one without layout, each as long as a call may take.
  outboxHoldMs: 45_000,
  outboxAgainMs: 1_000,
  outboxAgainMostMs: 60_000,
  outboxRefusedMs: 3_600_000,
};

/** Ends early, without a word, where the signal is aborted. */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  await after(ms, undefined, signal && { signal }).catch(() => undefined);
}
