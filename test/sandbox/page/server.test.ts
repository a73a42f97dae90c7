import { request } from "node:http";
import { afterEach, beforeEach, expect, test } from "vitest";
import { takeDoor } from "../../../src/sandbox/page/door.ts";
import { type Page, startPage } from "../../../src/sandbox/page/server.ts";
import { SANDBOX_WORKSPACE, type SlackStandIn, startSlack } from "../../../src/sandbox/slack/index.ts";

let slack: SlackStandIn;
let page: Page;
let turned: unknown[];

beforeEach(async () => {
  turned = [];
  slack = await startSlack(SANDBOX_WORKSPACE);
  page = startPage({
    door: await takeDoor(0),
    slack,
    world: {
      items: () => [{ key: "world", markup: "<p>a world</p>" }],
      watch: () => () => {},
      act: async (asked) => {
        turned.push(asked);
        return null;
      },
    },
    completions: [{ words: "check ", usage: "check <domain>…", summary: "At which hop" }],
    shortcuts: [{ id: "explain_bounce", name: "Explain this bounce" }],
  });
});

afterEach(async () => {
  await page.close();
  await slack.close();
});

type Reply = { status: number; headers: Record<string, unknown>; body: string };

function ask(path: string, { method = "GET", headers = {}, body = "" } = {}): Promise<Reply> {
  const { hostname, port } = new URL(page.url);
  return new Promise((resolve, reject) => {
    const asking = request({ hostname, port, path, method, headers }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk) => {
        text += chunk;
      });
      response.once("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }));
    });
    asking.once("error", reject);
    asking.end(body);
  });
}

function post(room: string, value: unknown, headers = {}): Promise<Reply> {
  return ask(`/${room}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(value),
  });
}

const say = { do: "say", as: "U0ANA", channel: "C0OPS", thread: null, text: "hello", files: [] };

test("listens on loopback alone", () => {
  expect(new URL(page.url).hostname).toBe("127.0.0.1");
});

test("the page stands whole as it is sent, and lets nothing else in", async () => {
  slack.people.say("U0BEN", "mail-ops", "a <b>bounce</b>");
  const { status, headers, body } = await ask("/");
  expect(status).toBe(200);
  expect(body).toContain("a &lt;b&gt;bounce&lt;/b&gt;");
  expect(headers["content-security-policy"]).toContain("default-src 'none'");
  expect(headers["content-security-policy"]).not.toContain("unsafe");
  expect(body).not.toMatch(/https?:\/\/(?!127)/);
});

test("its script is served", async () => {
  expect(await ask("/page.js")).toMatchObject({ status: 200 });
});

test.each(["/nothing", "/page.ts", "/server.ts", "/..%2fserver.ts", "/file/F0"])("%s is not", async (path) => {
  expect(await ask(path)).toMatchObject({ status: 404 });
});

test.each(["//", "//evil.example/", "http://[::1", "http://evil.example/"])("%s is no address", async (path) => {
  const answer = await ask(path);
  expect(answer.status).toBe(400);
  expect(answer.body).not.toMatch(/Error|ERR_/);
});

test.each([
  ["another name for this machine", { host: "evil.example" }],
  ["a page of another origin", { origin: "https://evil.example" }],
  ["a page that will not tell its origin", { origin: "null" }],
])("whoever comes by %s is refused", async (_who, headers) => {
  expect(await ask("/", { headers })).toMatchObject({ status: 403 });
  expect(await post("act", say, headers)).toMatchObject({ status: 403 });
  expect(slack.messages).toHaveLength(0);
});

test("what a form of another page could send is refused", async () => {
  const headers = { "content-type": "text/plain" };
  expect(await ask("/act", { method: "POST", headers, body: JSON.stringify(say) })).toMatchObject({ status: 415 });
  expect(slack.messages).toHaveLength(0);
});

test("who knocks before the page is open waits for it, and a port has one page", async () => {
  const door = await takeDoor(0);
  const knocking = fetch(`http://127.0.0.1:${door.port}/`);
  await expect(takeDoor(door.port)).rejects.toThrow("EADDRINUSE");
  door.open((_request, response) => response.end("open"));
  expect(await (await knocking).text()).toBe("open");
  await door.close();
});

test("a person says something, and it is seen by those who are there", async () => {
  expect(JSON.parse((await post("act", say)).body)).toEqual({ ok: true, go: null });
  const seen = JSON.parse((await ask("/sight?as=U0BEN&in=C0OPS")).body);
  expect(seen.messages).toHaveLength(1);
  expect(JSON.parse((await ask("/sight?as=U0OTTO&in=C0APPROVALS")).body).seat.place).not.toBe("C0APPROVALS");
});

test.each([
  ["an act that there is not", { do: "delete" }],
  ["somebody who is not there", { ...say, as: "U0NOBODY" }],
  ["a channel that the person is not in", { ...say, as: "U0OTTO", channel: "C0ALERTS" }],
  ["a slash command in a thread, as Slack does", { ...say, text: "/maildiag help", thread: "1.000001" }],
  [
    "a button of a message that is gone",
    { do: "press", as: "U0ANA", on: "message", id: "C0OPS/1.000001", action: "x" },
  ],
  ["a modal that is closed", { do: "submit", as: "U0ANA", id: "V1", values: {} }],
])("refuses %s with a word", async (_what, asked) => {
  expect(JSON.parse((await post("act", asked)).body)).toMatchObject({ ok: false, error: expect.stringMatching(/\w/) });
});

test("a button that nobody answers says so, with Slack's error", async () => {
  const { channel, ts } = slack.state.post({
    channel: "C0OPS",
    user: slack.state.workspace.bot.userId,
    text: "press me",
    blocks: [
      {
        type: "actions",
        elements: [{ type: "button", action_id: "again", text: { type: "plain_text", text: "Again" } }],
      },
    ],
  });
  const pressed = await post("act", {
    do: "press",
    as: "U0ANA",
    on: "message",
    id: `${channel}/${ts}`,
    action: "again",
  });
  expect(JSON.parse(pressed.body)).toEqual({
    ok: false,
    error: "maildiag is not responding (dispatch_failed). Try again?",
  });
});

test("a message for one person is seen by that person alone", async () => {
  await post("act", { ...say, text: "/unknown" });
  const of = async (user: string) => JSON.parse((await ask(`/sight?as=${user}&in=C0OPS`)).body).messages.length;
  expect([await of("U0ANA"), await of("U0BEN")]).toEqual([1, 0]);
});

test("a file goes up and comes down as it was, never as a page", async () => {
  const headers = { "content-type": "application/octet-stream" };
  const up = await ask("/upload?as=U0ANA&name=a%22b.html", { method: "POST", headers, body: "<script>1</script>" });
  const { id } = JSON.parse(up.body);
  await post("act", { ...say, files: [id] });
  const down = await ask(`/file/${id}`);
  expect(down).toMatchObject({ status: 200, body: "<script>1</script>" });
  expect(down.headers).toMatchObject({
    "content-type": "application/octet-stream",
    "content-disposition": expect.stringContaining("attachment"),
  });
});

test("switches and the clock reach the world", async () => {
  await post("world", { do: "switch", id: "drop-socket" });
  await post("world", { do: "pass", hours: 24 });
  await post("world", { do: "pass", hours: -1 });
  expect(turned).toEqual([
    { do: "switch", id: "drop-socket" },
    { do: "pass", hours: 24 },
  ]);
});
