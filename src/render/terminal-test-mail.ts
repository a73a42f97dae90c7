import type { TestMailAnswer, TestMailNotAsked } from "../commands/answer.ts";
import { shellWord } from "../diagnosis/shell-word.ts";
import { inert } from "./inert.ts";
import type { Paint } from "./paint.ts";
import { testMailNotAsked } from "./test-mail-words.ts";
import { timeWords } from "./trace-words.ts";
import { COLUMNS, indent, wrapped } from "./wrapped.ts";

/** What was asked for, and what the mail would say; or why nothing was. */
export function testMailLines(answer: TestMailAnswer, paint: Paint): readonly string[] {
  if (answer.came !== "asked") return notAskedLines(answer, paint);
  const { to, from, region, channel, note, subject, text } = answer.mail;
  const head = `Asked for a test mail to ${inert(to)} from ${inert(from)} in ${region}. It is decided in the channel ${inert(channel)}; the running bot posts it there.`;
  const says = [`Subject: ${subject}`, ...text.split("\n").filter((line) => line !== "")];
  return [
    ...wrapped(head, COLUMNS).map((line) => paint("strong", line)),
    ...(note === null ? [] : wrapped(`${inert(note)}.`, COLUMNS)),
    ...says.flatMap((line) => indent(wrapped(inert(line), COLUMNS - 2), 2)),
  ];
}

function notAskedLines(answer: TestMailNotAsked, paint: Paint): readonly string[] {
  const request = (address: string, region: string) =>
    `maildiag suppressions request ${shellWord(address)} --region ${shellWord(region)}`;
  const { happened, next } = testMailNotAsked(answer, request);
  const by = answer.came === "open" ? ` by ${answer.by} at ${timeWords(answer.at)}.` : "";
  return [
    ...wrapped(inert(`${happened}${by}`), COLUMNS).map((line) => paint("strong", line)),
    ...next.flatMap((line) => wrapped(inert(line), COLUMNS)),
  ];
}

/** `maildiag/test-mail@1`: where nothing was asked for `id` is null, and `open` or `suppressed` says why. */
export function testMailDocument(answer: TestMailAnswer) {
  const schema = "maildiag/test-mail@1";
  if (answer.came === "asked") {
    const { id, to, from, region, channel, subject, text, note } = answer.mail;
    return { schema, id, to, from, region, channel, subject, text, note, open: null, suppressed: null };
  }
  const { to, from, region, channel } = answer.wish;
  const nothing = { schema, id: null, to, from, region, channel, subject: null, text: null, note: null };
  if (answer.came === "open")
    return { ...nothing, open: { by: answer.by, at: answer.at.toISOString() }, suppressed: null };
  const { address, entry, acts } = answer.listed;
  const suppressed = { address, reason: entry.reason, since: entry.since.toISOString(), acts };
  return { ...nothing, open: null, suppressed };
}
