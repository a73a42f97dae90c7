import { firstAddress } from "./address.ts";
import { field, type HeaderFields, readHeaderFields } from "./header-fields.ts";

/** The fields of one recipient in a delivery status notification (RFC 3464 §2.3), values as given. */
export type RecipientStatus = {
  recipient: string | null;
  action: string | null;
  status: string | null;
  diagnosticType: string | null;
  diagnostic: string | null;
  remoteMta: string | null;
};

export type DeliveryStatus = { reportingMta: string | null; recipients: readonly RecipientStatus[] };

const MAX_RECIPIENTS = 200;

/** Reads the body of a message/delivery-status part, or the same fields standing in plain text. */
export function readDeliveryStatus(text: string): DeliveryStatus {
  const blocks: HeaderFields[] = [];
  let at = 0;
  while (at < text.length && blocks.length < MAX_RECIPIENTS) {
    const { fields, bodyAt } = readHeaderFields(text, at);
    if (fields.length > 0) blocks.push(fields);
    if (bodyAt > at) {
      at = bodyAt;
    } else {
      // A line that is no field (a note between the blocks): go on behind it.
      const newline = text.indexOf("\n", at);
      at = newline === -1 ? text.length : newline + 1;
    }
  }
  const merged = mergeSplitBlocks(blocks);
  const reporting = merged.map((block) => field(block, "reporting-mta")).find((value) => value !== null);
  const recipients = merged
    .filter(
      (block) =>
        field(block, "final-recipient") ?? field(block, "original-recipient") ?? field(block, "diagnostic-code"),
    )
    .map(recipientStatus);
  return { reportingMta: hostOf(reporting ?? null), recipients };
}

/** Some reporters put an empty line between the fields of one recipient. */
function mergeSplitBlocks(blocks: readonly HeaderFields[]): readonly HeaderFields[] {
  const merged: HeaderFields[] = [];
  for (const block of blocks) {
    const before = merged.at(-1);
    const starts = field(block, "final-recipient") ?? field(block, "original-recipient");
    if (
      before &&
      starts === null &&
      field(before, "final-recipient") !== null &&
      field(block, "reporting-mta") === null
    ) {
      merged[merged.length - 1] = [...before, ...block];
    } else {
      merged.push(block);
    }
  }
  return merged;
}

function recipientStatus(fields: HeaderFields): RecipientStatus {
  const diagnostic = field(fields, "diagnostic-code");
  const typed = /^\s{0,8}([A-Za-z][\w-]{0,30})\s{0,4};/.exec(diagnostic ?? "");
  return {
    recipient: recipientIn(field(fields, "final-recipient")) ?? recipientIn(field(fields, "original-recipient")),
    action:
      field(fields, "action")
        ?.toLowerCase()
        .match(/[a-z]+/)?.[0] ?? null,
    status: field(fields, "status")?.match(/[245]\.\d{1,3}\.\d{1,3}/)?.[0] ?? null,
    diagnosticType: typed?.[1]?.toLowerCase() ?? null,
    diagnostic: diagnostic === null ? null : diagnostic.slice(typed?.[0].length ?? 0).trim(),
    remoteMta: hostOf(field(fields, "remote-mta")),
  };
}

function recipientIn(value: string | null): string | null {
  if (value === null) return null;
  const address = value.slice(value.indexOf(";") + 1).trim();
  return (
    firstAddress(address) ??
    (address.length > 0 && address.length < 255 && !address.includes(" ") ? address.replace(/^<|>$/g, "") : null)
  );
}

function hostOf(value: string | null): string | null {
  const host =
    value
      ?.slice(value.indexOf(";") + 1)
      .trim()
      .replace(/^[<[(]{1,3}/, "")
      .split(/[\s(>\])]/)[0] ?? "";
  return host.length > 1 && host.length < 255 ? host.replace(/\.$/, "").toLowerCase() : null;
}
