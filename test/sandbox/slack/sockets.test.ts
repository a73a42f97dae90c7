import { SocketModeClient } from "@slack/socket-mode";
import { LogLevel } from "@slack/web-api";
import { expect, onTestFinished, test } from "vitest";
import WebSocket from "ws";
import type { SlackStandIn } from "../../../src/sandbox/slack/index.ts";
import { freshSlack, startApp } from "./start-app.ts";

test("after a disconnect the app comes back and takes commands again", async () => {
  const slack = await freshSlack();
  await startApp(slack, (app) => app.command("/maildiag", async ({ ack }) => ack()), 600);
  slack.sockets.disconnect("refresh_requested");
  expect(slack.sockets.open).toBe(0);
  await slack.until(({ sockets }) => sockets.connected >= 2 && sockets.open === 1);
  expect(await slack.people.type("U0ANA", "C0OPS", "/maildiag help")).toMatchObject({ acked: true });
});

test("after its sockets were cut the app comes back", async () => {
  const slack = await freshSlack();
  await startApp(slack, (app) => app.command("/maildiag", async ({ ack }) => ack()), 600);
  slack.sockets.drop();
  await slack.until(({ sockets }) => sockets.connected >= 2 && sockets.open === 1);
  expect(await slack.people.type("U0ANA", "C0OPS", "/maildiag help")).toMatchObject({ acked: true });
});

test("a socket that answers no pings is given up by the app", async () => {
  const slack = await freshSlack({ ackWithinMs: 200 });
  await startApp(slack, (app) => app.command("/maildiag", async ({ ack }) => ack()), 600);
  slack.sockets.freeze();
  await slack.until(({ sockets }) => sockets.connected >= 2);
  const acks = [1, 2].map(() => slack.people.type("U0ANA", "C0OPS", "/maildiag help"));
  expect((await Promise.all(acks)).map((each) => each.acked).sort()).toEqual([false, true]);
});

test("envelopes go to one of several sockets, in turn", async () => {
  const slack = await freshSlack();
  await startApp(slack, (app) => app.command("/maildiag", async ({ ack }) => ack("first")));
  await startApp(slack, (app) => app.command("/maildiag", async ({ ack }) => ack("second")));
  for (const count of [1, 2, 3, 4]) await slack.people.type("U0ANA", "C0OPS", `/maildiag ${count}`);
  expect(slack.messages.map((each) => each.text).sort()).toEqual(["first", "first", "second", "second"]);
  expect(new Set(slack.sockets.deliveries.map((each) => each.socket))).toEqual(new Set([1, 2]));
});

test("a client without Bolt is greeted, gets envelopes and its acks are timed", async () => {
  const slack = await freshSlack();
  const client = new SocketModeClient({
    appToken: slack.tokens.app,
    logLevel: LogLevel.ERROR,
    clientOptions: { slackApiUrl: slack.apiUrl },
  });
  onTestFinished(() => client.disconnect());
  client.on("slash_commands", async ({ ack }) => ack({ text: "hello" }));
  await client.start();
  const ack = await slack.people.type("U0ANA", "C0OPS", "/maildiag help");
  expect(ack.ms).toBeGreaterThan(0);
  expect(slack.sockets.deliveries).toMatchObject([
    { type: "slash_commands", socket: 1, retryAttempt: 0, ackMs: ack.ms, ackPayload: { text: "hello" } },
  ]);
});

test("an event that is not acked is sent again with the same event_id; a command is not", async () => {
  const slack = await freshSlack({ ackWithinMs: 20, retryAfterMs: [0, 1, 1] });
  const socket = await openSocket(slack);
  const heard: { retry_attempt?: number; retry_reason?: string; payload: { event_id?: string } }[] = [];
  socket.on("message", (data) => heard.push(JSON.parse(String(data))));
  const { attempts, failure } = await slack.people.mention("U0ANA", "C0OPS", "check x.org");
  const events = heard.filter((each) => each.payload?.event_id);
  expect({ attempts, failure }).toEqual({ attempts: 4, failure: "operation_timeout" });
  expect(events.map((each) => [each.retry_attempt, each.retry_reason])).toEqual([
    [0, ""],
    [1, "timeout"],
    [2, "timeout"],
    [3, "timeout"],
  ]);
  expect(new Set(events.map((each) => each.payload.event_id)).size).toBe(1);
  expect(await slack.people.type("U0ANA", "C0OPS", "/maildiag help")).toMatchObject({ attempts: 1 });
});

test("pings are sent and answered", async () => {
  const slack = await freshSlack({ pingEveryMs: 10 });
  const socket = await openSocket(slack);
  const pinged = new Promise((resolve) => socket.once("ping", resolve));
  const ponged = new Promise((resolve) => socket.once("pong", resolve));
  socket.ping("from the app");
  expect(String(await pinged)).toBe("ping from slack");
  expect(String(await ponged)).toBe("from the app");
});

test("a socket address opens once", async () => {
  const slack = await freshSlack();
  const url = await socketUrl(slack);
  await opened(url);
  await expect(opened(url)).rejects.toThrow("401");
});

async function socketUrl(slack: SlackStandIn): Promise<string> {
  const answer = await fetch(`${slack.apiUrl}apps.connections.open`, {
    method: "POST",
    headers: { authorization: `Bearer ${slack.tokens.app}` },
  });
  const body: unknown = await answer.json();
  return typeof body === "object" && body !== null && "url" in body ? String(body.url) : "";
}

function opened(url: string): Promise<WebSocket> {
  const { promise, resolve, reject } = Promise.withResolvers<WebSocket>();
  const socket = new WebSocket(url);
  onTestFinished(() => socket.terminate());
  socket.once("message", () => resolve(socket));
  socket.once("error", reject);
  return promise;
}

async function openSocket(slack: SlackStandIn): Promise<WebSocket> {
  return opened(await socketUrl(slack));
}
