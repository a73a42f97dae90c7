import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";
import { startAws } from "../../src/sandbox/aws/start-aws.ts";
import { startDns } from "../../src/sandbox/dns/start-dns.ts";
import { EXAMPLE_WORKSPACE, type SlackStandIn, startSlack } from "../../src/sandbox/slack/index.ts";
import type { World } from "../../src/sandbox/world.ts";
import { healthy } from "../../src/sandbox/worlds/healthy.ts";
import { freePort } from "../free-port.ts";
import { maildiagProcess } from "../terminal/maildiag.ts";
import { temporaryFolder } from "./bot-in.ts";

const MAIN = fileURLToPath(new URL("../../src/main.ts", import.meta.url));

type Started = {
  slack: SlackStandIn;
  child: ChildProcess;
  stderr: () => string;
  ended: Promise<number | string | null>;
};

/** The program as a machine's service manager runs it. */
async function surroundings(world: World = healthy) {
  const [dns, aws, slack] = await Promise.all([startDns(world), startAws(world), startSlack(EXAMPLE_WORKSPACE)]);
  onTestFinished(async () => {
    await Promise.all([dns.close(), aws.close(), slack.close()]);
  });
  const folder = temporaryFolder();
  const env = {
    ...aws.env,
    MAILDIAG_DNS_SERVERS: dns.resolver,
    MAILDIAG_BIND: "127.0.0.1:0",
    MAILDIAG_DATABASE_URL: `sqlite:${folder}/maildiag.db`,
    SLACK_API_URL: slack.apiUrl,
    SLACK_BOT_TOKEN: slack.tokens.bot,
    SLACK_APP_TOKEN: slack.tokens.app,
  };
  return { slack, env, folder };
}

function run(slack: SlackStandIn, env: Readonly<Record<string, string>>, cwd: string): Started {
  const child = spawn(process.execPath, [MAIN, "start"], { cwd, env, stdio: ["ignore", "ignore", "pipe"] });
  let stderr = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const ended = new Promise<number | string | null>((resolve) =>
    child.on("close", (code, signal) => resolve(signal ?? code)),
  );
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await ended;
  });
  return { slack, child, stderr: () => stderr, ended };
}

const MOST_MS = 40_000;

