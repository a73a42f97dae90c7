import type { Beside, RecipientDomain, SuppressedIn } from "../bounces/beside.ts";
import type { ExplanationItem, ItemDetail, Retry } from "../bounces/explanation.ts";
import { messageToSend } from "../bounces/message-to-send.ts";
import type { ExplainedInput } from "../commands/answer.ts";
import { HOPS } from "../diagnosis/hop.ts";
import { inert } from "./inert.ts";
import type { Paint } from "./paint.ts";
import { reportLines } from "./terminal-report.ts";
import { WHO_WORDS } from "./who-words.ts";
import { COLUMNS, indent, wrapped } from "./wrapped.ts";

const RETRY_WORDS: { readonly [R in Retry]: string } = {
  never: "do not send it again",
  later: "sending it again later may work",
  "after-fix": "send it again once this is done",
};

/** Most recipients of one bounce are refused for the same reason; nobody reads a hundred of them. */
const MOST_ITEMS = 20;

/** An explanation: per recipient the hop where it broke, what it means, who must do what, and the evidence. */
export function explanationLines(
  { source, explanation, details, why }: ExplainedInput,
  paint: Paint,
): readonly string[] {
  const head = source === null ? [] : [paint("strong", inert(source, 200))];
  if (explanation.kind === "not-a-bounce") {
    const text =
      "This is neither a bounce, nor an SES event, nor a server's reply, nor the headers of a mail. Paste the reply itself, or save the bounce as a file with its headers (in Gmail: Show original → Download).";
    return [...head, ...wrapped(text, COLUMNS)];
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
  const good = item.reason === "delivered";
  const mark = good ? paint("ok", "✓") : paint("failure", "✗");
  const where = item.hop
    ? `${good ? "Passed" : "Broke"} at ${item.hop}`
    : "Broke at a hop that the input does not tell";
  const permanence = item.permanent === null ? "" : item.permanent ? ", permanent" : ", temporary";
  const copy = detail ? messageToSend(item, detail) : null;
  return [
    `${mark} ${paint("strong", where)}: ${item.reason}${permanence}`,
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

/** The six hops with the break marked. */
function chain({ hop, reason }: ExplanationItem, paint: Paint): string {
  const at = hop ? HOPS.indexOf(hop) : -1;
  return HOPS.map((name, index) => {
    if (index === at) return reason === "delivered" ? paint("ok", `✓ ${name}`) : paint("failure", `✗ ${name}`);
    return paint("faint", index < at ? `✓ ${name}` : name);
  }).join(" → ");
}

function facts({
  replyCode,
  enhancedCode,
  provider,
  server,
  command,
  evidence,
  rule,
}: ExplanationItem): readonly string[] {
  const rows: readonly (readonly [string, string | null])[] = [
    ["code", [replyCode, enhancedCode].filter(Boolean).join(" ") || null],
    ["server", [server.name, server.ip && `[${server.ip}]`].filter(Boolean).join(" ") || null],
    ["provider", provider],
    ["at", command],
    ["evidence", evidence],
    ["rule", rule],
  ];
  return rows.flatMap(([name, value]) => {
    if (!value) return [];
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
export function besideLines({ recipients, authentication }: Beside, paint: Paint): readonly string[] {
  const lines = recipients.flatMap((recipient) => [
    ...indent(wrapped(domainWords(recipient), COLUMNS - 2), 2),
    ...recipient.suppressed.flatMap((entry) =>
      indent(wrapped(suppressedWords(recipient.address, entry), COLUMNS - 2), 2),
    ),
  ]);
  const looked = lines.length > 0 ? ["", paint("strong", "Looked up now"), ...lines] : [];
  return [...looked, ...(authentication ? ["", ...reportLines(authentication, paint)] : [])];
}

function domainWords({ domain, state, mx, provider, trouble }: RecipientDomain): string {
  switch (state) {
    case "gone":
      return `${domain} does not exist in DNS.`;
    case "null-mx":
      return `${domain} says by a null MX that it takes no mail.`;
    case "no-mx":
      return `${domain} has no MX record.`;
    case "mx":
      return `${domain} takes mail at ${mx.join(", ")}${provider ? ` (${provider})` : ""}.`;
    case "unknown":
      return `The MX of ${domain} could not be looked up (${trouble}).`;
  }
}

function suppressedWords(address: string, { region, listed, reason, since, trouble }: SuppressedIn): string {
  if (listed === null) return `Whether ${region} suppresses it could not be looked up (${trouble}).`;
  if (!listed) return `Not on the suppression list of ${region}.`;
  return `${address} is on the suppression list of ${region} (${reason}, since ${since}): SES accepts mail to it and drops it.`;
}
