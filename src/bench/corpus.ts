import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";

export type CorpusMail = {
  file: string;
  bytes: Buffer;
  recipients: readonly string[];
  expected: readonly { deliverystatus: string; replycode: string; reason: string }[];
};

/** A third of the corpus is held out: FNV-1a of the name, modulo 3. Rules are never tuned on it. */
export function isHeldOut(name: string): boolean {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(basename(name))) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash % 3 === 0;
}

/** The folder of bounces: `corpus` itself, or its `bounces`. */
export function bouncesIn(corpus: string): string {
  const inner = join(corpus, "bounces");
  return existsSync(join(inner, "expected.json")) ? inner : corpus;
}

export function readCorpus(folder: string): readonly CorpusMail[] {
  const path = join(folder, "expected.json");
  if (!existsSync(path)) return [];
  const entries = JSON.parse(readFileSync(path, "utf8")) as Omit<CorpusMail, "bytes">[];
  return entries.map((entry) => ({ ...entry, bytes: readFileSync(join(folder, entry.file)) }));
}

export type CorpusLine = { line: string; provider: string; reasons: readonly string[]; heldOut: boolean };

/** A line that stems from a mail is held out with its mail. `greylisted` is sisimai's former name for part of `onhold`. */
export function readLines(folder: string): readonly CorpusLine[] {
  const path = join(folder, "smtp-lines.tsv");
  if (!existsSync(path)) return [];
  const rows = readFileSync(path, "utf8").trimEnd().split("\n").slice(1);
  return rows.map((row) => {
    const [line = "", provider = "", reasons = "", source = ""] = row.split("\t");
    const mail = /set-of-emails (\S+)/.exec(source)?.[1];
    return { line: unquoted(line), provider, reasons: reasons.split("|"), heldOut: isHeldOut(mail ?? line) };
  });
}

/** A field that holds quotes is quoted, its quotes doubled. */
function unquoted(cell: string): string {
  return cell.startsWith('"') && cell.endsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell;
}
