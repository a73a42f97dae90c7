import { domainSpecProblem, macroStringProblem } from "./spf-domain-spec.ts";
import { isIp4, isIp6 } from "./spf-network.ts";

export type SpfQualifier = "+" | "-" | "~" | "?";

/** One mechanism (RFC 7208 §5). `text` is the term as it stands in the record. */
export type SpfMechanism = {
  kind: "mechanism";
  text: string;
  qualifier: SpfQualifier;
  name: "all" | "include" | "a" | "mx" | "ptr" | "ip4" | "ip6" | "exists";
  /** The domain-spec, macros unexpanded; null where the term names none and its own domain is meant. */
  domain: string | null;
  /** ip4, ip6: the address. Null for the others. */
  address: string | null;
  /** Prefix lengths; 32 and 128 where the term names none. */
  prefix4: number;
  prefix6: number;
};

/** One modifier (RFC 7208 §6), its name in lower case. */
export type SpfModifier = { kind: "modifier"; text: string; name: string; value: string };

export type SpfTerm = SpfMechanism | SpfModifier;

/** The offending term and what is wrong with it. */
export type SpfSyntaxError = { term: string; problem: string };

export type SpfRecord = { text: string; terms: readonly SpfTerm[]; error: SpfSyntaxError | null };

/** The SPF records among the TXT records of a name: `v=spf1`, then a space or the end (RFC 7208 §4.5). */
export function spfRecordsIn(texts: readonly string[]): readonly string[] {
  return texts.filter((text) => /^v=spf1(?: |$)/i.test(text));
}

