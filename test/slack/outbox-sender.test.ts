import { describe, expect, test } from "vitest";
import type { NewOutboxEntry } from "../../src/ports/outbox.ts";
import type { SlackFault } from "../../src/sandbox/slack/index.ts";
import { LEAST } from "../sandbox/slack/client.ts";
import { notice, outboxOn } from "./outbox-on.ts";

const texts = (messages: readonly { text: string }[]) => messages.map(({ text }) => text);

describe("what waits in the outbox", () => {
  test("is said in order, each channel by itself", async () => {
    const { outbox, drain, said } = await outboxOn();
    await outbox.add([notice("a"), notice("b"), notice("x", { channel: "C0PARTNER" }), notice("c")]);
    await drain();
    const inOps = said().filter(({ channel }) => channel === "C0OPS");
    expect(texts(inOps)).toEqual(["this is a", "this is b", "this is c"]);
    expect(said()).toHaveLength(4);
    expect(await outbox.waiting()).toEqual({ count: 0, since: null });
  });

  test("comes alive in nothing that was handed in", async () => {
    const { outbox, drain, said } = await outboxOn();
    await outbox.add([notice("a", { body: JSON.stringify({ text: "<!channel> *x* <https://evil.example|y>" }) })]);
    await drain();
    expect(said()[0]?.text).toBe("&lt;!channel&gt; ∗x∗ &lt;https://evil.example|y&gt;");
  });

  test("stands in the thread of what it is about, and takes the place of what it edits", async () => {
    const { outbox, drain, said } = await outboxOn();
    await outbox.add([notice("a")]);
    await drain();
    await outbox.add([
      notice("b", { aim: { to: "thread", of: "a" } }),
      notice("c", { aim: { to: "edit", of: "a" }, body: '{"text":"it is over"}' }),
    ]);
    await drain();
    const [parent, reply] = said();
    expect([parent?.text, reply?.text, reply?.threadTs]).toEqual(["it is over", "this is b", parent?.ts]);
  });

  test("is said to one person: in the channel for them alone, or directly", async () => {
    const { slack, outbox, drain } = await outboxOn();
    const aim = (user: string) => ({ to: "person", user, threadTs: null }) as const;
    await outbox.add([
      notice("a", { aim: aim("U0ANA") }),
      notice("b", { aim: aim("U0OTHER") }),
      notice("c", { aim: aim("U0ANA"), channel: "D0ANA" }),
      notice("d", { channel: "U0BEN" }),
    ]);
    await drain();
    expect(slack.messages.map(({ text, channel, onlyTo }) => [text, channel, onlyTo ?? null]).sort()).toEqual([
      ["this is a", "C0OPS", "U0ANA"],
      ["this is b", "D0OTHER", null],
      ["this is c", "D0ANA", null],
      ["this is d", "D0BEN", null],
    ]);
  });

  test("is not waited for where a person cannot be reached; the log has it", async () => {
    const { outbox, drain, log, said } = await outboxOn();
    await outbox.add([notice("a", { aim: { to: "person", user: "U0GONE", threadTs: null } }), notice("b")]);
    await drain();
    expect(texts(said())).toEqual(["this is b"]);
    expect(log.some((line) => line.includes("a person could not be told"))).toBe(true);
  });

  test("goes to many senders, and each of it to one", async () => {
    const { outbox, drain, another, said } = await outboxOn();
    await outbox.add(Array.from({ length: 12 }, (_, n) => notice(`n${n}`, { channel: n % 2 ? "C0OPS" : "C0PARTNER" })));
    const other = await another();
    await Promise.all([drain(), other.drain(2_000)]);
    const inOps = said().filter(({ channel }) => channel === "C0OPS");
    expect(texts(inOps)).toEqual(["n1", "n3", "n5", "n7", "n9", "n11"].map((id) => `this is ${id}`));
    expect(said()).toHaveLength(12);
  });
});

