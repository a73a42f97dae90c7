import { NO_REPLY, oneLine, type Refusal } from "../refusal.ts";
import { domainOf, firstAddress } from "./address.ts";
import { allFields, field, type HeaderFields } from "./header-fields.ts";

const METHODS = ["spf", "dkim", "dmarc", "arc", "compauth"] as const;

/**
 * Results of Authentication-Results (RFC 8601), the topmost field of each method, and of Received-SPF where SPF is not
 * among them: `{ spf: "pass", dkim: "fail" }`. With several DKIM results a pass outweighs the others.
 */
export function readAuthentication(fields: HeaderFields): Readonly<Record<string, string>> {
  const results: Record<string, string> = {};
  for (const value of allFields(fields, "authentication-results").slice(0, 5)) {
    for (const match of value
      .slice(0, 4_000)
      .matchAll(/(?:^|[;\s])(spf|dkim|dmarc|arc|compauth)\s{0,4}=\s{0,4}([a-z]{2,20})/gi)) {
      const method = (match[1] ?? "").toLowerCase();
      const result = (match[2] ?? "").toLowerCase();
      if (results[method] === undefined || (method === "dkim" && result === "pass")) results[method] = result;
    }
  }
  const spf = /^\s{0,4}([a-z]{2,20})/i.exec(field(fields, "received-spf") ?? "")?.[1]?.toLowerCase();
  if (results.spf === undefined && spf) results.spf = spf;
  return Object.fromEntries(
    METHODS.flatMap((method) => (results[method] === undefined ? [] : [[method, results[method]]])),
  );
}

/** What Microsoft's filter noted: `SFV:SPM`, `SCL:5`, `CAT:PHSH` and the bulk level. */
type FilterNotes = {
  verdict: string | null;
  spamLevel: number | null;
  bulkLevel: number | null;
  category: string | null;
};

function readFilterNotes(fields: HeaderFields): FilterNotes {
  const report =
    [field(fields, "x-forefront-antispam-report"), field(fields, "x-forefront-antispam-report-untrusted")].find(
      Boolean,
    ) ?? "";
  const bulk = field(fields, "x-microsoft-antispam") ?? "";
  const number = (text: string, name: string) => {
    const found = new RegExp(`(?:^|[;\\s])${name}:\\s{0,4}(-?\\d{1,2})`, "i").exec(text.slice(0, 4_000))?.[1];
    return found === undefined ? null : Number(found);
  };
  const scl = number(report, "SCL") ?? numberOrNull(field(fields, "x-ms-exchange-organization-scl"));
  return {
    verdict: /(?:^|;)SFV:([A-Z]{2,6})/i.exec(report)?.[1]?.toUpperCase() ?? null,
    category: /(?:^|;)CAT:([A-Z-]{2,10})/i.exec(report)?.[1]?.toUpperCase() ?? null,
    spamLevel: scl,
    bulkLevel: number(bulk, "BCL"),
  };
}

function numberOrNull(value: string | null): number | null {
  return value !== null && /^-?\d{1,2}$/.test(value.trim()) ? Number(value) : null;
}

const SPAM_CATEGORIES = new Set([
  "SPM",
  "HSPM",
  "PHSH",
  "HPHSH",
  "SPOOF",
  "GIMP",
  "DIMP",
  "UIMP",
  "BULK",
  "OSPM",
  "INTOS",
]);

/**
 * Reads the headers of a message that did arrive: where its authentication failed, or why it may lie in Junk. Null where
 * the headers tell neither.
 */
export function readDeliveredHeaders(fields: HeaderFields): Refusal | null {
  const authentication = readAuthentication(fields);
  const notes = readFilterNotes(fields);
  const yahoo = field(fields, "x-apparently-to") ?? field(fields, "x-yahoofilteredbulk");
  const rspamd = /^(?:yes|true)/i.test(field(fields, "x-spam-flag") ?? field(fields, "x-spam-status") ?? "");
  const told =
    Object.keys(authentication).length > 0 ||
    notes.verdict !== null ||
    notes.spamLevel !== null ||
    notes.bulkLevel !== null;
  if (!told && !rspamd && yahoo === null) return null;

  const failed = ["dmarc", "spf", "dkim"].filter((method) =>
    /^(?:fail|softfail|permerror|temperror)$/.test(authentication[method] ?? ""),
  );
  const unauthenticated =
    authentication.dmarc === "fail" ||
    (failed.includes("spf") && authentication.dkim !== "pass") ||
    (failed.includes("dkim") && authentication.spf !== "pass");
  const junk =
    notes.verdict === "SPM" ||
    notes.verdict === "SKB" ||
    (notes.spamLevel !== null && notes.spamLevel >= 5) ||
    (notes.category !== null && SPAM_CATEGORIES.has(notes.category)) ||
    rspamd;
  const bulk = notes.bulkLevel !== null && notes.bulkLevel >= 7;
  const evidence = oneLine(
    [
      ...Object.entries(authentication).map(([method, result]) => `${method}=${result}`),
      notes.verdict && `SFV:${notes.verdict}`,
      notes.spamLevel !== null && `SCL:${notes.spamLevel}`,
      notes.category && `CAT:${notes.category}`,
      notes.bulkLevel !== null && `BCL:${notes.bulkLevel}`,
    ]
      .filter(Boolean)
      .join(" "),
    500,
  );
  const base = {
    recipient: firstAddress(
      field(fields, "delivered-to") ?? field(fields, "x-original-to") ?? field(fields, "to") ?? "",
    ),
    text: evidence,
    status: null,
    action: null,
    diagnosticType: null,
    reply: NO_REPLY,
    reporter: /^\s{0,4}([\w.-]{3,250})/.exec(field(fields, "authentication-results") ?? "")?.[1]?.toLowerCase() ?? null,
    from: "mail",
    detail: {
      messageId: field(fields, "message-id"),
      fromDomain: domainOf(firstAddress(field(fields, "from") ?? "")),
      at: field(fields, "date"),
      authentication,
    },
  } as const;
  if (unauthenticated) {
    const names = failed.map((method) => method.toUpperCase()).join(" and ");
    return {
      ...base,
      told: {
        reason: "authfailure",
        rule: "headers: authentication failed",
        hop: "authentication",
        permanent: null,
        meaning: `The receiver took the message${junk ? ", most likely into Junk," : ""} but did not believe it: ${names} did not pass.`,
      },
    };
  }
  if (junk || bulk) {
    return {
      ...base,
      told: {
        reason: "spamdetected",
        rule: junk ? "headers: the receiver's filter says spam" : "headers: the receiver's filter says bulk",
        hop: "mailbox",
        permanent: null,
        meaning: "The receiver took the message and its filter put it into Junk or quarantine.",
        fix: "Ask the recipient to mark it as not junk and their administrator to allow the sender; look at content, complaint rate and list hygiene.",
      },
    };
  }
  return {
    ...base,
    told: { reason: "delivered", rule: "headers: taken, nothing held against it", hop: "mailbox", permanent: null },
  };
}
