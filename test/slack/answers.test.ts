import { setInterval } from "node:timers";
import { LogLevel } from "@slack/bolt";
import { describe, expect, test } from "vitest";
import { createMetrics } from "../../src/metrics.ts";
import { Secret } from "../../src/secret.ts";
import { createCalls, webClient } from "../../src/slack/calls.ts";
import { TIMING } from "../../src/slack/timing.ts";
import { SlackRefused } from "../../src/slack/trouble.ts";
import { httpAnswer, rawServer } from "../aws/raw-server.ts";
import { maildiag, maildiagProcess } from "../terminal/maildiag.ts";
import { temporaryFolder } from "./bot-in.ts";

type Socket = Parameters<Parameters<typeof rawServer>[0]>[0];

const HEAD = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n";
const PIECE = Buffer.alloc(256 * 1024, " ");

/** As fast as it is taken, and for ever. */
function pour(socket: Socket): void {
  socket.write(HEAD);
  const more = () => {
    while (!socket.destroyed && socket.write(Buffer.concat([Buffer.from("40000\r\n"), PIECE, Buffer.from("\r\n")])));
  };
  socket.on("drain", more);
  more();
}

function trickle(socket: Socket): void {
  socket.write(`${HEAD}1\r\n{\r\n`);
  const dripping = setInterval(() => socket.write("1\r\n \r\n"), 20);
  socket.on("close", () => clearInterval(dripping));
}

const quiet = () => undefined;
const LOGGER = {
  debug: quiet,
  info: quiet,
  warn: quiet,
  error: quiet,
  setLevel: quiet,
  setName: quiet,
  getLevel: () => LogLevel.ERROR,
};

const ANSWERS: readonly [string, (socket: Socket) => void][] = [
  ["trickles", trickle],
  ["stops after its first letter", (socket) => void socket.write(`${HEAD}1\r\n{\r\n`)],
  ["never ends", pour],
  ["breaks off", (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{"ok":')],
  ["is null", (socket) => socket.end(httpAnswer("200 OK", [], "null"))],
  ["is a string", (socket) => socket.end(httpAnswer("200 OK", [], '"ok"'))],
  [
    "trickles after 503",
    (socket) => {
      socket.write(HEAD.replace("200 OK", "503 Busy"));
      const dripping = setInterval(() => socket.write("1\r\n \r\n"), 20);
      socket.on("close", () => clearInterval(dripping));
    },
  ],
];

describe("an answer of Slack's that", () => {
  test.each(ANSWERS)("%s is passing trouble, not a bug", async (_, act) => {
    await rawServer(act, async (url) => {
      const timing = { ...TIMING, callMs: 300 };
      const client = webClient(new Secret("xoxb-not-a-real-token"), `${url}/api/`, timing, LOGGER);
      const calls = createCalls(client, timing, createMetrics(), quiet);
      const failed = await calls.once("auth.test", () => client.auth.test()).catch((error: unknown) => error);
      expect(failed).toBeInstanceOf(SlackRefused);
      expect(failed).toMatchObject({ trouble: { kind: "transient" } });
    });
  });
});

const TOKENS = { SLACK_BOT_TOKEN: "xoxb-not-a-real-token", SLACK_APP_TOKEN: "xapp-1-not-a-real-token" };

function surroundings(url: string) {
  return {
    ...TOKENS,
    SLACK_API_URL: `${url}/api/`,
    MAILDIAG_DATABASE_URL: `sqlite:${temporaryFolder()}/maildiag.db`,
    MAILDIAG_BIND: "127.0.0.1:0",
    AWS_ENDPOINT_URL: "http://127.0.0.1:1",
    AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
    AWS_SECRET_ACCESS_KEY: "not-a-real-secret-key",
    MAILDIAG_DNS_SERVERS: "127.0.0.1:1",
  };
}

test("doctor, where Slack's answer never ends: it says that Slack cannot be reached", { timeout: 60_000 }, async () => {
  await rawServer(pour, async (url) => {
    const ran = await maildiag(["doctor", "--json"], surroundings(url));
    const { items }: { items: readonly { item: string; state: string }[] } = JSON.parse(ran.stdout);
    const ofSlack = items.filter(({ item }) => item.startsWith("Slack"));
    expect(ofSlack.map(({ state }) => state)).toEqual(["unreachable", "unreachable"]);
  });
});

describe("an error text that echoes the request and moves the cursor", { timeout: 60_000 }, () => {
  const said = `invalid_auth \u001b[31m Bearer ${TOKENS.SLACK_BOT_TOKEN} ${encodeURIComponent(TOKENS.SLACK_APP_TOKEN)}`;
  const echo = (socket: Socket) => socket.end(httpAnswer("200 OK", [], JSON.stringify({ ok: false, error: said })));

  test.each([["doctor"], ["doctor", "--json"], ["start"]])(
    "%s %s: no token and no control stands in what is printed",
    async (...words) => {
      await rawServer(echo, async (url) => {
        const ran = await maildiagProcess(words, surroundings(url));
        expect(ran.stdout + ran.stderr).toContain("invalid_auth");
        expect(ran.stdout + ran.stderr).not.toContain("not-a-real-token");
        expect(ran.stdout + ran.stderr).not.toContain("\u001b");
      });
    },
  );
});
