import type { DnsRecordToPublish } from "../diagnosis/finding.ts";

/** More than this of one line that is to be copied is never shown. */
export const LONGEST_LINE = 1_000;

/** As in a zone file; the text of a TXT record stands in quotes there. */
export function recordLine({ type, name, value }: DnsRecordToPublish): string {
  return `${name} ${type} ${type === "TXT" ? `"${value.replace(/["\\]/g, "\\$&")}"` : value}`;
}
