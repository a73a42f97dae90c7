import { domainToASCII } from "node:url";

export type DmarcPolicy = "none" | "quarantine" | "reject";

/** Relaxed or strict alignment. */
export type Alignment = "r" | "s";

/** One DMARC record (RFC 9989 §4.7). Tags without a value, or with one that is not valid, have their defaults. */
export type DmarcRecord = {
  text: string;
  /** null where the tag is absent, or holds an unknown value. */
  p: DmarcPolicy | null;
  sp: DmarcPolicy | null;
  np: DmarcPolicy | null;
  psd: "y" | "n" | "u";
  /** Testing: receivers apply the policy one level below (RFC 9989 §4.7, "t"). */
  t: boolean;
  adkim: Alignment;
  aspf: Alignment;
  rua: readonly ReportUri[];
  /** Tags that RFC 9989 took out: pct, rf, ri. */
  obsolete: readonly string[];
};

/** A `mailto:` destination of reports; its domain in A-labels. */
export type ReportUri = { uri: string; address: string; domain: string };

/** What a TXT record says as a DMARC record. `record` is null where it cannot be read at all; `problem` says why. */
export type DmarcReading =
  | { text: string; record: DmarcRecord; problem: string | null }
  | { text: string; record: null; problem: string };

/** From the weakest to the strictest. */
export const DMARC_POLICIES = ["none", "quarantine", "reject"] as const satisfies DmarcPolicy[];
const OBSOLETE = ["pct", "rf", "ri"];

/**
 * Reads a TXT record. Null where it is no DMARC record of this version: the version is the first tag, exact, its case
 * included (RFC 9989 §4.7). What begins with `v=DMARC1` and does not go on as a record was meant as one and is
 * unreadable; so is a record with a tag that stands twice (RFC 6376 §3.2), and one whose p, sp or np is unknown is not
 * applied as written (RFC 9989 §4.10.1). Other tags with faults are ignored.
 */
export function parseDmarc(text: string): DmarcReading | null {
  const version = /^[vV][ \t]*=[ \t]*DMARC1([^;]*)/.exec(text);
  if (!version) return null;
  const [whole, rest = ""] = version;
  // `v=DMARC10` and the like name another version.
  if (/^[a-z0-9.]+[ \t]*$/i.test(rest)) return null;
  if (rest.trim() !== "") return { text, record: null, problem: `after v=DMARC1 stands "${rest.trim()}" instead of ;` };

  const tags = new Map<string, string>();
  for (const part of text.slice(whole.length).split(";")) {
    const equals = part.indexOf("=");
    const name = part.slice(0, Math.max(equals, 0)).trim().toLowerCase();
    if (name === "") continue;
    if (tags.has(name) || name === "v") return { text, record: null, problem: `the tag ${name} stands twice` };
    tags.set(name, part.slice(equals + 1).trim());
  }
  const record: DmarcRecord = {
    text,
    p: policyOf(tags.get("p")),
    sp: policyOf(tags.get("sp")),
    np: policyOf(tags.get("np")),
    psd: psdOf(tags.get("psd")),
    t: tags.get("t")?.toLowerCase() === "y",
    adkim: alignmentOf(tags.get("adkim")),
    aspf: alignmentOf(tags.get("aspf")),
    rua: reportUrisOf(tags.get("rua")),
    obsolete: OBSOLETE.filter((name) => tags.has(name)),
  };
  const unknown = (["p", "sp", "np"] as const).find((name) => tags.has(name) && record[name] === null);
  return { text, record, problem: unknown ? `${unknown}=${tags.get(unknown)} is no policy` : null };
}

/** The DMARC records among the TXT records of a name. */
export function dmarcReadingsIn(texts: readonly string[]): readonly DmarcReading[] {
  return texts.map(parseDmarc).filter((reading) => reading !== null);
}

/** TXT records that were meant as DMARC and are none: quotes, leading spaces, another case of the version. */
export function dmarcLookAlikesIn(texts: readonly string[]): readonly string[] {
  return texts.filter((text) => parseDmarc(text) === null && /^[\s"'\\]{0,9}v\s?=\s?DMARC/i.test(text));
}

/** Whose mail the policy is for: the domain at which the record stands, or one below it. */
export type PolicyFor = "own" | "subdomain" | "missing-subdomain";

/**
 * The policy that receivers apply (RFC 9989 §4.7, §4.10.1): `p` of an own record, `sp` for a subdomain, `np` for one
 * that does not exist; absent ones fall back, at last to `none`; `t=y` takes one level off.
 */
export function effectivePolicy(record: DmarcRecord, policyFor: PolicyFor): DmarcPolicy {
  const inherited = policyFor === "missing-subdomain" ? (record.np ?? record.sp) : record.sp;
  const policy = (policyFor === "own" ? null : inherited) ?? record.p ?? "none";
  if (!record.t) return policy;
  return policy === "reject" ? "quarantine" : "none";
}

function policyOf(value: string | undefined): DmarcPolicy | null {
  return DMARC_POLICIES.find((policy) => policy === value?.toLowerCase()) ?? null;
}

function psdOf(value: string | undefined): "y" | "n" | "u" {
  const psd = value?.toLowerCase();
  return psd === "y" || psd === "n" ? psd : "u";
}

function alignmentOf(value: string | undefined): Alignment {
  return value?.toLowerCase() === "s" ? "s" : "r";
}

/** Every `mailto:` of a rua or ruf that can be read. Commas and exclamation marks inside a URI are percent-encoded; `!size` is obsolete and ignored (RFC 9989 §4.8). */
export function reportUrisOf(value = ""): readonly ReportUri[] {
  return value.split(",").flatMap((part) => {
    const uri = part.trim();
    const match = /^mailto:([^?!]+)/i.exec(uri);
    const address = match?.[1] === undefined ? null : decoded(match[1].trim());
    if (address === null || address.lastIndexOf("@") < 1) return [];
    const domain = domainToASCII(address.slice(address.lastIndexOf("@") + 1).replace(/\.$/, ""));
    const labels = domain.split(".");
    const isName = labels.length > 1 && domain.length <= 253 && labels.every((label) => /^[^\s]{1,63}$/.test(label));
    return isName ? [{ uri, address, domain }] : [];
  });
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
