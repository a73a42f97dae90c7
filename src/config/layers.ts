import { resolve } from "node:path";
import { parseEnv } from "node:util";
import { type Fault, shown } from "./fault.ts";
import { readText } from "./read-text.ts";

export type Environment = { readonly [name: string]: string | undefined };

/** The text of a variable, and where it stands: `environment`, `.env`, or the file that NAME_FILE names. */
export type Found = { text: string; where: string };

/** The environment over the file `.env`. Null is unset, and so is whatever is empty or blank. */
export type Layers = {
  find: (name: string) => Found | null;
  /** Takes the content of the file NAME_FILE for NAME as well. */
  findSecret: (name: string) => Found | null;
  /** Every name that is set in either, empty ones too. */
  names: readonly string[];
  environment: Environment;
  dotenv: Environment;
};

const LARGEST_DOTENV = 256 * 1024;
const LARGEST_SECRET = 64 * 1024;

/** `faults` grows by what cannot be read, at once for `.env`, later for each secret's file. */
export function layersOf(environment: Environment, cwd: string, faults: Fault[]): Layers {
  const dotenv = readDotenv(cwd, faults);
  const layers = [
    { where: "environment", values: environment },
    { where: ".env", values: dotenv },
  ];

  function findIn({ where, values }: (typeof layers)[number], name: string): Found | null {
    const text = textOf(values, name);
    return text === null ? null : { text, where };
  }

  function findSecretIn(layer: (typeof layers)[number], name: string): Found | null {
    const direct = findIn(layer, name);
    const named = findIn(layer, `${name}_FILE`);
    if (direct && named) {
      faults.push({
        name,
        holds: "a value, and so does its _FILE",
        allowed: `${name} or ${name}_FILE, not both`,
        where: layer.where,
      });
    }
    if (direct || !named) return direct;
    const file = readText(resolve(cwd, named.text), LARGEST_SECRET);
    const text = "text" in file ? file.text.replace(/[\r\n]+$/, "") : "";
    if (text.trim() !== "") return { text, where: `${name}_FILE` };
    const problem = "problem" in file ? file.problem : "it is empty";
    faults.push({
      name: `${name}_FILE`,
      holds: shown(named.text),
      allowed: `a file with the secret: ${problem}`,
      where: layer.where,
    });
    return null;
  }

  return {
    find: (name) => layers.map((layer) => findIn(layer, name)).find((found) => found !== null) ?? null,
    findSecret: (name) => {
      // The lower layer's file is not even read where the upper one has the secret, or names a file for it.
      const layer = layers.find((each) => findIn(each, name) ?? findIn(each, `${name}_FILE`));
      return layer ? findSecretIn(layer, name) : null;
    },
    names: [...new Set([...Object.keys(environment), ...Object.keys(dotenv)])],
    environment,
    dotenv,
  };
}

/** Own properties alone count; null where it is unset, empty or blank. */
export function textOf(values: Environment, name: string): string | null {
  const value = Object.hasOwn(values, name) ? values[name] : undefined;
  return value === undefined || value.trim() === "" ? null : value;
}

function readDotenv(cwd: string, faults: Fault[]): Environment {
  const file = readText(resolve(cwd, ".env"), LARGEST_DOTENV);
  if ("text" in file) return parseEnv(file.text);
  if (!file.missing) {
    faults.push({
      name: ".env",
      holds: "what cannot be read",
      allowed: `a readable text file: ${file.problem}`,
      where: "working directory",
    });
  }
  return {};
}
