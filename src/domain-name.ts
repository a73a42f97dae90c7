import { isIP } from "node:net";
import { domainToASCII } from "node:url";

/** `domain`: A-labels, lower-case, no trailing dot. `typed`: the name as a person wrote it, for showing. */
export type DomainName = { domain: string; typed: string };

/** More than any name, URL or Slack link of use. */
const LONGEST_INPUT = 2_000;
/** RFC 1035 §2.3.4: 63 octets a label, 255 a name on the wire, which are 253 in writing. */
const LONGEST_LABEL = 63;
const LONGEST_NAME = 253;

const QUOTES = `\\s"'\`\u00ab\u00bb\u2018-\u201f\u2039\u203a`;
/** Behind a name also what ends a sentence or parts a list. */
const AROUND = new RegExp(`^[${QUOTES}]+|[${QUOTES}.,;\\u3002\\uff0e\\uff61]+$`, "g");
/** Letters, marks and digits of any script, hyphens, underscores (`_dmarc.example.com`), joiners, and IDNA's four dots. */
const NAME_CHARACTERS = /^[\p{L}\p{M}\p{N}\-_.\u3002\uff0e\uff61\u00b7\u30fb\u200c\u200d]+$/u;
const LABEL = /^[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?$/;
const NUMBER = /^(?:\d+|0x[0-9a-f]*)$/;

/**
 * Reads a domain from what people type and paste: upper case, IDN, quotes, a trailing dot or full stop, a URL (its host
 * counts), Slack's `<http://x.org|x.org>`. `problem` is a whole sentence about it for the person.
 */
export function parseDomain(text: string): DomainName | { problem: string } {
  if (text.length > LONGEST_INPUT) return { problem: `${quoted(text)} is too long for a domain.` };
  const plain = withoutLink(text.replace(AROUND, "")).replace(AROUND, "");
  if (plain === "") return { problem: "A domain is missing, such as example.com." };

  const typed = hostOf(plain);
  if (typed.includes("@")) return { problem: emailProblem(typed) };
  if (isIP(typed.replace(/^\[|\](?::\d{1,5})?$/g, "")) !== 0) return { problem: ipProblem(typed) };
  if (!NAME_CHARACTERS.test(typed)) {
    return { problem: `${quoted(typed)} is not a domain: it has characters that no domain has.` };
  }
  // A name that ends with a number reads as an IPv4 address in every URL parser (WHATWG URL, "ends in a number").
  const lastLabel =
    typed
      .split(/[.\u3002\uff0e\uff61]/)
      .at(-1)
      ?.normalize("NFKC")
      .toLowerCase() ?? "";
  if (NUMBER.test(lastLabel))
    return { problem: `${quoted(typed)} is not a domain: a domain does not end with a number.` };

  const domain = domainToASCII(typed);
  const problem = problemOf(domain);
  return problem === null ? { domain, typed } : { problem: `${quoted(typed)} is not a domain: ${problem}.` };
}

function problemOf(domain: string): string | null {
  if (domain === "") return "it cannot be written in DNS (IDNA)";
  const labels = domain.split(".");
  if (labels.includes("")) return "two dots stand together, or a dot stands first";
  if (labels.length === 1) return "it has only one part; a domain has a dot, as in example.com";
  if (labels.some((label) => label.length > LONGEST_LABEL)) return `a part is longer than ${LONGEST_LABEL} characters`;
  if (domain.length > LONGEST_NAME) return `it is longer than ${LONGEST_NAME} characters`;
  const wrong = labels.find((label) => !LABEL.test(label));
  return wrong === undefined
    ? null
    : `the part ${quoted(wrong)} begins or ends with a hyphen, or has characters that no domain has`;
}

/** `<http://x.org|x.org>`: what people see is the part behind the bar. */
function withoutLink(text: string): string {
  if (!text.startsWith("<") || !text.endsWith(">")) return text;
  const inside = text.slice(1, -1);
  return inside.slice(inside.indexOf("|") + 1);
}

/** The host of a URL, with or without its scheme; of anything else all of it. The root dot is gone. */
function hostOf(text: string): string {
  const isUrl = /^[a-z][a-z0-9+.-]{0,20}:\/\//i.test(text);
  const rest = text.replace(/^(?:[a-z][a-z0-9+.-]{0,20}:\/\/|mailto:)/i, "").replace(/[/?#].*$/s, "");
  const host = isUrl ? rest.slice(rest.lastIndexOf("@") + 1) : rest;
  return host.replace(/(?<=^[^:[\]]+):\d{1,5}$/, "").replace(/[.\u3002\uff0e\uff61]$/, "");
}

function emailProblem(address: string): string {
  const behind = parseDomain(address.slice(address.lastIndexOf("@") + 1));
  const hint = "domain" in behind ? `; its domain is ${behind.typed}` : "";
  return `${quoted(address)} is an e-mail address, not a domain${hint}.`;
}

function ipProblem(address: string): string {
  return `${quoted(address)} is an IP address, not a domain.`;
}

/** What a person wrote, back to that person: short, and without characters that a terminal obeys. */
function quoted(text: string): string {
  const short = text.length > 80 ? `${text.slice(0, 80)}…` : text;
  return `"${short.replace(/[\p{C}\u2028\u2029]/gu, "\ufffd")}"`;
}
