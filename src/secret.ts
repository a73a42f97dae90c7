import { inspect } from "node:util";

const PLACEHOLDER = "[secret]";
/** Shorter values stand in too many innocent words to be masked. */
const SHORTEST_MASKED = 6;

/** Every form in which a known secret may turn up in a text, longest first, so that no part of one is left over. */
let known: readonly string[] = [];

/**
 * A string that does not print: not in a template, in JSON, in `console.log`, in a log line, nor through
 * `structuredClone`. Whoever needs the value says `reveal()`.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
    remember(value);
  }

  /** The value itself; for the wire, never for a message, a log line, the store or an error. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return PLACEHOLDER;
  }

  toJSON(): string {
    return PLACEHOLDER;
  }

  [Symbol.toPrimitive](): string {
    return PLACEHOLDER;
  }

  [inspect.custom](): string {
    return PLACEHOLDER;
  }
}

/**
 * The text without the value of any Secret ever made in this process, whether it stands there as it is,
 * percent-encoded (URLs) or in base64 (SMTP AUTH LOGIN, RFC 4954 §4). For whatever leaves the process.
 */
export function masked(text: string): string {
  let result = text;
  for (const form of known) {
    if (result.includes(form)) result = result.replaceAll(form, PLACEHOLDER);
  }
  return result;
}

function remember(value: string): void {
  const forms = [value, encodeURIComponent(value.toWellFormed()), Buffer.from(value).toString("base64")];
  const masks = forms.filter((form) => form.length >= SHORTEST_MASKED && !PLACEHOLDER.includes(form));
  known = [...new Set([...known, ...masks])].sort((a, b) => b.length - a.length);
}
