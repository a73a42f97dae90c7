/** One run of a watch that is somebody's. `slot` is the moment that it was due. */
export type ScheduledRun = { kind: string; slot: Date; hold: string };

/** Whether a sweep saw all that it looks for. */
export type Looked = "all" | "partly" | "nothing";

export type WatchTimes = {
  kind: string;
  /** All slots up to this one are done; null where none is. */
  doneSlot: Date | null;
  startedAt: Date;
  endedAt: Date | null;
  /** Of the last one that ended. */
  looked: Looked | null;
  /** Somebody is at it until then, if they live; null where nobody is. */
  heldUntil: Date | null;
};

/**
 * Who runs what, and when it ran, for any number of instances. A slot that was ended is never given out again, nor any
 * before it; one whose holder is not heard of any more is. Every call may throw StoreTrouble.
 */
export type Schedule = {
  /** Null where the slot is done, or the watch is in somebody's hands, or the slot was given up by too many. */
  claim(kind: string, given: { slot: Date; now: Date; holdMs: number }): Promise<ScheduledRun | null>;
  /** The holder is still at it. False where it is no longer theirs. */
  keep(run: ScheduledRun, until: Date): Promise<boolean>;
  /** False where it was no longer theirs. */
  end(run: ScheduledRun, ended: { at: Date; looked: Looked }): Promise<boolean>;
  /** Gives it back undone: it is due at once. */
  release(run: ScheduledRun): Promise<void>;
  /** Of each kind that was ever claimed, by name. */
  times(): Promise<readonly WatchTimes[]>;
};

/** What ends a sweep before its time; the reason of its signal. */
export class SweepCut extends Error {
  readonly why: "limit" | "stopping" | "lost";

  constructor(why: SweepCut["why"]) {
    super({ limit: "it took too long", stopping: "maildiag stops", lost: "another instance took it over" }[why]);
    this.name = "SweepCut";
    this.why = why;
  }
}
