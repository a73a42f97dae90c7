import { expect, it } from "vitest";
import type { TestMail } from "../../src/ports/test-mails.ts";
import { slackTestMailClicked } from "../../src/render/slack.ts";
import { slackTestMailAsked } from "../../src/render/slack-test-mail-asked.ts";
import { expectPostable } from "./slack-posted.ts";

const AT = new Date("2026-11-20T12:00:00Z");
const MAIL: TestMail = {
  id: "t1",
  version: 3,
  state: "sent",
  askedBy: "U0ANA",
  askedAt: AT,
  why: "",
  origin: null,
  channel: "C0OK",
  region: "us-east-1",
  from: "canary@example.com",
  to: "kim@example.net",
  subject: "Test",
  text: "A test.",
  note: null,
  decidedBy: "U0BEN",
  decidedAt: AT,
  sentAt: AT,
  messageId: "m-1",
  trouble: null,
  told: null,
  endedAt: null,
};

it("who clicks too late reads that somebody was faster, without a gap, and nobody is called", () => {
  const refusal = { why: "already", state: "sent", by: "U0BEN", at: AT } as const;
  const { text, blocks } = slackTestMailClicked({ kind: "refused", refusal, mail: MAIL });
  expect(text).toBe(
    "Already approved and sent by somebody at 2026-11-20 12꞉00:00Z. Nothing was changed by your click.",
  );
  expect(JSON.stringify(blocks)).toContain('{"type":"user","user_id":"U0BEN"');
});

const EVIL = "<!channel> <@U0BEN> *x* `y` https://evil.example/x \u202e\u0000 ";
const WISH = { to: EVIL.repeat(9), from: EVIL, region: EVIL, channel: "C0OK" };
const LISTED = { address: EVIL.repeat(9), entry: { reason: EVIL, since: AT, messageId: null }, acts: null };

it.each([
  { kind: "test-mail", came: "open", wish: WISH, by: EVIL, at: AT },
  { kind: "test-mail", came: "suppressed", wish: WISH, listed: LISTED },
] as const)("what was not asked for ($came) calls nobody, and nothing in it comes alive", (answer) => {
  for (const message of slackTestMailAsked(answer)) {
    expectPostable(message);
    expect(message.text).not.toMatch(/<!|<@/);
    expect(JSON.stringify(message.blocks)).not.toMatch(/"type":"(?:link|broadcast|user)"|\\u(?:202e|0000)/);
  }
});
