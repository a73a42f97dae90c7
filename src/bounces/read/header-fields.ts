import { decodeEncodedWords } from "./charset.ts";

export type HeaderField = { name: string; value: string };

/** Header fields of one message or part: names lower-case, values unfolded, in order. */
export type HeaderFields = readonly HeaderField[];

const MAX_FIELDS = 500;
const MAX_VALUE = 8_000;

/**
 * Reads header fields from the start of `text` (RFC 5322 §2.2) and says where the body begins. A line that is no field
 * ends the header, as in mails that lost their empty line; fields beyond the 500th are passed over.
 */
export function readHeaderFields(text: string, from = 0): { fields: HeaderFields; bodyAt: number } {
  const fields: HeaderField[] = [];
  let at = from;
  while (at < text.length) {
    const newline = text.indexOf("\n", at);
    const end = newline === -1 ? text.length : newline;
    const line = text.slice(at, Math.min(end, at + MAX_VALUE)).trimEnd();
    if (line === "") return { fields, bodyAt: newline === -1 ? text.length : newline + 1 };
    const first = line.charCodeAt(0);
    if (first === 0x20 || first === 0x09) {
      const last = fields.at(-1);
      if (last && last.value.length < MAX_VALUE) last.value += ` ${line.trim()}`;
    } else {
      const name = fieldName(line);
      if (name !== null) {
        if (fields.length < MAX_FIELDS) fields.push({ name, value: line.slice(name.length + 1).trim() });
      } else if (!(fields.length === 0 && line.startsWith("From "))) {
        return { fields, bodyAt: at };
      }
    }
    at = end + 1;
  }
  return { fields, bodyAt: text.length };
}

const NAME = /^[!-9;-~]{1,76}(?=[ \t]{0,4}:)/;

function fieldName(line: string): string | null {
  const name = NAME.exec(line)?.[0];
  return name && line[name.length] === ":" ? name.toLowerCase() : null;
}

export function field(fields: HeaderFields, name: string): string | null {
  return fields.find((candidate) => candidate.name === name)?.value ?? null;
}

export function allFields(fields: HeaderFields, name: string): readonly string[] {
  return fields.filter((candidate) => candidate.name === name).map(({ value }) => value);
}

/** With RFC 2047 words decoded. */
export function decodedField(fields: HeaderFields, name: string): string {
  return decodeEncodedWords(field(fields, name) ?? "");
}

/** `text/plain; charset="x"` as value and parameters (RFC 2045 §5.1); names lower-case. */
export function parameterized(value: string | null): { value: string; parameters: ReadonlyMap<string, string> } {
  const parameters = new Map<string, string>();
  const [first = "", ...rest] = splitOutsideQuotes((value ?? "").slice(0, 2_000));
  for (const part of rest) {
    const equals = part.indexOf("=");
    if (equals === -1) continue;
    const raw = part.slice(equals + 1).trim();
    const unquoted = raw.startsWith('"') ? raw.slice(1, raw.endsWith('"') && raw.length > 1 ? -1 : undefined) : raw;
    parameters.set(part.slice(0, equals).trim().toLowerCase(), unquoted);
  }
  return { value: first.trim().toLowerCase(), parameters };
}

function splitOutsideQuotes(value: string): readonly string[] {
  const parts: string[] = [];
  let quoted = false;
  let start = 0;
  for (let index = 0; index < value.length; index += 1) {
    const char = value[index];
    if (char === '"') quoted = !quoted;
    else if (char === ";" && !quoted) {
      parts.push(value.slice(start, index));
      start = index + 1;
    }
  }
  parts.push(value.slice(start));
  return parts;
}
