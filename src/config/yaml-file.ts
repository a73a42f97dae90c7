import { createRequire } from "node:module";
import { resolve } from "node:path";
import type { Document, LineCounter } from "yaml";
import type { z } from "zod";
import { didYouMean, type Fault, inert, shown } from "./fault.ts";
import { type FileValues, misfitsOf, schemas } from "./file-schema.ts";
import type { Found } from "./layers.ts";
import { readText } from "./read-text.ts";

/** Loaded where there is a file to read, because most commands start without one and all of them wait for it. */
function yaml(): typeof import("yaml") {
  return createRequire(import.meta.url)("yaml");
}

const DEFAULT_FILE = "maildiag.yaml";
const LARGEST = 256 * 1024;
const DEEPEST = 20;
/** Anchors are fine; a document that grows by them (the "billion laughs") is not. */
const MOST_ALIASES = 100;

/** `values` is null where there is no file, or a wrong one; `content` is what stands in it, right or wrong. */
type YamlFile = { values: FileValues | null; content: unknown };
const NOTHING: YamlFile = { values: null, content: null };

type Path = readonly PropertyKey[];

/**
 * Reads the YAML file that is named, else `maildiag.yaml`, which need not exist. `faults` grows by everything wrong with
 * it, each with its line; what YAML's own messages would quote of the file is left out: passwords may stand there.
 */
export function readYamlFile(named: Found | null, cwd: string, faults: Fault[]): YamlFile {
  const name = named?.text.trim() ?? DEFAULT_FILE;
  const file = readText(resolve(cwd, name), LARGEST);
  if ("problem" in file) {
    if (file.missing && !named) return NOTHING;
    const allowed = `a readable YAML file: ${file.problem}`;
    faults.push({ name: "MAILDIAG_CONFIG", holds: shown(name), allowed, where: named?.where ?? "its default" });
    return NOTHING;
  }
  const label = inert(name);
  const lines = new (yaml().LineCounter)();
  const document = parse(file.text, lines);
  const broken = brokenness(document);
  const content = broken.length === 0 && document ? contentOf(document) : undefined;
  if (!document || broken.length > 0 || content === undefined) {
    const faultsOfSyntax =
      broken.length > 0 ? broken : [{ what: "more depth or repetition than a configuration needs", offset: 0 }];
    for (const { what, offset } of faultsOfSyntax) {
      faults.push({
        name: label,
        holds: what,
        allowed: "valid YAML",
        where: `line ${lines.linePos(offset).line || 1}`,
      });
    }
    return NOTHING;
  }
  const where = (path: Path) => `${label}, line ${lineOf(document, path, lines)}`;
  const result = schemas().file.safeParse(content);
  for (const issue of result.error?.issues ?? []) faults.push(...faultsOf(issue, content, where));
  for (const { path, allowed } of misfitsOf(content)) {
    faults.push({ name: nameOf(path), holds: shown(valueAt(content, path)), allowed, where: where(path) });
  }
  return { values: result.data ?? null, content };
}

function parse(text: string, lineCounter: LineCounter): Document.Parsed | null {
  try {
    return yaml().parseDocument(text, { lineCounter, prettyErrors: false, stringKeys: true });
  } catch {
    return null;
  }
}

function brokenness(document: Document.Parsed | null): readonly { what: string; offset: number }[] {
  const troubles = [...(document?.errors ?? []), ...(document?.warnings ?? [])];
  return troubles
    .slice(0, 5)
    .map(({ code, pos }) => ({ what: code.toLowerCase().replaceAll("_", " "), offset: pos[0] }));
}

/** Plain data, or undefined where it is too deep, refers to itself, or grows too much. An empty file is an empty mapping. */
function contentOf(document: Document.Parsed): unknown {
  const { visit } = yaml();
  let isTooDeep = false;
  visit(document, (_, __, path) => {
    if (path.length <= 3 * DEEPEST) return undefined;
    isTooDeep = true;
    return visit.BREAK;
  });
  if (isTooDeep) return undefined;
  try {
    const content: unknown = document.toJS({ maxAliasCount: MOST_ALIASES });
    // A mapping that holds itself by an alias has no JSON.
    JSON.stringify(content);
    return content ?? {};
  } catch {
    return undefined;
  }
}

function faultsOf(issue: z.core.$ZodIssue, content: unknown, where: (path: Path) => string): readonly Fault[] {
  const isSecret = issue.path.includes("password");
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => {
      const path = [...issue.path, key];
      // What stands under a key that nobody knows is not shown: it may be a password with a slip in its name. And a
      // password may stand as a key, `{ the-password }`.
      return {
        name: isSecret ? `${nameOf(issue.path)}.[secret]` : nameOf(path),
        holds: "an unknown key",
        allowed: isSecret ? issue.message : didYouMean(key, issue.message.split(", ")),
        where: where(path),
      };
    });
  }
  const value = valueAt(content, issue.path);
  const holds = isSecret && typeof value !== "object" ? "[secret]" : shown(value);
  return [{ name: nameOf(issue.path), holds, allowed: issue.message, where: where(issue.path) }];
}

/** `relays[0].port`; the whole file is its top. */
function nameOf(path: Path): string {
  const words = path.map((key) => (typeof key === "number" ? `[${key}]` : `.${inert(String(key))}`));
  return words.join("").replace(/^\./, "") || "the top of the file";
}

function valueAt(content: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (at, key) => (typeof at === "object" && at !== null && Object.hasOwn(at, key) ? Reflect.get(at, key) : undefined),
    content,
  );
}

/** Of a key that is missing, its mapping's line. */
function lineOf(document: Document.Parsed, path: Path, lines: LineCounter): number {
  for (let length = path.length; length > 0; length--) {
    const node = nodeAt(document, path.slice(0, length));
    if (node !== null) return lines.linePos(node).line || 1;
  }
  return 1;
}

function nodeAt(document: Document.Parsed, path: Path): number | null {
  try {
    const node: unknown = document.getIn(path, true);
    const range = typeof node === "object" && node !== null ? Reflect.get(node, "range") : null;
    return Array.isArray(range) && typeof range[0] === "number" && (!yaml().isScalar(node) || node.value !== undefined)
      ? range[0]
      : null;
  } catch {
    return null;
  }
}
