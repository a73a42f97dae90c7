import { parseJson } from "./json.ts";
import { SlackRefusal } from "./refusal.ts";

/** Arguments of a Web API call: strings from a form, anything from a JSON body. */
export type Args = Readonly<Record<string, unknown>>;

/** "" where absent. Numbers and booleans read as their text, as in a form. */
export function textArg(args: Args, name: string): string {
  const value = args[name];
  return typeof value === "string" ? value : typeof value === "number" || typeof value === "boolean" ? `${value}` : "";
}

/** An object or list, given as such or as JSON text; undefined where absent or not JSON. */
export function jsonArg(args: Args, name: string): unknown {
  const value = args[name];
  return typeof value === "string" ? parseJson(value) : value;
}

export function flagArg(args: Args, name: string): boolean {
  return ["true", "1"].includes(textArg(args, name));
}

/** Refused with `invalid_arguments`, as Slack does, where absent. */
export function requiredArg(args: Args, name: string): string {
  const value = textArg(args, name);
  if (value) return value;
  throw new SlackRefusal("invalid_arguments", {
    response_metadata: { messages: [`[ERROR] missing required field: ${name}`] },
  });
}
