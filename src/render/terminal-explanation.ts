import type { Beside } from "../bounces/beside.ts";
import type { ExplanationItem, ItemDetail } from "../bounces/explanation.ts";
import { messageToSend } from "../bounces/message-to-send.ts";
import type { ExplainedInput } from "../commands/answer.ts";
import {
  brokenChain,
  domainWords,
  factsOf,
  headline,
  MOST_ITEMS,
  NOT_A_BOUNCE,
  RETRY_WORDS,
  signatureWords,
  suppressedWords,
} from "./explanation-words.ts";
import { inert } from "./inert.ts";
import type { Paint } from "./paint.ts";
import { reportLines } from "./terminal-report.ts";
import { WHO_WORDS } from "./who-words.ts";
import { COLUMNS, indent, wrapped } from "./wrapped.ts";

/** An explanation: per recipient the hop where it broke, what it means, who must do what, and the evidence. */
export function explanationLines(
  { source, explanation, details, why }: ExplainedInput,
  paint: Paint,
): readonly string[] {
  const head = source === null ? [] : [paint("strong", inert(source, 200))];
  if (explanation.kind === "not-a-bounce") {
    return [...head, ...wrapped(NOT_A_BOUNCE, COLUMNS)];
  }
  const shown = explanation.items.slice(0, MOST_ITEMS);
  const left = explanation.items.length - shown.length;
  return [
    ...head,
    ...shown.flatMap((item, index) => [...(index > 0 ? [""] : []), ...itemLines(item, details[index], why, paint)]),
    ...(left > 0 ? ["", `… and ${left} more; --json has them all.`] : []),
  ];
}

function itemLines(
  item: ExplanationItem,
  detail: ItemDetail | undefined,
  why: boolean,
  paint: Paint,
): readonly string[] {
  const { where, what, good } = headline(item);
  const mark = good ? paint("ok", "✓") : paint("failure", "✗");
  const copy = detail ? messageToSend(item, detail) : null;
  return [
    `${mark} ${paint("strong", where)}: ${what}`,
    ...(item.recipient ? indent(wrapped(item.recipient, COLUMNS - 2), 2) : []),
    ...indent(wrapped(item.meaning, COLUMNS - 2), 2),
    ...indent(wrapped(`→ ${WHO_WORDS[item.who]}: ${item.fix.text}`, COLUMNS - 2), 2),
    `  ${paint("faint", RETRY_WORDS[item.retry])}`,
    "",
    `  ${chain(item, paint)}`,
    "",
    ...facts(item),
    ...(detail?.sesMessageId ? indent(wrapped(`SES message id  ${detail.sesMessageId}`, COLUMNS - 2), 2) : []),
    ...(copy
      ? ["", "  To send on:", ...copy.split("\n").flatMap((line) => indent(wrapped(line, COLUMNS - 4), 4))]
      : []),
    ...(why ? ["", "  Rules tried:", ...tried(detail)] : []),
  ];
}

function chain(item: ExplanationItem, paint: Paint): string {
  const words = brokenChain(item).map(({ name, state }) => {
    if (state === "broke") return paint("failure", `✗ ${name}`);
    return state === "passed" ? `${paint("ok", "✓")} ${name}` : paint("faint", name);
  });
  return words.join(" → ");
}

function facts(item: ExplanationItem): readonly string[] {
  return factsOf(item).flatMap(([name, value]) => {
    const [first = "", ...rest] = wrapped(value, COLUMNS - 12);
    return [`  ${name.padEnd(8)}  ${first}`, ...indent(rest, 12)];
  });
}

function tried(detail: ItemDetail | undefined): readonly string[] {
  return (detail?.tried ?? []).flatMap(({ rule, matched }) =>
    indent(wrapped(`${matched ? "✓" : "·"} ${rule}`, COLUMNS - 4), 4),
  );
}

/** What DNS, SES and `check` say beside the explanation. */
export function besideLines({ recipients, authentication, signatures }: Beside, paint: Paint): readonly string[] {
  const signed = signatures.flatMap((each) => indent(wrapped(signatureWords(each), COLUMNS - 2), 2));
  const about = recipients.flatMap((recipient) => [
    ...indent(wrapped(domainWords(recipient), COLUMNS - 2), 2),
    ...recipient.suppressed.flatMap((entry) =>
      indent(wrapped(suppressedWords(recipient.address, entry), COLUMNS - 2), 2),
    ),
  ]);
  const lines = [...about, ...signed];
  const looked = lines.length > 0 ? ["", paint("strong", "Looked up now"), ...lines] : [];
  return [...looked, ...(authentication ? ["", ...reportLines(authentication, paint)] : [])];
}
