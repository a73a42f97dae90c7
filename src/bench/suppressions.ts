import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { loadConfig } from "../config.ts";
import type { Ses, SuppressionEntry } from "../ports/ses.ts";
import { refreshMirror } from "../suppressions/refresh.ts";
import { openStoreOf } from "../wiring.ts";

const COUNT = 200_000;
const PAGE = 1_000;
const REGION = "us-east-1";

/**
 * A list of 200,000 entries into the mirror, as quick as it takes it, beside the 200 seconds that SES's rate allows; then
 * what is new, the whole list again, and the first screen. On SQLite, or where `MAILDIAG_DATABASE_URL` names PostgreSQL.
 */
export async function benchSuppressions(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "maildiag-bench-"));
  const named = loadConfig();
  const onDisk = { kind: "sqlite" as const, path: join(folder, "mirror.db"), shown: "mirror.db" };
  const store = await openStoreOf(named.database.kind === "postgres" ? named : { ...named, database: onDisk });
  const mirror = store.suppressions;
  let clock = Date.UTC(2026, 10, 20);
  let most = 0;
  const refresh = async (what: string, whole: "due" | "always") => {
    const begun = performance.now();
    let pages = 0;
    const ses = listOf(() => {
      pages += 1;
      most = Math.max(most, process.memoryUsage.rss());
    });
    const deps = { ses, mirror, now: () => new Date(clock), signal: new AbortController().signal, holder: what };
    const done = await refreshMirror(deps, { region: REGION, whole });
    const took = ((performance.now() - begun) / 1_000).toFixed(1);
    const told = done.kind === "done" ? `${done.added} added, ${done.removed} removed` : done.kind;
    process.stdout.write(`${what}: ${took} s, where SES's rate allows ${pages} s; ${told}\n`);
  };
  try {
    const before = process.memoryUsage.rss();
    await refresh("baseline of 200,000", "due");
    clock += 3_600_000;
    await refresh("what is new", "due");
    await refresh("the whole list again", "always");
    const begun = performance.now();
    await mirror.list({ regions: [REGION], reason: null, since: null }, null, 20);
    process.stdout.write(`the newest 20: ${(performance.now() - begun).toFixed(1)} ms\n`);
    process.stdout.write(`resident memory ${mebibytes(before)} MiB before, ${mebibytes(most)} MiB at most\n`);
  } finally {
    await store.close();
    rmSync(folder, { recursive: true });
  }
}

/** A list without memory of its own: page by page, an entry every ten minutes. */
function listOf(onPage: () => void): Pick<Ses, "suppressionPage"> {
  const from = Date.UTC(2026, 10, 20) - COUNT * 600_000;
  return {
    suppressionPage: async (_, { after, token }) => {
      // As any answer from a network does, it lets the process do its other work, such as freeing statements.
      await pause(1);
      onPage();
      const first = after === null ? 0 : Math.max(0, Math.floor((after.getTime() - from) / 600_000) + 1);
      const at = token === null ? first : Number(token);
      const count = Math.max(0, Math.min(PAGE, COUNT - at));
      const entries = Array.from({ length: count }, (_, index): SuppressionEntry => {
        const n = at + index;
        const address = `recipient${n}@domain${n % 5_000}.example`;
        return { address, reason: n % 20 === 0 ? "COMPLAINT" : "BOUNCE", lastUpdate: new Date(from + n * 600_000) };
      });
      return { entries, next: at + count < COUNT ? String(at + count) : null };
    },
  };
}

function mebibytes(bytes: number): number {
  return Math.round(bytes / 1_048_576);
}