/** TXT records that were meant as SPF and are none: quotes, leading spaces, another version. */
export function spfLookAlikesIn(texts: readonly string[]): readonly string[] {
  return texts.filter(
    (text) => spfRecordsIn([text]).length === 0 && /^[\s"'\\]{0,9}(?:v\s?=\s?spf|spf2?\.?1)/i.test(text),
  );
}

/** Reads one record. All its terms are read before any counts, as RFC 7208 §4.6 demands; the first error is named. */
export function parseSpf(text: string): SpfRecord {
  const terms: SpfTerm[] = [];
  const seen = new Set<string>();
  const words = text.split(" ").filter((word) => word !== "");
  for (const word of words.slice(1)) {
    const term = termOf(word);
    if ("problem" in term) return { text, terms, error: term };
    if (term.kind === "modifier" && (term.name === "redirect" || term.name === "exp")) {
      if (seen.has(term.name)) return { text, terms, error: { term: word, problem: `${term.name} stands twice` } };
      seen.add(term.name);
    }
    terms.push(term);
  }
  return { text, terms, error: null };
}

/** The mechanisms that can decide: those up to and with the first `all` (RFC 7208 §5.1). */
export function effectiveMechanisms({ terms }: SpfRecord): readonly SpfMechanism[] {
  const mechanisms = terms.filter((term) => term.kind === "mechanism");
  const all = mechanisms.findIndex(({ name }) => name === "all");
  return all < 0 ? mechanisms : mechanisms.slice(0, all + 1);
}

/** The redirect that counts: none where the record has an `all` (RFC 7208 §6.1). */
export function effectiveRedirect({ terms }: SpfRecord): SpfModifier | null {
  if (terms.some((term) => term.kind === "mechanism" && term.name === "all")) return null;
  return terms.filter((term) => term.kind === "modifier").find(({ name }) => name === "redirect") ?? null;
}

/** The record with an include of a domain, before its `all` or redirect, or `first` of all; an old one is taken out. */
export function withInclude({ terms }: Pick<SpfRecord, "terms">, domain: string, first: boolean): string {
  const kept = terms.filter(
    (term) => term.kind === "modifier" || term.name !== "include" || term.domain?.toLowerCase() !== domain,
  );
  const ends = kept.findIndex(({ name }) => name === "all" || name === "redirect");
  const at = first ? 0 : ends < 0 ? kept.length : ends;
  const words = kept.map(({ text }) => text);
  return ["v=spf1", ...words.slice(0, at), `include:${domain}`, ...words.slice(at)].join(" ");
}

function termOf(text: string): SpfTerm | SpfSyntaxError {
  const equals = text.indexOf("=");
  const separator = text.search(/[:/]/);
  if (equals >= 0 && (separator < 0 || equals < separator)) {
    return modifierOf(text, text.slice(0, equals), text.slice(equals + 1));
  }
  return mechanismOf(text);
}

function modifierOf(text: string, given: string, value: string): SpfModifier | SpfSyntaxError {
  const name = given.toLowerCase();
  if (!/^[a-z][a-z0-9\-_.]*$/.test(name)) return { term: text, problem: `${given} is no name of a modifier` };
  const known = name === "redirect" || name === "exp";
  const problem = known ? domainSpecProblem(value) : macroStringProblem(value);
  return problem ? { term: text, problem } : { kind: "modifier", text, name, value };
}

function mechanismOf(text: string): SpfMechanism | SpfSyntaxError {
  const qualifier = qualifierOf(text);
  const bare = qualifier ? text.slice(1) : text;
  const end = bare.search(/[:/]/);
  const name = (end < 0 ? bare : bare.slice(0, end)).toLowerCase();
  const rest = end < 0 ? "" : bare.slice(end);
  const base = { kind: "mechanism", text, qualifier: qualifier ?? "+", domain: null, address: null } as const;
  const whole = { prefix4: 32, prefix6: 128 };
  const wrong = (problem: string): SpfSyntaxError => ({ term: text, problem });
  switch (name) {
    case "all":
      return rest === "" ? { ...base, ...whole, name } : wrong("all takes no value");
    case "ptr":
      if (rest === "") return { ...base, ...whole, name };
      return withDomain(rest) ?? { ...base, ...whole, name, domain: rest.slice(1) };
    case "include":
    case "exists":
      return withDomain(rest) ?? { ...base, ...whole, name, domain: rest.slice(1) };
    case "a":
    case "mx": {
      const cidr = /(?:\/(\d+))?(?:\/\/(\d+))?$/.exec(rest);
      const spec = rest.slice(0, cidr?.index ?? rest.length);
      const prefix4 = prefixOf(cidr?.[1], 32);
      const prefix6 = prefixOf(cidr?.[2], 128);
      if (prefix4 === null || prefix6 === null) return wrong("the prefix length is not valid");
      if (spec === "") return { ...base, prefix4, prefix6, name };
      return withDomain(spec) ?? { ...base, prefix4, prefix6, name, domain: spec.slice(1) };
    }
    case "ip4":
    case "ip6": {
      const [address = "", prefix, more] = rest.slice(1).split("/");
      const valid = name === "ip4" ? isIp4(address) : isIp6(address);
      if (rest[0] !== ":" || !valid) return wrong(`${address || "nothing"} is no IPv${name[2]} address`);
      const length = prefixOf(prefix, name === "ip4" ? 32 : 128);
      if (length === null || more !== undefined) return wrong("the prefix length is not valid");
      return { ...base, name, address, prefix4: length, prefix6: length };
    }
    default:
      return wrong(`${name === "" ? "nothing" : name} is no mechanism`);
  }

  function withDomain(value: string): SpfSyntaxError | null {
    const problem = value[0] === ":" ? domainSpecProblem(value.slice(1)) : "the domain is missing";
    return problem ? wrong(problem) : null;
  }
}

function qualifierOf(text: string): SpfQualifier | null {
  const first = text[0];
  return first === "+" || first === "-" || first === "~" || first === "?" ? first : null;
}

/** No leading zeros (RFC 7208 §5.6). Null where it is not valid. */
function prefixOf(digits: string | undefined, most: number): number | null {
  if (digits === undefined) return most;
  if (!/^(?:0|[1-9]\d{0,2})$/.test(digits)) return null;
  return Number(digits) <= most ? Number(digits) : null;
}
