import { describe, expect, test } from "vitest";
import type { TestMail, TestMailState } from "../../src/ports/test-mails.ts";
import { clicked, TEST_MAIL_EXPIRES_MS, type TestMailClick } from "../../src/test-mails/click.ts";
import { nextTold } from "../../src/test-mails/follow.ts";
import { textOf } from "../../src/test-mails/text.ts";

const NOON = new Date("2026-11-20T12:00:00Z");
const later = (ms: number) => new Date(NOON.getTime() + ms);
const HOUR = 3_600_000;

/** Ana asked at noon. */
function mail(given: Partial<TestMail> = {}): TestMail {
  return {
    id: "t1",
    askedBy: "U0ANA",
    askedAt: NOON,
    why: "",
    origin: null,
    channel: "C0OK",
    region: "us-east-1",
    from: "canary@example.com",
    to: "kim@example.net",
    subject: "Test",
    text: "A test.",
    note: null,
    version: 1,
    state: "pending",
    decidedBy: null,
    decidedAt: null,
    sentAt: null,
    messageId: null,
    trouble: null,
    told: null,
    endedAt: null,
    ...given,
  };
}

function click(given: Partial<TestMailClick> = {}): TestMailClick {
  return { kind: "approve", by: "U0BEN", at: later(HOUR), right: "approver", ...given };
}

const RULES = { requesterMayApprove: false };
const KINDS = ["approve", "deny"] as const;
const DECIDED: readonly TestMailState[] = [
  "approved",
  "sending",
  "sent",
  "refused",
  "failed",
  "unsure",
  "denied",
  "expired",
];

describe("a click", () => {
  test.each([
    ["approve", { state: "approved", decided: { by: "U0BEN", at: later(HOUR) } }],
    ["deny", { state: "denied", decided: { by: "U0BEN", at: later(HOUR) }, endedAt: later(HOUR) }],
  ] as const)("to %s, by an approver, decides", (kind, change) => {
    expect(clicked(mail(), click({ kind }), RULES)).toEqual({ change, refusal: null });
  });

  test.each(DECIDED.flatMap((state) => KINDS.map((kind) => [kind, state] as const)))(
    "to %s what is %s changes nothing, and is told so",
    (kind, state) => {
      const given = mail({ state, decidedBy: "U0CAT", decidedAt: later(1), endedAt: later(2) });
      const { change, refusal } = clicked(given, click({ kind }), RULES);
      const isExpired = state === "expired";
      const by = isExpired ? { by: null, at: later(2) } : { by: "U0CAT", at: later(1) };
      expect({ change, refusal }).toEqual({ change: null, refusal: { why: "already", state, ...by } });
    },
  );

  test.each([
    ["a stranger's", { right: "stranger" }, "not-approver"],
    ["one where the group cannot be read", { right: "group-unreadable" }, "group-unreadable"],
    ["the asker's own", { by: "U0ANA" }, "own-request"],
  ] as const)("%s is refused, for both buttons", (_, given, why) => {
    for (const kind of KINDS) {
      expect(clicked(mail(), click({ kind, ...given }), RULES)).toEqual({ change: null, refusal: { why } });
    }
  });

  test("the asker's own decides where that is configured", () => {
    const { change } = clicked(mail(), click({ by: "U0ANA" }), { requesterMayApprove: true });
    expect(change?.state).toBe("approved");
  });

  test("after three days ends it, whoever clicks", () => {
    const at = later(TEST_MAIL_EXPIRES_MS);
    for (const given of [click({ at }), click({ at, right: "stranger" })]) {
      const change = { state: "expired", endedAt: at };
      expect(clicked(mail(), given, RULES)).toEqual({ change, refusal: { why: "expired" } });
    }
  });
});

describe("on its way", () => {
  const MINUTE = 60_000;
  const DAYS = 24 * HOUR;

  test.each([
    ["nothing for nine minutes", null, "unknown", 9 * MINUTE, null],
    ["nothing for ten minutes", null, "unknown", 10 * MINUTE, { told: "silent", isOver: false }],
    ["only that it was sent", null, "sent", 10 * MINUTE, { told: "silent", isOver: false }],
    ["still nothing", "silent", "sent", 2 * DAYS, null],
    ["nothing to the end", "silent", "sent", 3 * DAYS, { told: null, isOver: true }],
    ["a delay", null, "delayed", MINUTE, { told: "delayed", isOver: false }],
    ["the same delay", "delayed", "delayed", 9 * MINUTE, null],
    ["delivered", "delayed", "delivered", MINUTE, { told: "delivered", isOver: false }],
    ["delivered after silence", "silent", "delivered", HOUR, { told: "delivered", isOver: false }],
    ["opened, which says no more", "delivered", "read", HOUR, null],
    ["refused", null, "bounced", MINUTE, { told: "bounced", isOver: true }],
    ["returned after it was accepted", "delivered", "returned", DAYS, { told: "returned", isOver: true }],
    ["complained of", "delivered", "complained", DAYS, { told: "complained", isOver: true }],
    ["dropped by SES", null, "dropped", MINUTE, { told: "dropped", isOver: true }],
    ["delivered, and nothing more for three days", "delivered", "delivered", 3 * DAYS, { told: null, isOver: true }],
  ] as const)("%s", (_, told, outcome, age, next) => {
    expect(nextTold(mail({ state: "sent", sentAt: NOON, told }), outcome, later(age))).toEqual(next);
  });
});

describe("its text", () => {
  const about = { by: "U0ANA", from: "canary@example.com", to: "kim@example.net", region: "us-east-1" };

  test("names who asked, from where and why, and has no links", () => {
    const { subject, text } = textOf({ ...about, name: "Ana Núñez-O'Brien" });
    expect(subject).toBe("Test mail from canary@example.com");
    expect(text).toContain(
      "Ana Núñez-O'Brien asked for it, to find out whether mail from canary@example.com reaches kim",
    );
    expect(text).not.toMatch(/https?:|www\./);
  });

  test("names their id where the chat tells no name", () => {
    expect(textOf({ ...about, name: null }).text).toContain(
      "Somebody at example.com (U0ANA in their Slack) asked for it",
    );
  });

  test.each([
    ["a link", "https://evil.example/x", "https evil example x"],
    ["lines of its own", "Ana\r\n\r\nBcc: all@evil.example", "Ana Bcc all evil example"],
    ["what reads backwards", "Ana\u202egnp.exe", "Ana gnp exe"],
  ])("a name with %s is only letters", (_, name, plain) => {
    expect(textOf({ ...about, name }).text).toContain(`\n${plain} asked for it`);
  });

  test("a name of any length is short", () => {
    expect(textOf({ ...about, name: "a".repeat(9_999) }).text.length).toBeLessThan(500);
  });
});
