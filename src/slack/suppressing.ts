import { randomUUID } from "node:crypto";
import { offeredOf } from "../approvals/offer.ts";
import type { SuppressionsAnswer } from "../commands/answer.ts";
import type { Context } from "../commands/command.ts";
import { listAgain, wordsFor } from "../commands/suppressions/again.ts";
import type { ListedSuppression } from "../ports/suppressions.ts";
import { ENTRIES_A_SCREEN, SUPPRESSIONS_CSV, slackNotice, slackReading, slackSuppressions } from "../render/slack.ts";
import type { Asker } from "./asker.ts";
import type { BotParts } from "./bot-parts.ts";
import { placeOfFile, shareFile } from "./share-file.ts";
import { createTelling } from "./telling.ts";

/** Shows the suppression lists screen by screen, and hands them out as a file. */
export type Suppressing = {
  /** What a command is given while it reads whole lists: whoever waits is told how long it takes. */
  readingFor: (asker: Asker) => NonNullable<Context["onReading"]>;
  /** The first screen. Closes the answer. */
  first: (asker: Asker, answer: SuppressionsAnswer) => Promise<void>;
  /** Another screen, in the place of the one that was pressed. */
  turn: (asker: Asker, value: string, by: -1 | 1) => Promise<void>;
  csv: (asker: Asker, value: string) => Promise<void>;
};

/** Entries that are read in the time for which nobody wonders. */
const WORTH_SAYING = 3_000;
/** Nobody turns so many pages; the file has them all. */
const MOST_PAGES = 5_000;

export function createSuppressing(parts: BotParts): Suppressing {
  const { context, privately, records, identity, instance, offering } = parts;
  const telling = createTelling(parts);

  async function screenOf(answer: SuppressionsAnswer, id: string | null, page: number, askedBy: string | null) {
    const entries: ListedSuppression[] = [];
    const from = page * ENTRIES_A_SCREEN;
    let index = 0;
    for await (const entry of answer.entries(null)) {
      if (index++ < from) continue;
      if (entries.push(entry) === ENTRIES_A_SCREEN) break;
    }
    const offer = await offering(offeredOf(entries));
    return slackSuppressions(answer, { id, page, entries, askedBy, offer });
  }

  /** The words that ask for the same list, kept under an id for the buttons. */
  async function keep(asker: Asker, answer: SuppressionsAnswer): Promise<string | null> {
    const { channel, threadTs } = asker;
    if (!channel) return null;
    const id = `list.${randomUUID()}`;
    const at = context.deps.now();
    const command = wordsFor(answer.filter);
    const place = { channel, threadTs };
    await records.open({ id, command, team: identity.teamId, ...place, ts: null, askedBy: asker.user, instance, at });
    await records.settle(id, { state: "done", document: null, at });
    return id;
  }

  /** What was pressed, as the mirror has it now; null, and told, where nobody knows it any more. */
  async function pressed(
    asker: Asker,
    value: string,
  ): Promise<{ answer: SuppressionsAnswer; id: string; page: number } | null> {
    const [, id = "", page = ""] = /^(list\.[\w-]{1,60})\.(\d{1,4})$/.exec(value) ?? [];
    const record = id === "" ? null : await records.find(id);
    const answer = record && record.channel === asker.channel ? await listAgain(record.command, context) : null;
    if (answer) return { answer, id, page: Number(page) };
    await privately(asker, [slackNotice({ kind: "gone", what: "list" })]);
    return null;
  }

  return {
    readingFor: (asker) => {
      const told = new Set<string>();
      return ({ region, read, expected }) => {
        if ((expected ?? read) < WORTH_SAYING || told.has(region)) return;
        told.add(region);
        void privately(asker, [slackReading(region, expected)]);
      };
    },

    async first(asker, answer) {
      try {
        const id = await keep(asker, answer);
        await telling.tell(asker, [await screenOf(answer, id, 0, telling.openChannel(asker) ? asker.user : null)]);
      } finally {
        await answer.close();
      }
    },

    async turn(asker, value, by) {
      const found = await pressed(asker, value);
      if (!found) return;
      const { answer, id } = found;
      try {
        const last = Math.max(0, Math.ceil(answer.matching / ENTRIES_A_SCREEN) - 1);
        const page = Math.max(0, Math.min(found.page + by, last, MOST_PAGES));
        const message = await screenOf(answer, id, page, null);
        await privately(asker, [message], { isReplacing: telling.openChannel(asker) === null });
      } finally {
        await answer.close();
      }
    },

    async csv(asker, value) {
      const found = await pressed(asker, value);
      if (!found) return;
      const { answer } = found;
      try {
        const lines = [SUPPRESSIONS_CSV.head];
        for await (const entry of answer.entries(null)) lines.push(SUPPRESSIONS_CSV.line(entry));
        const { filename, title } = SUPPRESSIONS_CSV;
        const file = { filename, title, content: lines.join(""), text: SUPPRESSIONS_CSV.text(lines.length - 1) };
        await shareFile(parts, asker, await placeOfFile(parts, asker, telling.openChannel(asker)), file);
      } finally {
        await answer.close();
      }
    },
  };
}
