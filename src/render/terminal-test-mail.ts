import type { TestMailAnswer } from "../commands/answer.ts";
import { inert } from "./inert.ts";
import type { Paint } from "./paint.ts";
import { COLUMNS, indent, wrapped } from "./wrapped.ts";

/** What was asked for, and what the mail would say. */
export function testMailLines({ mail }: TestMailAnswer, paint: Paint): readonly string[] {
  const { to, from, region, channel, note, subject, text } = mail;
  const head = `Asked for a test mail to ${inert(to)} from ${inert(from)} in ${region}. It is decided in the channel ${inert(channel)}; the running bot posts it there.`;
  const says = [`Subject: ${subject}`, ...text.split("\n").filter((line) => line !== "")];
  return [
    ...wrapped(head, COLUMNS).map((line) => paint("strong", line)),
    ...(note === null ? [] : wrapped(`${inert(note)}.`, COLUMNS)),
    ...says.flatMap((line) => indent(wrapped(inert(line), COLUMNS - 2), 2)),
  ];
}

/** `maildiag/test-mail@1` */
export function testMailDocument({ mail }: TestMailAnswer) {
  const { id, to, from, region, channel, subject, text, note } = mail;
  return { schema: "maildiag/test-mail@1", id, to, from, region, channel, subject, text, note };
}
