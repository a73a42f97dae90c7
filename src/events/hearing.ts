import { troubleWords } from "../diagnosis/trouble-words.ts";
import { StoreTrouble } from "../ports/store.ts";
import { PortTrouble } from "../ports/trouble.ts";
import type { IngestionDeps } from "./ingestion.ts";

/** How taking events off the queue fares in a process that does so all the time. */
export type Hearing = {
  /** What goes wrong now, in one line, not yet escaped; null where nothing does. */
  trouble: () => string | null;
  /** Where it went wrong the last time. */
  place: () => "queue" | "store";
};

type Heard = Required<Pick<IngestionDeps, "onTrouble" | "onStored" | "onIdle">>;

/** The ingestion tells `heard` how it goes. */
export function createHearing(): Hearing & { heard: Heard } {
  let trouble: string | null = null;
  let place: "queue" | "store" = "queue";
  const well = () => {
    trouble = null;
  };
  return {
    trouble: () => trouble,
    place: () => place,
    heard: {
      onTrouble: (error) => {
        trouble = wordsOf(error);
        place = error instanceof StoreTrouble ? "store" : "queue";
      },
      onStored: well,
      onIdle: well,
    },
  };
}

function wordsOf(error: unknown): string {
  if (error instanceof StoreTrouble) return `The store cannot be used: ${error.message}`;
  const what = "The queue of events could not be read";
  return error instanceof PortTrouble ? `${what} (${troubleWords(error, "sqs:ReceiveMessage")})` : what;
}