describe("trouble that passes", () => {
  test.each<[string, SlackFault]>([
    ["Slack is limited", { method: "chat.postMessage", then: "ratelimit", times: 3 }],
    ["Slack has an inner error", { method: "chat.postMessage", then: "error:internal_error", times: 3 }],
    ["Slack answers 500", { method: "*", then: "http500", times: 5 }],
    ["the connection breaks before", { method: "chat.postMessage", then: "drop", times: 3 }],
    ["the connection breaks after", { method: "chat.postMessage", then: "dropAfter", times: 2 }],
    ["no answer comes", { method: "chat.postMessage", then: "timeout", times: 1 }],
    ["looking back is limited", { method: "conversations.history", then: "ratelimit", times: 2 }],
  ])("%s: all is said once, in order", async (_, fault) => {
    const { slack, outbox, drain, said } = await outboxOn();
    slack.fail({ method: "chat.postMessage", then: "dropAfter", times: 1 });
    slack.fail(fault);
    await outbox.add([notice("a"), notice("b"), notice("c")]);
    await drain();
    expect(texts(said())).toEqual(["this is a", "this is b", "this is c"]);
  });

  test("a channel that is limited holds up no other", async () => {
    const { slack, outbox, sender, said } = await outboxOn({ timing: { secondMs: 60_000 } });
    slack.fail({ method: "chat.postMessage", channel: "C0OPS", then: "ratelimit" });
    await outbox.add([notice("a"), notice("b", { channel: "C0PARTNER" })]);
    await sender.drain(500);
    expect(texts(said())).toEqual(["this is b"]);
    expect(await outbox.complaints()).toEqual([]);
  });

  test("without the scopes to look back, what may have been said is said again rather than lost", async () => {
    const { slack, outbox, drain, said } = await outboxOn({ slack: { app: { scopes: LEAST } } });
    slack.fail({ method: "chat.postMessage", then: "dropAfter", times: 1 });
    await outbox.add([notice("a"), notice("b")]);
    await drain();
    expect(texts(said())).toEqual(["this is a", "this is a", "this is b"]);
  });

  test("what somebody began who is not heard of again is found where it stands", async () => {
    const { slack, outbox, drain, said, another } = await outboxOn({ timing: { outboxHoldMs: 1_500, callMs: 500 } });
    slack.fail({ method: "chat.postMessage", then: "timeout", times: 1 });
    await outbox.add([notice("a"), notice("b", { channel: "C0PARTNER" })]);
    const killed = await outbox.take(new Date(), 100, 10);
    expect(killed).toHaveLength(2);
    await another();
    await drain();
    expect(texts(said()).sort()).toEqual(["this is a", "this is b"]);
    expect(await outbox.waiting()).toMatchObject({ count: 0 });
  });

  test("the file is found again by its name", async () => {
    const { slack, outbox, drain, said } = await outboxOn();
    slack.fail({ method: "files.completeUploadExternal", then: "dropAfter", times: 1 });
    const file = { text: "the list", filename: "list.csv", title: "List", content: "a@example.net\n" };
    await outbox.add([notice("a"), notice("f", { kind: "notice-file", body: JSON.stringify(file) })]);
    await drain();
    expect(texts(said())).toEqual(["this is a", "the list"]);
    expect([...slack.state.files.values()].filter(({ complete }) => complete).map(({ name }) => name)).toEqual([
      expect.stringMatching(/^list-[0-9a-f]{8}\.csv$/),
    ]);
  });
});

