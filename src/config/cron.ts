/** Bounds of the six fields of a node-cron expression: second (may be left out), minute, hour, day, month, day of the week. */
const FIELDS = [
  { least: 0, most: 59, names: [], special: null },
  { least: 0, most: 59, names: [], special: null },
  { least: 0, most: 23, names: [], special: null },
  // Last day, n days before it, the weekday nearest to a day or to the last one.
  { least: 1, most: 31, names: [], special: /^(?:l|l-(?:[1-9]|[12]\d|30)|(?:0?[1-9]|[12]\d|3[01]|l)w)$/ },
  { least: 1, most: 12, names: months(), special: null },
  // The last such weekday of a month, the n-th of a month.
  { least: 0, most: 7, names: days(), special: /^[0-7](?:l|#[1-5])$/ },
] as const satisfies readonly Field[];

type Field = { least: number; most: number; names: readonly string[]; special: RegExp | null };

const NICKNAMES = ["@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"];
const DAYS_IN_MONTH = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const LONGEST = 200;

/**
 * Whether node-cron 4 takes the expression: five or six fields of numbers, names, ranges, steps, lists, `?`, `L`, `W`,
 * `#`, or a nickname such as `@daily`. Like node-cron it refuses days that no named month has (`0 0 31 2 *`).
 */
export function isCronExpression(text: string): boolean {
  const expression = text.trim().toLowerCase();
  if (NICKNAMES.includes(expression)) return true;
  if (expression.length > LONGEST || !/^[a-z0-9*/,#? -]+$/.test(expression)) return false;
  const words = expression.split(/ +/);
  if (words.length !== 5 && words.length !== 6) return false;
  const fields = FIELDS.slice(6 - words.length).map((field, i) => valuesOf(words[i] ?? "", field));
  const [day, month] = fields.slice(-3);
  if (!day || !month || fields.includes(null)) return false;
  const isReachable = month.some((number) => day.some((date) => date <= (DAYS_IN_MONTH[number - 1] ?? 0)));
  // Of special days (`L`, `15W`) every month has one.
  return day.length === 0 || isReachable;
}

/** The numbers that a field stands for, none for a special word among them; null where it is wrong. */
function valuesOf(word: string, field: Field): readonly number[] | null {
  if (word === "?") return field.special ? range(field, field.least, field.most, 1) : null;
  const parts = word.split(",").map((part) => {
    const plain = field.names.reduce(
      (text, name, i) => text.replaceAll(name, String((i % (field.names.length / 2)) + field.least)),
      part,
    );
    if (field.special?.test(plain)) return "special" as const;
    const match = /^(?:\*|(\d{1,2})(?:-(\d{1,2}))?)(?:\/(\d{1,2}))?$/.exec(plain);
    if (!match) return null;
    const [, from, to, step] = match;
    if (step !== undefined && (Number(step) < 1 || (from !== undefined && to === undefined))) return null;
    const first = from === undefined ? field.least : Number(from);
    const last = from === undefined ? field.most : Number(to ?? from);
    const isInside = [first, last].every((number) => number >= field.least && number <= field.most);
    return isInside ? range(field, first, last, Number(step ?? 1)) : null;
  });
  if (parts.some((part) => part === null)) return null;
  return parts.includes("special") ? [] : parts.flatMap((part) => (Array.isArray(part) ? part : []));
}

/** `22-2` goes round midnight, `fri-mon` round the week. */
function range({ least, most }: Field, first: number, last: number, step: number): readonly number[] {
  const all = Array.from({ length: most - least + 1 }, (_, i) => least + i);
  const through =
    first <= last
      ? all.slice(first - least, last - least + 1)
      : [...all.slice(first - least), ...all.slice(0, last - least + 1)];
  return through.filter((_, i) => i % step === 0);
}

/** Long names stand before short ones, so that `june` is not read as `jun` and an `e`. */
function months(): readonly string[] {
  const long = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
  ];
  return [...long, ...long.map((name) => name.slice(0, 3))];
}

function days(): readonly string[] {
  const long = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];
  return [...long, ...long.map((name) => name.slice(0, 3))];
}
