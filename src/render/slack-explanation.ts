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
import { bold, buttons, code, copyable, ICONS, person, plain, richText, section, worded } from "./slack-elements.ts";
import type { RichTextElement, RichTextPart, SlackMessage } from "./slack-message.ts";
import { offerUnits } from "./slack-offer.ts";
import { fitting, messagesOf, type Unit } from "./slack-pack.ts";
import { sentence } from "./slack-text.ts";
import { WHO_WORDS } from "./who-words.ts";

/** Who asked for it, where all can read it, and the id under which the From domain's check is kept. */
export type ExplanationFoot = { askedBy: string | null; checkId: string | null };

/** One answer: per recipient the break, who must do what, the chain, the evidence, and a text to send on. */
export function slackExplanation(
  { source, explanation, details, why }: ExplainedInput,
  foot: ExplanationFoot = { askedBy: null, checkId: null },
): readonly SlackMessage[] {
  const about = source ?? "Explanation";
  if (explanation.kind === "not-a-bounce") {
    return messagesOf(about, [
      { heading: null, blocks: [richText(section([plain(NOT_A_BOUNCE)]))], aloud: NOT_A_BOUNCE },
      ...footOf(foot),
    ]);
  }
  const shown = explanation.items.slice(0, MOST_ITEMS);
  const left = explanation.items.length - shown.length;
  const units = shown.map((item, index) => unitOf(item, details[index], why));
  const more = `… and ${left} more recipients.`;
  return messagesOf(about, [
    ...units,
    ...(left > 0 ? [{ heading: null, blocks: [richText(section([plain(more)]))], aloud: more }] : []),
    ...footOf(foot),
  ]);
}

function footOf({ askedBy, checkId }: ExplanationFoot): readonly Unit[] {
  const blocks = [
    ...(askedBy ? [richText(section([plain("asked by "), person(askedBy)]))] : []),
    ...(checkId ? [buttons(checkId, "check_domain")] : []),
  ];
  return blocks.length > 0 ? [{ heading: null, blocks, aloud: "" }] : [];
}

function unitOf(item: ExplanationItem, detail: ItemDetail | undefined, why: boolean): Unit {
  const { where, what, good } = headline(item);
  const copy = detail ? messageToSend(item, detail) : null;
  const parts: readonly RichTextPart[] = [
    section(
      [good ? ICONS.ok : ICONS.failure, plain(" "), bold(where), plain(`: ${what}`)],
      ...(item.recipient ? [[code(item.recipient, 320)]] : []),
      [plain(item.meaning)],
      [
        bold(`${WHO_WORDS[item.who]}:`),
        plain(" "),
        ...worded(sentence(item.fix.text)),
        plain(` (${RETRY_WORDS[item.retry]})`),
      ],
    ),
    section(chainLine(item)),
    section(...factsOf(item).map(([name, value]) => [plain(`${name}  `), code(value)])),
    ...(detail?.sesMessageId ? [section([plain("SES message id  "), code(detail.sesMessageId, 200)])] : []),
    ...(copy ? [section([bold("To send on")]), ...copyable(copy.split("\n"))] : []),
    ...(why ? [section([bold("Rules tried")]), ...copyable(rulesTried(detail))] : []),
  ];
  return { heading: null, blocks: [richText(...fitting(parts))], aloud: `${where}: ${what}. ${item.meaning}` };
}

function chainLine(item: ExplanationItem): readonly RichTextElement[] {
  return brokenChain(item).flatMap(({ name, state }, index) => {
    const arrow = index > 0 ? [plain(" → ")] : [];
    if (state === "broke") return [...arrow, ICONS.failure, plain(" "), bold(name)];
    return [...arrow, ...(state === "passed" ? [ICONS.ok, plain(" ")] : []), plain(name)];
  });
}

function rulesTried(detail: ItemDetail | undefined): readonly string[] {
  return (detail?.tried ?? []).slice(0, 40).map(({ rule, matched }) => `${matched ? "✓" : "·"} ${rule}`);
}

/**
 * What DNS and SES say of the recipients now; nothing where there was nothing to look up.
 * @param offer what its `Request removal` button asks for
 */
export function slackBeside({ recipients, signatures }: Beside, offer: string | null = null): readonly SlackMessage[] {
  const signed = signatures.map((each) => {
    const line = signatureWords(each);
    return { heading: null, blocks: [richText(section([plain(line, 600)]))], aloud: line };
  });
  const about = recipients.map((recipient) => {
    const lines = [
      domainWords(recipient),
      ...recipient.suppressed.map((entry) => suppressedWords(recipient.address, entry)),
    ];
    return {
      heading: null,
      blocks: [richText(section(...lines.slice(0, 20).map((line) => [plain(line, 300)])))],
      aloud: lines[0] ?? "",
    };
  });
  const units = [...about, ...signed];
  return units.length > 0 ? messagesOf("Looked up now", [...units, ...offerUnits(offer)]) : [];
}
