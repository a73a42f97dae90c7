import type { Count, NewSuppressionsBody, NewSuppressionsFileBody } from "../alerts/new-suppressions.ts";
import { minute } from "./alert-wording.ts";
import { csvLine } from "./csv.ts";
import { bold, buttons, code, ICONS, plain, richText, section } from "./slack-elements.ts";
import type { RichTextElement } from "./slack-message.ts";
import { fitting } from "./slack-pack.ts";
import { said } from "./slack-text.ts";
import { type Told, Untellable } from "./told.ts";

/** What is new on the suppression lists: how many, what they have in common, the first of them. */
export function tellNewSuppressions(given: unknown): Told {
  const body = bodyIn(given);
  const { total, removed, reasons, regions, domains, moreDomains, first, offer } = body;
  const title = `${total} ${total === 1 ? "address is" : "addresses are"} new on the suppression list`;
  const common = commonWords(body);
  const lines: readonly (readonly RichTextElement[])[] = [
    [ICONS.warning, plain(" "), bold(title), plain(` (${counts(regions)})`)],
    [plain(`SES drops mail to ${total === 1 ? "it" : "them"} after the message id, without a bounce to the sender.`)],
    [bold("Reasons: "), plain(counts(reasons))],
    [bold("Recipient domains: "), plain(`${counts(domains)}${moreDomains > 0 ? ` and ${moreDomains} more` : ""}`, 900)],
    ...(common === "" ? [] : [[bold("In common: "), plain(common, 600)]]),
    ...(removed > 0 ? [[plain(`${removed} ${removed === 1 ? "was" : "were"} taken off, not by maildiag.`)]] : []),
  ];
  const addresses = first.map(({ address, reason, region, lastUpdate }) =>
    section([code(address, 320), plain(`  ${reason} · ${region} · ${minute(lastUpdate)}`, 120)]),
  );
  const kept = fitting(addresses, 8_000);
  const left = total - kept.length;
  return {
    message: {
      text: said(`${title}: ${counts(reasons)}${common === "" ? "" : `. ${common}`}`),
      blocks: [
        richText(
          section(...lines),
          ...kept,
          ...(left > 0 ? [section([plain(`And ${left} more, in the file in the thread.`)])] : []),
          section([
            bold("You: "),
            plain("Find out why before you take one off: "),
            code("/maildiag trace ADDRESS"),
            plain(" tells what happened. Leave an address that does not exist where it is."),
          ]),
        ),
        ...(offer === null ? [] : [buttons(offer, "request_removal")]),
      ],
    },
  };
}

/** All of them as CSV. */
export function tellNewSuppressionsFile(given: unknown): Told {
  const { at, rows, more } = fileBodyIn(given);
  const lines = rows.map(({ region, address, reason, lastUpdate, kind }) =>
    csvLine([region, address, reason, lastUpdate, kind]),
  );
  const filename = `new-suppressions-${at.slice(0, 16).replace(/[^0-9T-]/g, "")}.csv`;
  const rest = more > 0 ? ` ${more} more do not fit; maildiag suppressions list has them all.` : "";
  return {
    file: {
      filename,
      title: filename,
      content: `${csvLine(["region", "address", "reason", "lastUpdate", "change"])}${lines.join("")}`,
      text: said(`All ${rows.length + more} addresses.${rest}`),
    },
  };
}

function commonWords({ common, total }: NewSuppressionsBody): string {
  const share = (count: number) => (count === total ? "all" : `${count} of ${total}`);
  const { domain, reason, hour } = common;
  return [
    domain && `${share(domain.count)} are at ${domain.name}`,
    reason && `${share(reason.count)} for ${reason.name}`,
    hour && `${share(hour.count)} were written between ${minute(hour.from)} and ${minute(hour.to)}`,
  ]
    .filter((it) => it !== null)
    .join("; ");
}

function counts(all: readonly Count[]): string {
  return all.map(({ name, count }) => `${count} ${name}`).join(", ");
}

function bodyIn(body: unknown): NewSuppressionsBody {
  const { total, reasons, regions, domains, first, common } = fieldsOf(body);
  const areRight = [reasons, regions, domains].every(areCounts) && areRows(first);
  if (typeof total !== "number" || !areRight || typeof common !== "object" || common === null) throw unreadable();
  return body as NewSuppressionsBody;
}

function fileBodyIn(body: unknown): NewSuppressionsFileBody {
  const { at, rows, more } = fieldsOf(body);
  if (typeof at !== "string" || !areRows(rows) || typeof more !== "number") throw unreadable();
  return body as NewSuppressionsFileBody;
}

function areCounts(value: unknown): boolean {
  return Array.isArray(value) && value.every((it) => typeof fieldsOf(it).name === "string");
}

function areRows(value: unknown): boolean {
  const names = ["region", "address", "reason", "lastUpdate", "kind"];
  return Array.isArray(value) && value.every((it) => names.every((name) => typeof fieldsOf(it)[name] === "string"));
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

function unreadable(): Untellable {
  return new Untellable("unreadable_body");
}