describe("what is refused for good", () => {
  test.each<[string, Partial<NewOutboxEntry>, SlackFault | null, string]>([
    ["a channel that is not there", { channel: "C0NOWHERE" }, null, "channel_not_found"],
    ["an archived channel", { channel: "C0OLD" }, null, "is_archived"],
    ["a private channel that it is not in", { channel: "G0CLOSED" }, null, "channel_not_found"],
    [
      "a channel that it was not invited to",
      {},
      { method: "chat.postMessage", then: "error:not_in_channel" },
      "not_in_channel",
    ],
    ["a restricted channel", {}, { method: "chat.postMessage", then: "error:restricted_action" }, "restricted_action"],
  ])("%s is complained of, and tried again after a restart", async (_, given, fault, error) => {
    const { slack, outbox, sender, drain, log, metrics, said } = await outboxOn();
    const heal = fault && slack.fail({ ...fault, channel: "C0OPS" });
    await outbox.add([notice("a", given), notice("b", given), notice("x", { channel: "C0PARTNER" })]);
    await drain();
    expect(texts(said())).toEqual(["this is x"]);
    const [complaint, ...more] = await outbox.complaints();
    expect(more).toEqual([]);
    expect(complaint).toMatchObject({ channel: given.channel ?? "C0OPS", error, waiting: 2 });
    expect((complaint?.again.getTime() ?? 0) - Date.now()).toBeGreaterThan(3_500_000);
    expect(log.some((line) => line.includes("refuses"))).toBe(true);
    await sender.round();
    expect(await metrics.registry.metrics()).toContain("maildiag_outbox_refused_channels 1");
    heal?.();
    await sender.start();
    await slack.until(({ calls }) => calls.filter(({ outcome }) => outcome === error).length >= (fault ? 1 : 2));
    if (fault) await slack.until(() => said().length === 3);
  });

  test("a missing scope is named", async () => {
    const { outbox, drain } = await outboxOn({ slack: { app: { scopes: ["commands"] } } });
    await outbox.add([notice("a")]);
    await drain();
    expect(await outbox.complaints()).toMatchObject([{ error: "missing_scope (chat:write)" }]);
  });

  test.each(["invalid_blocks", "msg_blocks_too_long", "msg_too_long"])(
    "%s: the plain text is said, and says so",
    async (code) => {
      const { slack, outbox, drain, said } = await outboxOn();
      slack.fail({ method: "chat.postMessage", then: `error:${code}`, times: 1 });
      await outbox.add([notice("a"), notice("b")]);
      await drain();
      expect(texts(said())).toEqual([expect.stringContaining(code), "this is b"]);
      expect(said()[0]?.text).toContain("this is a");
    },
  );

  test("what Slack takes in no form gives way to a word in its place, and to what stands behind it", async () => {
    const { slack, outbox, drain, said } = await outboxOn();
    slack.fail({ method: "chat.postMessage", then: "error:invalid_blocks", times: 2 });
    await outbox.add([notice("a"), notice("b")]);
    await drain();
    expect(texts(said())).toEqual([expect.stringContaining("cannot (invalid_blocks, a)"), "this is b"]);
  });

  test.each([
    ["a kind of another version", { kind: "not-yet" }, "unknown_kind"],
    ["a body that is no JSON", { body: "{" }, "unreadable_body"],
    ["a body of another shape", { body: '{"words":1}' }, "unreadable_body"],
  ])("%s is left for whoever can read it, complained of, and in the end replaced", async (_, given, error) => {
    let now = Date.now();
    const { outbox, drain, said } = await outboxOn({ now: () => new Date(now) });
    await outbox.add([notice("a", { ...given, at: new Date(now) }), notice("b", { at: new Date(now) })]);
    for (let minute = 0; minute < 3; minute += 1) {
      await drain();
      now += 60_000;
    }
    expect(texts(said())).toEqual([]);
    expect(await outbox.complaints()).toMatchObject([{ channel: "C0OPS", error, waiting: 2 }]);
    for (let minute = 0; minute < 30; minute += 1) {
      await drain();
      now += 60_000;
    }
    expect(texts(said())).toEqual([expect.stringContaining("maildiag has something to say here"), "this is b"]);
    expect(await outbox.complaints()).toEqual([]);
  });
});

