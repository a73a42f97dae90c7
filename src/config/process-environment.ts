import { resolve } from "node:path";
import { Secret } from "../secret.ts";
import { type Layers, textOf } from "./layers.ts";

/** What libraries must find in the process's own environment, because they read it by themselves. */
export type ForProcess = {
  set: Readonly<Record<string, string | Secret>>;
  /** Set but empty: for the AWS SDK some of these would count as set. */
  unset: readonly string[];
};

const SECRET_AWS_NAMES =
  /^AWS_(?:SECRET_ACCESS_KEY|SESSION_TOKEN|CONTAINER_AUTHORIZATION_TOKEN|BEARER_TOKEN_\w{1,60})$/;
/** What may come as NAME_FILE. Not the SDK's own …_FILE names, which name no variable of theirs. */
const FROM_FILE = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"];

/** The credentials' own files are read on the way; `faults` is told by `layers` of those that cannot be. */
export function forProcessOf(layers: Layers, cwd: string): ForProcess {
  const aws = [...new Set([...layers.names.filter((name) => name.startsWith("AWS_")), ...FROM_FILE])];
  const wanted = aws.filter((name) => !belongsToOtherCredentials(name, layers));
  const set = wanted.flatMap((name): [string, string | Secret][] => {
    const found = FROM_FILE.includes(name) ? layers.findSecret(name) : layers.find(name);
    if (!found) return [];
    return [[name, SECRET_AWS_NAMES.test(name) ? new Secret(found.text) : found.text]];
  });
  const extra = layers.find("NODE_EXTRA_CA_CERTS");
  return {
    set: Object.fromEntries(extra ? [...set, ["NODE_EXTRA_CA_CERTS", resolve(cwd, extra.text)]] : set),
    unset: aws.filter((name) => Object.hasOwn(layers.environment, name) && textOf(layers.environment, name) === null),
  };
}

/**
 * Credentials are one thing: a secret or session token in `.env` belongs to the key there, not to another key in the
 * environment, and neither that key nor a profile in `.env` may replace what the environment names.
 */
function belongsToOtherCredentials(name: string, { environment, dotenv }: Layers): boolean {
  const has = (values: typeof environment, each: string) =>
    textOf(values, each) !== null || (FROM_FILE.includes(each) && textOf(values, `${each}_FILE`) !== null);
  if (has(environment, name) || ![...FROM_FILE, "AWS_PROFILE"].includes(name)) return false;
  if (name === "AWS_PROFILE") return has(environment, "AWS_ACCESS_KEY_ID");
  if (has(environment, "AWS_PROFILE")) return true;
  return has(environment, "AWS_ACCESS_KEY_ID") && has(dotenv, "AWS_ACCESS_KEY_ID");
}
