/** An answer of AWS lacks what it always has: it must not be read as if it said "no". */
export class UnexpectedAnswer extends Error {
  constructor(field: string) {
    super(`the answer has no usable ${field}`);
    this.name = "UnexpectedAnswer";
  }
}

/** Longer than any name, ARN or token that these operations answer with. */
const MAX_TEXT = 2048;

export function requireBoolean(value: unknown, field: string): boolean {
  if (typeof value !== "boolean") throw new UnexpectedAnswer(field);
  return value;
}

/** Not empty. */
export function requireText(value: unknown, field: string): string {
  const text = optionalText(value, field);
  if (text === null) throw new UnexpectedAnswer(field);
  return text;
}

/** The SDK turns a text that is no time into an invalid Date. */
export function requireTime(value: unknown, field: string): Date {
  if (!(value instanceof Date) || Number.isNaN(value.getTime())) throw new UnexpectedAnswer(field);
  return value;
}

/** Null where the field is absent or empty. */
export function optionalText(value: unknown, field: string): string | null {
  if (value === undefined || value === null || value === "") return null;
  if (typeof value !== "string" || value.length > MAX_TEXT) throw new UnexpectedAnswer(field);
  return value;
}

/** Null where the field is absent. */
export function optionalNumber(value: unknown, field: string): number | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== "number" || !Number.isFinite(value)) throw new UnexpectedAnswer(field);
  return value;
}

export function requireList<T>(value: readonly T[] | undefined | null, field: string): readonly T[] {
  if (!Array.isArray(value)) throw new UnexpectedAnswer(field);
  return value;
}

/** Empty where the field is absent. */
export function optionalTexts(value: readonly string[] | undefined | null, field: string): readonly string[] {
  if (value === undefined || value === null) return [];
  return requireList(value, field).map((text) => requireText(text, field));
}