describe("maildiag start", { timeout: 120_000 }, () => {
  test.each(["SIGTERM", "SIGINT"] as const)(
    "%s: what is under way is finished, exit 0 within ten seconds",
    async (signal) => {
      const world = { ...healthy, dnsFaults: [{ then: { delayMs: 60 } }] };
      const { slack, env, folder } = await surroundings(world);
      const { child, ended, stderr } = run(slack, env, folder);
      await slack.until(({ sockets }) => sockets.open > 0, MOST_MS);
      await slack.people.type("U0ANA", "#mail-ops", "/maildiag check example.com");
      await slack.until((it) => it.messages[0]);
      const began = performance.now();
      child.kill(signal);
      expect(await ended).toBe(0);
      expect(performance.now() - began).toBeLessThan(10_000);
      expect(slack.messages[0]?.text).toContain("nothing failed");
      for (const secret of Object.values(slack.tokens)) expect(stderr()).not.toContain(secret);
    },
  );

  test("another signal ends it at once", async () => {
    const world = { ...healthy, dnsFaults: [{ then: "timeout" as const }] };
    const { slack, env, folder } = await surroundings(world);
    const { child, ended, stderr } = run(slack, env, folder);
    await slack.until(({ sockets }) => sockets.open > 0, MOST_MS);
    await slack.people.type("U0ANA", "#mail-ops", "/maildiag check example.com");
    await slack.until((it) => it.messages[0]);
    child.kill("SIGTERM");
    await slack.until(() => stderr().includes("stopping"), MOST_MS);
    const began = performance.now();
    child.kill("SIGINT");
    expect(await ended).toBe(1);
    // What is under way would have had 7.5 seconds.
    expect(performance.now() - began).toBeLessThan(6_000);
  });

  test("killed in the middle of a report: the next one brings it to interrupted, and it can be run again", async () => {
    const world = { ...healthy, dnsFaults: [{ then: { delayMs: 2_000 }, times: 30 }] };
    const { slack, folder, ...rest } = await surroundings(world);
    // The same name before and after.
    const env = { ...rest.env, MAILDIAG_BIND: `127.0.0.1:${await freePort()}` };
    const first = run(slack, env, folder);
    await slack.until(({ sockets }) => sockets.open > 0, MOST_MS);
    await slack.people.type("U0ANA", "#mail-ops", "/maildiag check example.com");
    const parent = await slack.until((it) => it.messages[0]);
    first.child.kill("SIGKILL");
    await first.ended;
    run(slack, env, folder);
    await slack.until(() => /interrupted/i.test(parent.text), MOST_MS);
    await slack.until(({ sockets }) => sockets.open > 0, MOST_MS);
    await slack.people.press("U0BEN", parent, "run_again");
    await slack.until((it) => it.find("asked by"), MOST_MS);
  });

  test("Slack is away: the probes say that it lives and is not ready, and a signal ends it", async () => {
    const { slack, folder, ...rest } = await surroundings();
    const bind = `127.0.0.1:${await freePort()}`;
    slack.fail({ method: "auth.test", then: "http500" });
    const { child, ended, stderr } = run(slack, { ...rest.env, MAILDIAG_BIND: bind }, folder);
    await slack.until(() => stderr().includes("cannot be asked who we are"), MOST_MS);
    const answers = await Promise.all(["healthz", "readyz"].map((path) => fetch(`http://${bind}/${path}`)));
    expect(answers.map(({ status }) => status)).toEqual([200, 503]);
    child.kill("SIGTERM");
    expect(await ended).toBe(0);
  });

  test.each([
    ["no bot token", "SLACK_BOT_TOKEN"],
    ["no app token", "SLACK_APP_TOKEN"],
  ])("%s: exit 2, the variable is named", async (_, name) => {
    const { env } = await surroundings();
    const ran = await maildiagProcess(["start"], { ...env, [name]: "" });
    expect(ran.status).toBe(2);
    expect(ran.stderr).toContain(`${name}: holds nothing`);
  });

  test.each([
    ["auth.test", "invalid_auth"],
    ["apps.connections.open", "invalid_auth"],
  ])("%s says %s: a clear last line, exit 1", async (method, code) => {
    const { slack, env } = await surroundings();
    slack.fail({ method, then: `error:${code}` });
    const ran = await maildiagProcess(["start"], env);
    expect(ran.status).toBe(1);
    expect(ran.stderr.trim().split("\n").at(-1)).toContain(`Slack refuses the tokens (${code})`);
  });

  test("invalid_auth when it reconnects: a clear last line, exit 1", async () => {
    const { slack, env, folder } = await surroundings();
    const { ended, stderr } = run(slack, env, folder);
    await slack.until(({ sockets }) => sockets.open === 2, MOST_MS);
    slack.fail({ method: "apps.connections.open", then: "error:invalid_auth" });
    slack.sockets.disconnect();
    expect(await ended).toBe(1);
    expect(stderr().trim().split("\n").at(-1)).toContain("Slack refuses the tokens (invalid_auth)");
  });

  test("a store that cannot be opened: a clear last line, exit 1", async () => {
    const { env } = await surroundings();
    const ran = await maildiagProcess(["start"], { ...env, MAILDIAG_DATABASE_URL: "sqlite:/dev/null/maildiag.db" });
    expect(ran.status).toBe(1);
    expect(ran.stderr.trim().split("\n").at(-1)).toContain("The store cannot be opened");
  });

  test("an address that is taken: a clear last line, exit 1", async () => {
    const { slack, env } = await surroundings();
    const taken = new URL(slack.origin).host;
    const ran = await maildiagProcess(["start"], { ...env, MAILDIAG_BIND: taken });
    expect(ran.status).toBe(1);
    expect(ran.stderr.trim().split("\n").at(-1)).toContain(`MAILDIAG_BIND: ${taken}`);
  });
});
