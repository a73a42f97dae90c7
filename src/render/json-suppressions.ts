import type { FoundSuppression, SuppressionAnswer, SuppressionRegion, SuppressionsAnswer } from "../commands/answer.ts";
import type { ListedSuppression } from "../ports/suppressions.ts";
import type { PortTrouble } from "../ports/trouble.ts";
import { line } from "./json-line.ts";

const SCHEMA = "maildiag/suppressions@1";

/** `maildiag/suppressions@1` of a whole list, which may be larger than memory: what stands around the entries. */
export type SuppressionsFrame = {
  beginning: string;
  /** What stands before the entries of that region, the first being 0. */
  before: (region: SuppressionRegion, index: number) => string;
  entry: (entry: ListedSuppression, index: number) => string;
  /** Behind the entries of a region. */
  behind: string;
  end: string;
};

export function suppressionsFrame({ trouble }: Pick<SuppressionsAnswer, "trouble">): SuppressionsFrame {
  return {
    beginning: `{"schema":"${SCHEMA}",${trouble === null ? "" : `${line({ trouble }).slice(1, -1)},`}"regions":[`,
    before: (region, index) => `${index > 0 ? "," : ""}${line(regionDocument(region)).slice(0, -1)},"entries":[`,
    entry: ({ address, reason, lastUpdate }, index) => {
      const document = { address, reason, lastUpdate: lastUpdate.toISOString(), messageId: null };
      return `${index > 0 ? "," : ""}${line(document)}`;
    },
    behind: "]}",
    end: "]}",
  };
}

function regionDocument({ region, suppressedReasons, total, refreshedAt, reconciledAt, trouble }: SuppressionRegion) {
  return {
    region,
    suppressedReasons,
    total,
    asOf: refreshedAt?.toISOString() ?? null,
    comparedAt: reconciledAt?.toISOString() ?? null,
    ...(trouble && { trouble: troubleDocument(trouble) }),
  };
}

function troubleDocument({ reason, details }: PortTrouble) {
  return { reason, permission: details.permission ?? null, detail: details.detail ?? null };
}

/** `maildiag/suppressions@1` about one address. */
export function suppressionDocument({ address, recipient, regions, trouble }: SuppressionAnswer) {
  return {
    schema: SCHEMA,
    address,
    regions: regions.map(foundDocument),
    recipient,
    ...(trouble !== null && { trouble }),
  };
}

function foundDocument(found: FoundSuppression) {
  const { region, suppressedReasons, total, listed, entry, acts, behind, cause, trouble } = found;
  const told = entry && {
    address: entry.address,
    reason: entry.reason,
    lastUpdate: entry.since.toISOString(),
    messageId: entry.messageId,
    feedbackId: entry.feedbackId,
    acts,
    bounce: behind && { at: behind.at.toISOString(), messageId: behind.messageId, ...behind.item },
    cause,
  };
  return {
    region,
    suppressedReasons,
    total,
    listed,
    entries: told ? [told] : [],
    ...(trouble && { trouble: troubleDocument(trouble) }),
  };
}
