import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { explain } from "../bounces/explain.ts";
import type { ExplanationItem } from "../bounces/explanation.ts";
import { bouncesIn, type CorpusMail, isHeldOut, readCorpus, readLines } from "./corpus.ts";

/**
 * How often reason, recipient and codes agree with the corpus, apart for the two thirds that rules were made on and the
 * third that was held out, and how fast it goes. `misses` lists what differs.
 */
export async function benchExplain(corpus: string | null, misses = false): Promise<void> {
  const folder = corpus === null ? null : bouncesIn(corpus);
  if (folder === null || !existsSync(join(folder, "expected.json"))) {
    write("explain: skipped, MAILDIAG_CORPUS names no folder that holds bounces.");
    return;
  }
  const agreement = new Agreement(misses);
  for (const mail of readCorpus(folder)) judgeMail(mail, agreement);
  for (const { line, reasons, heldOut } of readLines(folder)) {
    const [item] = explain(line).items;
    agreement.count("lines: reason", heldOut, reasons.includes(item?.reason ?? ""), line, reasons.join("|"), item);
  }
  write("explain: agreement with the corpus");
  for (const row of agreement.table()) write(`  ${row}`);
  for (const row of speed(folder)) write(`  ${row}`);
  for (const row of await starts(folder)) write(`  ${row}`);
}

type Score = { right: number; of: number };

class Agreement {
  readonly #scores = new Map<string, { madeOn: Score; heldOut: Score }>();
  readonly #misses: boolean;

  constructor(misses: boolean) {
    this.#misses = misses;
  }

  count(
    what: string,
    heldOut: boolean,
    right: boolean,
    where: string,
    want: string,
    got: ExplanationItem | undefined,
  ): void {
    const entry = this.#scores.get(what) ?? { madeOn: { right: 0, of: 0 }, heldOut: { right: 0, of: 0 } };
    const score = heldOut ? entry.heldOut : entry.madeOn;
    score.of += 1;
    if (right) score.right += 1;
    this.#scores.set(what, entry);
    if (right || !this.#misses) return;
    const { reason, recipient, replyCode, enhancedCode, rule, evidence } = got ?? {};
    write(`${what}: ${where.slice(0, 160)}\n   want ${want}, got ${got ? `${reason} ${recipient}` : "nothing"}`);
    if (got) write(`   ${replyCode}/${enhancedCode} by «${rule}»: ${evidence?.slice(0, 200)}`);
  }

  table(): readonly string[] {
    const rows = [...this.#scores].map(([what, { madeOn, heldOut }]) => row(what, share(madeOn), share(heldOut)));
    return [row("", "made on", "held out"), ...rows];
  }
}

function judgeMail({ file, bytes, recipients, expected }: CorpusMail, agreement: Agreement): void {
  const heldOut = isHeldOut(file);
  const { items } = explain(bytes);
  const judge = (what: string, right: boolean, want: string, got: ExplanationItem | undefined) =>
    agreement.count(`mails: ${what}`, heldOut, right, file, want, got);
  for (const [index, want] of expected.entries()) {
    const address = recipients[index]?.toLowerCase();
    const got =
      items.find(({ recipient }) => address !== undefined && recipient?.toLowerCase() === address) ?? items[index];
    judge("reason", got?.reason === want.reason, want.reason, got);
    if (want.replycode) judge("reply code", got?.replyCode === want.replycode, want.replycode, got);
    if (want.deliverystatus)
      judge("enhanced code", got?.enhancedCode === want.deliverystatus, want.deliverystatus, got);
  }
  judge("number of recipients", items.length === expected.length, String(expected.length), items[0]);
  for (const address of recipients) {
    const found = items.some(({ recipient }) => recipient?.toLowerCase() === address.toLowerCase());
    judge("recipient", found, address, items[0]);
  }
}

const MAILS = 10_000;
const ROUNDS = 40;

function speed(folder: string): readonly string[] {
  const raw = join(folder, "raw");
  const mails = readdirSync(raw).map((name) => readFileSync(join(raw, name)));
  const seconds = cpuSeconds(() => {
    for (let index = 0; index < MAILS; index += 1) explain(mails[index % mails.length] ?? "");
  });
  const lines = readLines(folder).map(({ line }) => line);
  for (const line of lines) explain(line);
  const rounds = Array.from({ length: ROUNDS }, () =>
    cpuSeconds(() => {
      for (const line of lines) explain(line);
    }),
  );
  const perLine = (Math.min(...rounds) * 1e6) / lines.length;
  return [
    row("mails a second, one core", String(Math.round(MAILS / seconds)), `at least 2000; ${MAILS} mails, CPU time`),
    row("a bare line", `${perLine.toFixed(1)} µs`, `under 50 µs; CPU time, the quickest of ${ROUNDS} rounds`),
    row("peak memory", `${Math.round(process.resourceUsage().maxRSS / 1024)} MB`, "under 200 MB"),
  ];
}

const ROOT = join(import.meta.dirname, "../..");
const STARTS = 10;

/** From the start of the process to the first byte of the answer, of one mail; of the built program where it was built. */
async function starts(folder: string): Promise<readonly string[]> {
  const [mail = ""] = readdirSync(join(folder, "raw"));
  const built = join(ROOT, "dist/main.js");
  const programs = [
    { what: "start to answer, checkout", words: [join(ROOT, "src/main.ts"), "explain", join(folder, "raw", mail)] },
    { what: "start to answer, built", words: existsSync(built) ? [built, "explain", join(folder, "raw", mail)] : null },
    { what: "an empty program", words: ["--eval", "process.stdout.write('.')"] },
  ];
  const rows: string[] = [];
  for (const { what, words } of programs) {
    if (words === null) {
      rows.push(row(what, "-", "npm run build first"));
      continue;
    }
    // The first fills the compile cache.
    await answerAfter([...words, ...(what.startsWith("start") ? ["--json"] : [])], true);
    const times = [];
    for (let index = 0; index < STARTS; index += 1) times.push(await answerAfter(words, false));
    times.sort((a, b) => a - b);
    const [quickest = 0, middle = 0] = [times[0], times[STARTS / 2]];
    rows.push(row(what, `${Math.round(quickest)} ms`, `under 200 ms; median ${Math.round(middle)} of ${STARTS}`));
  }
  return rows;
}

/** Milliseconds. What is looked up beside an answer follows it, and is not waited for. */
function answerAfter(words: readonly string[], toItsEnd: boolean): Promise<number> {
  const started = performance.now();
  const child = spawn(process.execPath, words, { stdio: ["ignore", "pipe", "ignore"] });
  return new Promise((resolve, reject) => {
    let answered = Number.NaN;
    child.stdout.once("data", () => {
      answered = performance.now() - started;
      if (!toItsEnd) child.kill();
    });
    child.stdout.resume();
    child.once("error", reject);
    child.once("close", () => resolve(answered));
  });
}

function row(what: string, first: string, second: string): string {
  return `${what.padEnd(28)}${first.padEnd(22)}${second}`.trimEnd();
}

function share({ right, of }: Score): string {
  return of === 0 ? "-" : `${((100 * right) / of).toFixed(1)} % (${right}/${of})`;
}

/** CPU time, all threads: on a busy machine the wall clock tells of its neighbours. */
function cpuSeconds(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

function write(line: string): void {
  process.stdout.write(`${line}\n`);
}

if (import.meta.main) {
  const [corpus] = process.argv.slice(2).filter((arg) => !arg.startsWith("--"));
  await benchExplain(corpus ?? null, process.argv.includes("--misses"));
}
