import { jsonDocuments } from "../events/json-documents.ts";
import type { ReadMessage } from "../events/read-message.ts";
import type { DeadLetter, EventStore, StoredEvent } from "../ports/event-store.ts";
import { type Inputs, UnreadableInput } from "../ports/inputs.ts";
import type { ImportedFile } from "./answer.ts";
import { type Command, UsageMistake } from "./command.ts";

/** Events of one transaction: large enough that the disk is not the limit, small enough for memory. */
const BATCH = 1_000;
const MOST_REASONS = 20;

export const events: Command = {
  name: "events",
  usage: "events import FILE…",
  summary: "Load what SES published before: JSON lines, arrays, gzip",
  details: [
    "Each file holds SES events, a JSON document a line, in an array, or one behind another as Firehose writes them, in any envelope (SNS, EventBridge, Lambda), plain or gzipped. - is standard input.",
    "What is known already is not stored twice, so a file may be loaded again. What is no event is kept as a dead letter and counted with its reason.",
  ],
  where: "terminal",
  options: {},
  run: async ({ positionals }, { deps, inputs, openStore }) => {
    const [what, ...files] = positionals;
    if (what?.toLowerCase() !== "import") throw new UsageMistake("events can only import files.", events);
    if (files.length === 0 || !inputs) throw new UsageMistake("Which files? One or more with SES events.", events);
    // Looked for before anything is stored.
    const opened = await Promise.all(files.map(async (name) => ({ name, pieces: await piecesOf(name, inputs) })));
    const store = await openStore();
    try {
      const imported: ImportedFile[] = [];
      for (const { name, pieces } of opened)
        imported.push(await importFile(name, pieces, store.events, deps.now()).catch(refuse));
      return { kind: "import", files: imported };
    } finally {
      await store.close();
    }
  },
};

/** Nothing is half done: what is stored is stored, and loading the file again adds the rest. */
function refuse(error: unknown): never {
  if (error instanceof UnreadableInput) throw new UsageMistake(error.message, events);
  throw error;
}

async function piecesOf(name: string, inputs: Inputs): Promise<AsyncIterable<string>> {
  const pieces = await inputs.pieces(name).catch(refuse);
  if (pieces === null) throw new UsageMistake(`There is no file "${name}".`, events);
  return pieces;
}

/** Dead letters by their id: the same nonsense many times is one. */
function newBatch() {
  return { events: [] as StoredEvent[], deadLetters: new Map<string, DeadLetter>() };
}

async function importFile(
  name: string,
  pieces: AsyncIterable<string>,
  store: EventStore,
  now: Date,
): Promise<ImportedFile> {
  const { readMessage } = await import("../events/read-message.ts");
  const reasons = new Map<string, number>();
  let [documents, count, added] = [0, 0, 0];
  let batch = newBatch();

  async function flush(): Promise<void> {
    const full = batch;
    batch = newBatch();
    added += (await store.add({ events: full.events, deadLetters: [...full.deadLetters.values()] })).added;
  }

  let before: { document: string; read: ReadMessage } | null = null;
  try {
    for await (const document of jsonDocuments(pieces)) {
      documents += 1;
      // A file that is the same over and over costs no more than its scanning.
      const read: ReadMessage = before?.document === document ? before.read : readMessage(document, now);
      before = { document, read };
      count += read.events.length;
      batch.events.push(...read.events);
      for (const letter of read.deadLetters) {
        batch.deadLetters.set(letter.id, letter);
        reasons.set(letter.reason, (reasons.get(letter.reason) ?? 0) + 1);
      }
      if (batch.events.length + batch.deadLetters.size >= BATCH) await flush();
    }
  } catch (error) {
    // What stood before the place where the file cannot be read.
    if (error instanceof UnreadableInput) await flush();
    throw error;
  }
  await flush();
  const problems = [...reasons].map(([reason, times]) => ({ reason, count: times })).slice(0, MOST_REASONS);
  return { name, documents, events: count, added, problems };
}
