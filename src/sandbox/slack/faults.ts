/**
 * The first fault that fits a call decides. `drop` closes the connection before anything is done, `dropAfter` when it is
 * done and only the answer is lost; `timeout` never answers; `answerAfterMs` lies between what is done and its answer.
 */
export type SlackFault = {
  /** `chat.postMessage`, or `response_url`, `upload`, `download`; `*` fits all. */
  method: string;
  channel?: string;
  /** Fits only messages with a block of this type. */
  block?: string;
  then:
    | `error:${string}`
    | "http500"
    | "drop"
    | "dropAfter"
    | "timeout"
    | "ratelimit"
    | { delayMs: number }
    | { answerAfterMs: number };
  /** How often it strikes; always, where absent. */
  times?: number;
};

export type Faults = {
  /** Strikes from now on, before older faults; the answer takes it away again. */
  add(fault: SlackFault): () => void;
  /** `blocks` is JSON. */
  strike(method: string, channel: string, blocks: string): SlackFault["then"] | undefined;
};

export function faultsFrom(initial: readonly SlackFault[]): Faults {
  const armed = initial.map((fault) => ({ fault, left: fault.times ?? Number.POSITIVE_INFINITY }));
  return {
    add(fault) {
      const entry = { fault, left: fault.times ?? Number.POSITIVE_INFINITY };
      armed.unshift(entry);
      return () => {
        entry.left = 0;
      };
    },
    strike(method, channel, blocks) {
      const hit = armed.find(
        ({ fault, left }) =>
          left > 0 &&
          (fault.method === method || fault.method === "*") &&
          (fault.channel === undefined || fault.channel === channel) &&
          (fault.block === undefined || blocks.includes(`"type":"${fault.block}"`)),
      );
      if (hit) hit.left -= 1;
      return hit?.fault.then;
    },
  };
}
