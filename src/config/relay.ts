import { resolve } from "node:path";
import type { Relay } from "../ports/relay.ts";
import { Secret } from "../secret.ts";
import { type Fault, inert } from "./fault.ts";
import { type FileValues, rawRelaysOf, schemas } from "./file-schema.ts";
import type { Layers } from "./layers.ts";
import { readText } from "./read-text.ts";
import { regionInHost, smtpHostOf } from "./relay-region.ts";

export type { Relay };

const DEFAULT_PORT = 587;
const NINETY_DAYS = 90 * 86_400_000;
const LARGEST_PASSWORD_FILE = 64 * 1024;

/** Gives the relays their defaults. `passwords` stand in the relays' order. */
export function relaysOf(
  relays: NonNullable<FileValues["relays"]>,
  passwords: readonly (Secret | null)[],
): readonly Relay[] {
  return relays.map((relay, i) => {
    // That there is a region has been looked at with the file.
    const region = relay.region ?? regionInHost(relay.host ?? "") ?? "";
    return {
      name: relay.name,
      description: relay.description,
      username: relay.username,
      from: relay.from,
      host: relay.host ?? smtpHostOf(region),
      port: relay.port ?? DEFAULT_PORT,
      region,
      password: passwords[i] ?? null,
      maxKeyAge: relay.maxKeyAge ?? NINETY_DAYS,
    };
  });
}

/** Fetches the relays' passwords, of wrong relays as well; `faults` grows by those that are not where they should be. */
export function readPasswords(
  content: unknown,
  layers: Layers,
  cwd: string,
  faults: Fault[],
): readonly (Secret | null)[] {
  return rawRelaysOf(content).map((relay, i) => {
    const where = schemas().password.safeParse(relay?.password);
    return where.success ? passwordOf(where.data, `relays[${i}].password`, layers, cwd, faults) : null;
  });
}

function passwordOf(
  place: { env: string } | { file: string },
  path: string,
  layers: Layers,
  cwd: string,
  faults: Fault[],
): Secret | null {
  if ("env" in place) {
    const before = faults.length;
    const found = layers.findSecret(place.env);
    if (found) return new Secret(withoutLineEnd(found.text));
    if (faults.length > before) return null;
    const holds = /^[A-Z][A-Z0-9_]{0,80}$/.test(place.env) ? place.env : "[secret]";
    faults.push({ name: `${path}.env`, holds, allowed: "the name of a variable that is set", where: "it is not set" });
    return null;
  }
  const file = readText(resolve(cwd, place.file), LARGEST_PASSWORD_FILE);
  const text = "text" in file ? withoutLineEnd(file.text) : "";
  if (text.trim() !== "") return new Secret(text);
  const problem = "problem" in file ? file.problem : "it is empty";
  // Without a dot or a leading slash it may be the password itself, put there by mistake.
  const holds = /^\/|\./.test(place.file) ? `"${inert(place.file)}"` : "[secret]";
  faults.push({ name: `${path}.file`, holds, allowed: "a readable file with the password", where: problem });
  return null;
}

/** Editors and `$(…)` of some shells leave one; no SMTP password has it. */
function withoutLineEnd(text: string): string {
  return text.replace(/[\r\n]+$/, "");
}
