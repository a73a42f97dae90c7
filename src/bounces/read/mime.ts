import { decodeBase64, decodeCharset, decodeQuotedPrintable } from "./charset.ts";
import { field, type HeaderFields, parameterized, readHeaderFields } from "./header-fields.ts";

/**
 * A small reader of MIME (RFC 2045, 2046) rather than a library: a bounce needs a few parts of its mail decoded and none
 * of the attachments. Measured on 347 real bounces, one core of the development machine: postal-mime 2.x, which decodes
 * every part, reads some 1,000 mails a second, half of what the whole explanation may take; this one over ten times as many.
 */
export type Part = {
  /** `text/plain`, `message/delivery-status`, …; lower-case. */
  type: string;
  parameters: ReadonlyMap<string, string>;
  fields: HeaderFields;
  /** Of `multipart/*` and `message/rfc822`. */
  children: readonly Part[];
  /** Decoded text; only the first 256 kB of a part are read. */
  text: () => string;
};

const MAX_DEPTH = 8;
const MAX_PARTS = 100;
const MAX_TEXT = 256 * 1024;

type Budget = { parts: number };

/** Reads a message held as Latin-1, one character a byte. Never throws; depth and number of parts are limited. */
export function readMessage(bytes: string): Part {
  return readPart(bytes, 0, bytes.length, "text/plain", 0, { parts: MAX_PARTS });
}

function readPart(bytes: string, from: number, to: number, byDefault: string, depth: number, budget: Budget): Part {
  budget.parts -= 1;
  const whole = from === 0 && to === bytes.length ? bytes : bytes.slice(from, to);
  const { fields, bodyAt } = readHeaderFields(whole);
  const { value, parameters } = parameterized(field(fields, "content-type"));
  const type = /^[\w.+-]{1,60}\/[\w.+-]{1,80}$/.test(value) ? value : byDefault;
  const encoding = (field(fields, "content-transfer-encoding") ?? "").trim().toLowerCase();
  const body = () => decodeTransfer(whole.slice(bodyAt, bodyAt + MAX_TEXT * 1.4), encoding).slice(0, MAX_TEXT);
  const children = childrenOf(type, parameters, whole, bodyAt, encoding, depth, budget);
  let text: string | undefined;
  return {
    // A multipart whose delimiters are gone is still text to read.
    type: type.startsWith("multipart/") && children.length === 0 ? "text/plain" : type,
    parameters,
    fields,
    children,
    text: () => {
      text ??= decodeCharset(body(), parameters.get("charset")).replaceAll("\r\n", "\n").replaceAll("\r", "\n");
      return text;
    },
  };
}

function childrenOf(
  type: string,
  parameters: ReadonlyMap<string, string>,
  whole: string,
  bodyAt: number,
  encoding: string,
  depth: number,
  budget: Budget,
): readonly Part[] {
  if (depth >= MAX_DEPTH) return [];
  if (type.startsWith("multipart/")) {
    const inner = type === "multipart/digest" ? "message/rfc822" : "text/plain";
    const ranges = rangesOf(whole, bodyAt, parameters.get("boundary"));
    const parts: Part[] = [];
    for (const [start, end] of ranges) {
      if (budget.parts <= 0) break;
      parts.push(readPart(whole, start, end, inner, depth + 1, budget));
    }
    return parts;
  }
  if ((type === "message/rfc822" || type === "message/global") && budget.parts > 0) {
    const inner = decodeTransfer(whole.slice(bodyAt), encoding).replace(/^[\r\n]{1,4}/, "");
    return [readPart(inner, 0, inner.length, "text/plain", depth + 1, budget)];
  }
  return [];
}

function decodeTransfer(body: string, encoding: string): string {
  if (encoding === "base64") return decodeBase64(body);
  if (encoding === "quoted-printable") return decodeQuotedPrintable(body);
  return body;
}

/** A boundary that the body does not hold (mails are edited on their way) is guessed from the body's first delimiter. */
function rangesOf(whole: string, bodyAt: number, boundary: string | undefined): readonly (readonly [number, number])[] {
  const ranges = boundary ? partRanges(whole, bodyAt, boundary) : [];
  if (ranges.length > 0) return ranges;
  const guessed = guessBoundary(whole, bodyAt);
  return guessed ? partRanges(whole, bodyAt, guessed) : [];
}

function guessBoundary(whole: string, bodyAt: number): string | null {
  return /^--([!-~]{4,70})[ \t]{0,4}\r?$/m.exec(whole.slice(bodyAt, bodyAt + 2_000))?.[1] ?? null;
}

function partRanges(whole: string, bodyAt: number, boundary: string): readonly (readonly [number, number])[] {
  const delimiter = `--${boundary}`;
  const ranges: (readonly [number, number])[] = [];
  let open = -1;
  let at = whole.startsWith(delimiter, bodyAt) ? bodyAt : nextDelimiter(whole, delimiter, bodyAt);
  while (at !== -1 && ranges.length < MAX_PARTS) {
    if (open !== -1) ranges.push([open, at]);
    const after = at + delimiter.length;
    if (whole.startsWith("--", after)) return ranges;
    const lineEnd = whole.indexOf("\n", after);
    if (lineEnd === -1) return ranges;
    open = lineEnd + 1;
    at = whole.startsWith(delimiter, open) ? open : nextDelimiter(whole, delimiter, open);
  }
  // A truncated mail: its last part ends where the text ends.
  if (open !== -1 && at === -1) ranges.push([open, whole.length]);
  return ranges;
}

function nextDelimiter(whole: string, delimiter: string, from: number): number {
  const found = whole.indexOf(`\n${delimiter}`, from);
  return found === -1 ? -1 : found + 1;
}

/** The part and all below it, outer ones first. */
export function* walk(part: Part): Generator<Part> {
  yield part;
  for (const child of part.children) yield* walk(child);
}