test("Slack is away for an hour: all is said afterwards, in order, each message as it came to be", async () => {
  let now = Date.UTC(2026, 10, 20, 12);
  const { slack, outbox, sender, drain, said } = await outboxOn({
    now: () => new Date(now),
    timing: { outboxAgainMs: 1_000, outboxAgainMostMs: 60_000, callMs: 2_000 },
  });
  const back = slack.fail({ method: "*", then: "http500" });
  for (let minute = 0; minute < 60; minute += 1) {
    const at = new Date(now);
    const about = { channel: minute % 2 ? "C0OPS" : "C0PARTNER", at };
    const alert = minute - (minute % 20) + (minute % 2);
    if (minute % 20 < 2) await outbox.add([notice(`alert${alert}`, about)]);
    else {
      await outbox.add([
        notice(`reply${minute}`, { ...about, aim: { to: "thread", of: `alert${alert}` } }),
        notice(`edit${minute}`, { ...about, aim: { to: "edit", of: `alert${alert}` } }),
      ]);
    }
    await sender.drain(20);
    now += 60_000;
  }
  expect(said()).toEqual([]);
  // Of each channel only the oldest is tried, about once a minute.
  expect(slack.calls.length).toBeLessThan(150);
  back();
  slack.calls.length = 0;
  await drain();
  expect(await outbox.waiting()).toMatchObject({ count: 0 });
  for (const [channel, odd] of [
    ["C0PARTNER", 0],
    ["C0OPS", 1],
  ] as const) {
    const here = said().filter((each) => each.channel === channel);
    const parents = here.filter(({ threadTs }) => !threadTs);
    expect(texts(parents)).toEqual([`this is edit${18 + odd}`, `this is edit${38 + odd}`, `this is edit${58 + odd}`]);
    const minutes = Array.from({ length: 30 }, (_, n) => 2 * n + odd).filter((minute) => minute % 20 >= 2);
    const replies = here.filter(({ threadTs }) => threadTs);
    expect(texts(replies)).toEqual(minutes.map((minute) => `this is reply${minute}`));
    expect(replies.every(({ threadTs }, n) => threadTs === parents[Math.floor(n / 9)]?.ts)).toBe(true);
  }
  // Six messages and their 54 replies; of 54 edits those alone whose message was tried already.
  expect(slack.calls.filter(({ method }) => method === "chat.update")).toHaveLength(2);
});

describe("what is gone", () => {
  test.each(["message_not_found", "cant_update_message"])("an edit of it (%s) is a new message", async (code) => {
    const { slack, outbox, drain, said } = await outboxOn();
    await outbox.add([notice("a")]);
    await drain();
    slack.fail({ method: "chat.update", then: `error:${code}`, times: 1 });
    await outbox.add([notice("b", { aim: { to: "edit", of: "a" } }), notice("c", { aim: { to: "thread", of: "a" } })]);
    await drain();
    await outbox.add([notice("d", { aim: { to: "edit", of: "a" } })]);
    await drain();
    const [old, anew, reply] = said();
    expect(texts(said())).toEqual(["this is a", "this is d", "this is c"]);
    expect(reply?.threadTs).toBe(anew?.ts);
    expect(old?.ts).not.toBe(anew?.ts);
  });

  test("a reply in its thread stands in the channel", async () => {
    const { slack, outbox, drain, said } = await outboxOn();
    await outbox.add([notice("a")]);
    await drain();
    for (const message of slack.messages) slack.state.remove(message);
    await outbox.add([notice("b", { aim: { to: "thread", of: "a" } })]);
    await drain();
    expect(said().map(({ text, threadTs }) => [text, threadTs])).toEqual([["this is b", undefined]]);
  });
});

describe("stopping", () => {
  test("gives back what was not begun, and ends what was", async () => {
    const { slack, outbox, sender, said } = await outboxOn({ timing: { outboxPaceMs: 60_000 } });
    slack.fail({ method: "chat.postMessage", then: { delayMs: 100 } });
    await outbox.add([notice("a"), notice("b"), notice("c")]);
    await sender.start();
    await slack.until(() => said().length === 1);
    await sender.stop();
    expect(texts(said())).toEqual(["this is a"]);
    expect((await outbox.take(new Date(), 1_000, 10)).map(({ id, maybeSent }) => [id, maybeSent])).toEqual([
      ["b", false],
    ]);
  });

  test("Slack takes its time: what is late is left to be looked for", async () => {
    const { slack, outbox, drain, said } = await outboxOn({ timing: { outboxHoldMs: 600, callMs: 500 } });
    slack.fail({ method: "conversations.history", then: { delayMs: 300 }, times: 1 });
    slack.fail({ method: "chat.postMessage", then: "drop", times: 1 });
    await outbox.add([notice("a")]);
    await drain();
    expect(texts(said())).toEqual(["this is a"]);
  });
});
