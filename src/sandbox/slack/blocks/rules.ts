import { isObject, type JsonObject } from "../json.ts";

export type Surface = "message" | "modal" | "home";

/** One look at a list of blocks. Rules add to `complaints`, in Slack's own words: `must be … [json-pointer:/blocks/0]`. */
export type Look = { surface: Surface; complaints: string[] };

export type Rule = (value: unknown, at: string, look: Look) => void;

export function complain(look: Look, what: string, at: string): void {
  look.complaints.push(`${what} [json-pointer:${at}]`);
}

/** Lengths are UTF-16 units, the strictest of the ways in which Slack might count. */
export function string(max = Number.POSITIVE_INFINITY, options: { min?: number; pattern?: RegExp } = {}): Rule {
  const min = options.min ?? 1;
  return (value, at, look) => {
    if (typeof value !== "string") return complain(look, "must provide a string", at);
    if (value.length < min) return complain(look, `must be more than ${min - 1} characters`, at);
    if (value.length > max) return complain(look, `must be less than ${max + 1} characters`, at);
    if (options.pattern && !options.pattern.test(value)) complain(look, "failed to match all allowed formats", at);
  };
}

export function number(min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY): Rule {
  return (value, at, look) => {
    if (typeof value !== "number" || !Number.isFinite(value)) return complain(look, "must provide a number", at);
    if (value < min) return complain(look, `must be no less than ${min}`, at);
    if (value > max) complain(look, `must be no more than ${max}`, at);
  };
}

export function integer(min: number, max: number): Rule {
  const range = number(min, max);
  return (value, at, look) => {
    if (!Number.isInteger(value)) return complain(look, "must provide an integer", at);
    range(value, at, look);
  };
}

export function flag(value: unknown, at: string, look: Look): void {
  if (typeof value !== "boolean") complain(look, "must provide a boolean", at);
}

export function oneOf(...allowed: readonly (string | number)[]): Rule {
  return (value, at, look) => {
    if (!allowed.some((each) => each === value)) complain(look, "must be a valid enum value", at);
  };
}

export function list(item: Rule, limits: { min?: number; max?: number } = {}): Rule {
  const { min = 1, max = Number.POSITIVE_INFINITY } = limits;
  return (value, at, look) => {
    if (!Array.isArray(value)) return complain(look, "must provide an array", at);
    if (value.length < min) return complain(look, `no fewer than ${min} items allowed`, at);
    if (value.length > max) return complain(look, `no more than ${max} items allowed`, at);
    for (const [index, each] of value.entries()) item(each, `${at}/${index}`, look);
  };
}

export type Shape = {
  required?: { readonly [field: string]: Rule };
  optional?: { readonly [field: string]: Rule };
  /** Looks at the whole once every field is known to be right on its own. */
  also?: (value: JsonObject, at: string, look: Look) => void;
};

/** An object with these fields and no others; `type` is checked by `variants`. */
export function object({ required = {}, optional = {}, also }: Shape): Rule {
  return (value, at, look) => {
    if (!isObject(value)) return complain(look, "must provide an object", at);
    const before = look.complaints.length;
    for (const field of Object.keys(required)) {
      if (value[field] === undefined) complain(look, `missing required field: ${field}`, at);
    }
    for (const [field, content] of Object.entries(value)) {
      const rule = Object.hasOwn(required, field)
        ? required[field]
        : Object.hasOwn(optional, field)
          ? optional[field]
          : null;
      if (rule) rule(content, `${at}/${field}`, look);
      else if (field !== "type") complain(look, `invalid additional property: ${field}`, at);
    }
    if (look.complaints.length === before) also?.(value, at, look);
  };
}

/** An object whose `type` says which rule it must follow. */
export function variants(byType: { readonly [type: string]: Rule }): Rule {
  return (value, at, look) => {
    if (!isObject(value)) return complain(look, "must provide an object", at);
    const { type } = value;
    if (type === undefined) return complain(look, "missing required field: type", at);
    const rule = typeof type === "string" && Object.hasOwn(byType, type) ? byType[type] : undefined;
    if (!rule) return complain(look, `unsupported type: ${String(type).slice(0, 50)}`, `${at}/type`);
    rule(value, at, look);
  };
}

/** The rules of `byType` that a place takes. */
export function only(byType: { readonly [type: string]: Rule }, ...types: readonly string[]): Rule {
  return variants(Object.fromEntries(Object.entries(byType).filter(([type]) => types.includes(type))));
}
