import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { explain } from "../bounces/explain.ts";
import type { ExplanationItem } from "../bounces/explanation.ts";
import { isHeldOut, readCorpus, readLines } from "./corpus.ts";

/**
 * `node src/bench/explain.ts [corpus] [--misses]`: how often reason, recipient and codes agree with the corpus, apart for
 * the two thirds that rules may be tuned on and the third that is held out, and how fast it goes. `--misses` lists what
 * differs, of the tuned part alone.
 */
type Score = { right: number; of: number };

const folder = process.argv.slice(2).find((arg) => !arg.startsWith("--")) ?? process.env.MAILDIAG_CORPUS;
const showMisses = process.argv.includes("--misses");
if (!folder) {
  console.error("usage: node src/bench/explain.ts CORPUS   (or MAILDIAG_CORPUS)");
  process.exit(2);
}

const scores = new Map<string, { tuned: Score; heldOut: Score }>();

function count(what: string, heldOut: boolean, right: boolean): void {
  const entry = scores.get(what) ?? { tuned: { right: 0, of: 0 }, heldOut: { right: 0, of: 0 } };
  const score = heldOut ? entry.heldOut : entry.tuned;
  score.of += 1;
  if (right) score.right += 1;
  scores.set(what, entry);
}

const mails = readCorpus(folder);
for (const { file, bytes, recipients, expected } of mails) {
  const heldOut = isHeldOut(file);
  const { items } = explain(bytes);
  expected.forEach((want, index) => {
    const address = recipients[index];
    const got =
      items.find(({ recipient }) => address !== undefined && recipient?.toLowerCase() === address.toLowerCase()) ??
      items[index];
    const reason = got?.reason === want.reason;
    count("mails: reason", heldOut, reason);
    if (want.replycode) count("mails: reply code", heldOut, got?.replyCode === want.replycode);
    if (want.deliverystatus) count("mails: enhanced code", heldOut, got?.enhancedCode === want.deliverystatus);
    if (showMisses && !heldOut && !reason) miss(file, want.reason, got);
    if (showMisses && !heldOut && want.replycode && got?.replyCode !== want.replycode)
      miss(file, `reply code ${want.replycode}`, got);
    if (showMisses && !heldOut && want.deliverystatus && got?.enhancedCode !== want.deliverystatus)
      miss(file, `status ${want.deliverystatus}`, got);
  });
  count("mails: number of recipients", heldOut, items.length === expected.length);
  if (showMisses && !heldOut && items.length !== expected.length) miss(file, `${expected.length} items`, items[0]);
  for (const address of recipients) {
    const found = items.some(({ recipient }) => recipient?.toLowerCase() === address.toLowerCase());
    count("mails: recipient", heldOut, found);
    if (showMisses && !heldOut && !found) miss(file, address, items[0]);
  }
}

for (const { line, reasons, heldOut } of readLines(folder)) {
  const [item] = explain(line).items;
  const right = item !== undefined && reasons.includes(item.reason);
  count("lines: reason", heldOut, right);
  if (showMisses && !heldOut && !right) miss(line.slice(0, 160), reasons.join("|"), item);
}

function miss(what: string, want: string, got: ExplanationItem | undefined): void {
  console.log(
    `${what}\n   want ${want}, got ${got ? `${got.reason} ${got.recipient} ${got.replyCode}/${got.enhancedCode} by «${got.rule}» ${got.command}: ${got.evidence?.slice(0, 200)}` : "nothing"}`,
  );
}

const share = ({ right, of }: Score) => (of === 0 ? "-" : `${((100 * right) / of).toFixed(1)} % (${right}/${of})`);
console.log(`${"".padEnd(28)}${"tuned on".padEnd(22)}held out`);
for (const [what, { tuned, heldOut }] of scores)
  console.log(`${what.padEnd(28)}${share(tuned).padEnd(22)}${share(heldOut)}`);

const files = readdirSync(join(folder, "raw")).map((name) => readFileSync(join(folder, "raw", name)));
const wanted = 10_000;
const seconds = cpuSeconds(() => {
  for (let index = 0; index < wanted; index += 1) explain(files[index % files.length] ?? "");
});
const lines = readLines(folder).map(({ line }) => line);
const rounds = 40;
for (const line of lines) explain(line);
const perLine = cpuSeconds(() => {
  for (let round = 0; round < rounds; round += 1) for (const line of lines) explain(line);
});
console.log(
  `\n${Math.round(wanted / seconds)} mails a second on one core (${wanted} mails, CPU time of the whole process)`,
);
console.log(`${((perLine * 1e6) / (rounds * lines.length)).toFixed(1)} µs a bare line`);
console.log(`peak memory ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`);

/** CPU time, all threads: on a busy machine the wall clock tells of its neighbours. */
function cpuSeconds(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}
