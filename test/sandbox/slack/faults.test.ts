import { expect, test } from "vitest";
import { SLACK_RATE_LIMITS, type SlackFault } from "../../../src/sandbox/slack/index.ts";
import { clientOf, codeOf } from "./client.ts";
import { freshSlack } from "./start-app.ts";

const POST = { channel: "C0OPS", text: "hello" };

test.for<{ why: string; then: SlackFault["then"]; seen: RegExp; posted: number }>([
  { why: "any error code", then: "error:fatal_error", seen: /^fatal_error$/, posted: 0 },
  { why: "HTTP 500", then: "http500", seen: /statusCode 500|status code.*500|HTTP.*500/i, posted: 0 },
  {
    why: "a dropped connection",
    then: "drop",
    seen: /WebAPIRequestError|fetch failed|terminated|request error/i,
    posted: 0,
  },
  { why: "an answer lost after the deed", then: "dropAfter", seen: /request error|fetch failed/i, posted: 1 },
  { why: "a slow answer", then: { delayMs: 5 }, seen: /^ok$/, posted: 1 },
])("$why", async ({ then, seen, posted }) => {
  const slack = await freshSlack({ faults: [{ method: "chat.postMessage", then }] });
  expect(String(await codeOf(clientOf(slack, undefined, true).chat.postMessage(POST)))).toMatch(seen);
  expect(slack.messages).toHaveLength(posted);
});

test("a call that is never answered runs into the caller's own time-out", async () => {
  const slack = await freshSlack({ faults: [{ method: "chat.postMessage", then: "timeout" }] });
  const call = fetch(`${slack.apiUrl}chat.postMessage`, {
    method: "POST",
    headers: { authorization: `Bearer ${slack.tokens.bot}` },
    body: new URLSearchParams(POST),
    signal: AbortSignal.timeout(50),
  });
  await expect(call).rejects.toThrow("timeout");
  expect(slack.messages).toHaveLength(0);
});

test("a fault strikes its channel only, so many times, and can be taken away", async () => {
  const slack = await freshSlack({
    faults: [{ method: "*", channel: "C0OPS", then: "error:internal_error", times: 1 }],
  });
  const client = clientOf(slack);
  expect(await codeOf(client.chat.postMessage({ ...POST, channel: "G0SECRET" }))).toBe("ok");
  expect(await codeOf(client.chat.postMessage(POST))).toBe("internal_error");
  expect(await codeOf(client.chat.postMessage(POST))).toBe("ok");
  const mend = slack.fail({ method: "auth.test", then: "error:account_inactive" });
  expect(await codeOf(client.auth.test())).toBe("account_inactive");
  mend();
  expect(await codeOf(client.auth.test())).toBe("ok");
  expect(slack.calls.map((call) => [call.method, call.channel, call.outcome])).toEqual([
    ["chat.postMessage", "G0SECRET", "ok"],
    ["chat.postMessage", "C0OPS", "internal_error"],
    ["chat.postMessage", "C0OPS", "ok"],
    ["auth.test", "", "account_inactive"],
    ["auth.test", "", "ok"],
  ]);
});

test("a client that is told to wait waits, and then gets through", async () => {
  const slack = await freshSlack();
  slack.fail({ method: "chat.postMessage", then: "ratelimit", times: 1 });
  const started = performance.now();
  expect(await codeOf(clientOf(slack).chat.postMessage(POST))).toBe("ok");
  expect(performance.now() - started).toBeGreaterThan(950);
  expect(slack.calls.map((call) => call.outcome)).toEqual(["ratelimited", "ok"]);
});

test("Slack's own limits: a burst, then one a second in each channel", async () => {
  let clock = 1_700_000_000_000;
  const slack = await freshSlack({ rateLimits: SLACK_RATE_LIMITS, now: () => clock });
  const client = clientOf(slack, undefined, true);
  const outcomes = [];
  for (let call = 0; call < 6; call += 1) outcomes.push(await codeOf(client.chat.postMessage(POST)));
  expect(outcomes.slice(0, 5)).toEqual(["ok", "ok", "ok", "ok", "ok"]);
  await expect(client.chat.postMessage(POST)).rejects.toMatchObject({ retryAfter: 1 });
  expect(await codeOf(client.chat.postMessage({ ...POST, channel: "G0SECRET" }))).toBe("ok");
  clock += 1_000;
  expect(await codeOf(client.chat.postMessage(POST))).toBe("ok");
});

test("waiting for what does not come ends with the transcript", async () => {
  const slack = await freshSlack();
  slack.people.say("U0ANA", "C0OPS", "hello");
  await expect(slack.until((it) => it.find("goodbye"), 10)).rejects.toThrow("== #mail-ops ==\nana:\n    hello");
});

test("people cannot do what Slack's client would not let them", async () => {
  const slack = await freshSlack();
  const { people } = slack;
  const client = clientOf(slack);
  const button = { type: "button", action_id: "go", text: { type: "plain_text", text: "Go" } } as const;
  const blocks = [{ type: "actions", elements: [button] }] as const;
  await client.chat.postEphemeral({
    channel: "C0OPS",
    user: "U0ANA",
    text: "x",
    blocks: [...blocks.map((b) => ({ ...b, elements: [button] }))],
  });
  const message = slack.messages[0];
  if (!message) throw new Error("nothing posted");
  await expect(people.press("U0BEN", message, "Go")).rejects.toThrow("ben does not see that message");
  await expect(people.press("U0ANA", message, "Stop")).rejects.toThrow("there is no Stop, only Go");
  await expect(people.type("U0OTHER", "mail-ops", "/maildiag help")).rejects.toThrow("otto cannot write in mail-ops");
  await expect(people.type("U0GONE", "mail-ops", "/maildiag help")).rejects.toThrow("nobody is U0GONE");
  await expect(people.shortcut("U0ANA", "nonsense", message)).rejects.toThrow(
    "the app has no message shortcut nonsense",
  );
  expect(await people.press("U0ANA", message, "go")).toMatchObject({ acked: false, failure: "dispatch_failed" });
});
