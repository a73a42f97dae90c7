import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import Sqlite from "better-sqlite3";
import { expect, it, onTestFinished } from "vitest";
import type { Store } from "../../src/ports/store.ts";
import { Secret } from "../../src/secret.ts";
import { openStore } from "../../src/store/open-store.ts";
import { COMPILE_CACHE } from "../compile-cache.ts";
import { createDatabase, POSTGRES, WITHOUT_POSTGRES } from "../store/postgres-server.ts";
import { temporaryFolder } from "./bot-in.ts";
import { outboxOn } from "./outbox-on.ts";

const roundsOr = (few: number) => Number(process.env.MAILDIAG_TEST_RUNS ?? few);
const CHILD = fileURLToPath(new URL("./telling-child.ts", import.meta.url));

type Row = { id: string; channel: string; aim: string; state: string };
type Place = { url: string; store: Store; rows: () => Promise<readonly Row[]> };

const ROWS = "select id, channel, aim, state from outbox order by place";

async function inFile(): Promise<Place> {
  const path = `${temporaryFolder()}/maildiag.db`;
  const store = await openStore({ kind: "sqlite", path });
  const database = new Sqlite(path);
  onTestFinished(() => void database.close());
  return { url: `sqlite:${path}`, store, rows: async () => database.prepare(ROWS).all() as Row[] };
}

async function onServer(): Promise<Place> {
  const database = await createDatabase();
  onTestFinished(() => database.drop());
  const url = database.url();
  const store = await openStore({ kind: "postgres", url: new Secret(url) });
  return { url, store, rows: async () => (await database.ask(ROWS)) as readonly Row[] };
}

const PLACES = [
  { name: "in SQLite", rounds: roundsOr(2), isThere: true, open: inFile },
  { name: `on PostgreSQL${WITHOUT_POSTGRES}`, rounds: roundsOr(1), isThere: Boolean(POSTGRES), open: onServer },
];

it.for(PLACES)(
  "says everything once and in order over $rounds kills of two instances $name",
  { timeout: 60_000 + roundsOr(2) * 12_000 },
  async ({ rounds, isThere, open }, { skip }) => {
    if (!isThere) skip();
    const { url, store, rows: rowsNow } = await open();
    const { slack, drain, said } = await outboxOn({ store });
    // So that kills find messages that stand in Slack and of which nobody knows yet.
    slack.fail({ method: "chat.postMessage", then: { answerAfterMs: 40 } });
    const env = {
      ...COMPILE_CACHE,
      PATH: process.env.PATH ?? "",
      SLACK_API_URL: slack.apiUrl,
      SLACK_BOT_TOKEN: slack.tokens.bot,
      MAILDIAG_DATABASE_URL: url,
    };

    async function telling(): Promise<ChildProcess> {
      const child = spawn(process.execPath, [CHILD], {
        cwd: temporaryFolder(),
        env,
        stdio: ["ignore", "pipe", "inherit"],
      });
      const died = once(child, "exit").then(() => Promise.reject(new Error("an instance ended by itself")));
      // Whoever is killed later is not waited for here.
      died.catch(() => {});
      if (child.stdout) await Promise.race([once(child.stdout, "data"), died]);
      return child;
    }
    async function kill(child: ChildProcess): Promise<void> {
      child.kill("SIGKILL");
      await once(child, "exit");
    }

    const instances = await Promise.all([telling(), telling()]);
    for (let round = 0; round < rounds; round += 1) {
      await pause(Math.random() * 1_200);
      const [victim, survivor] = Math.random() < 0.5 ? instances : instances.toReversed();
      if (!victim || !survivor) throw new Error("there are two");
      await kill(victim);
      // Now and then nobody is left for a while.
      if (Math.random() < 0.2) {
        await kill(survivor);
        instances.splice(0, 2, await telling(), await telling());
      } else instances.splice(0, 2, survivor, await telling());
    }
    await Promise.all(instances.map(kill));
    // What the last ones held is free again when their leases are over.
    while ((await rowsNow()).some(({ state }) => state === "waiting")) await drain();
    const rows = await rowsNow();
    expect(rows.length).toBeGreaterThan(12);
    const told = said().map(({ channel, text, earlier, threadTs }) => ({
      channel,
      threadTs,
      text: earlier[0]?.text ?? text,
    }));
    const idOf = ({ text }: { text: string }) => text.replace("this is ", "");
    for (const channel of ["C0OPS", "C0PARTNER", "G0SECRET"]) {
      const replies = rows.filter((row) => row.channel === channel && row.aim === "thread").map(({ id }) => id);
      const inThreads = told.filter((each) => each.channel === channel && each.threadTs);
      expect(inThreads.map(idOf)).toEqual(replies);
      const parents = rows.filter((row) => row.channel === channel && row.aim === "channel").map(({ id }) => id);
      const inChannel = told.filter((each) => each.channel === channel && !each.threadTs);
      // One that nobody had begun to say when it was edited was posted as edited.
      expect(inChannel.map((each) => idOf(each).replace(/-3$/, ""))).toEqual(parents);
    }
    const final = said().filter(({ threadTs }) => !threadTs);
    expect(final.every(({ text }) => text.endsWith("-3"))).toBe(true);
  },
);
