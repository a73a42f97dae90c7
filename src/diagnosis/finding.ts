/** `unknown` could not be determined: never shown as good, never as bad. */
export type Severity = "ok" | "note" | "warning" | "failure" | "unknown";

/** Worst first: a failure stands above a warning, a warning above what could not be determined. */
export const SEVERITIES_WORST_FIRST = ["failure", "warning", "unknown", "note", "ok"] as const satisfies Severity[];

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

export type FindingData = { readonly [key: string]: Json };

/** A fact with a stable code. Severity and words come from the catalogue of the check that found it, never from here. */
export type Finding<Code extends string = string> = { code: Code; subject: string; data: FindingData };

/** Who must act, the same words as in explanations. */
export type Who = "you" | "recipient" | "recipient-admin" | "provider" | "aws" | "nobody";

export type DnsRecordToPublish = { type: string; name: string; value: string };

/** What to do: a sentence, who does it, the exact records to publish or remove, and AWS CLI commands that exist. */
export type Fix = { text: string; who: Who; records: readonly DnsRecordToPublish[]; commands: readonly string[] };

/** The words of one code. `why` and `fix` are for people; text from outside inside them is escaped by the renderers. */
export type CatalogueEntry = {
  severity: Severity;
  title: (finding: Finding) => string;
  why: (finding: Finding) => string;
  /** Every failure and every warning has one. */
  fix?: (finding: Finding) => Fix;
};

export type Catalogue<Code extends string = string> = { readonly [C in Code]: CatalogueEntry };
