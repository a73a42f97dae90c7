import { expect, it } from "vitest";
import { toldIn } from "../../src/render/slack-told.ts";
import { Untellable } from "../../src/render/told.ts";
import { expectPostable } from "./slack-posted.ts";

const EVIL = "<!channel> <@U0BEN> *x* `y` https://evil.example/x \u202e\u0000\u001b[31m ";
const AT = "2026-11-20T12:00:00.000Z";

function mail(given: Readonly<Record<string, unknown>> = {}) {
  return {
    id: "t1",
    version: 1,
    state: "pending",
    askedBy: EVIL,
    askedAt: AT,
    why: EVIL.repeat(99),
    origin: null,
    channel: "C0OK",
    region: EVIL,
    from: EVIL.repeat(9),
    to: EVIL.repeat(9),
    subject: EVIL.repeat(9),
    text: `${EVIL}\n`.repeat(300),
    note: EVIL.repeat(9),
    decidedBy: EVIL,
    decidedAt: AT,
    sentAt: AT,
    messageId: EVIL,
    trouble: EVIL.repeat(99),
    told: null,
    endedAt: null,
    ...given,
  };
}

const EVENT = {
  id: "e",
  at: AT,
  type: EVIL,
  messageId: "m",
  recipient: EVIL,
  region: EVIL,
  detail: { bounce: { bounceType: EVIL, bounceSubType: EVIL } },
  explanation: null,
};
const STATES = ["pending", "approved", "sending", "sent", "refused", "failed", "unsure", "denied", "expired"];
const CASES: readonly (readonly [string, object])[] = [
  ...STATES.flatMap((state) => [
    ["test-mail", { mail: mail({ state }) }] as const,
    ["test-mail-outcome", { mail: mail({ state }) }] as const,
  ]),
  ...["silent", "delivered", "bounced", EVIL].map((told) => {
    const passage = { outcome: "delivered", stopped: null, events: Array(200).fill(EVENT) };
    const gaps = [{ kind: "publishing-unknown", region: EVIL, reason: EVIL }];
    const body = { mail: mail({ state: "sent", told }), passage, gaps, blind: Array(20).fill(EVIL) };
    return ["test-mail-followed", body] as const;
  }),
];

it.each(CASES)("a %s of hostile words fits a message, and nothing in it comes alive", (kind, body) => {
  const told = toldIn(kind, JSON.parse(JSON.stringify(body)));
  if (!("message" in told)) throw new Error("it is a message");
  expectPostable(told.message);
  expect(told.message.text).not.toMatch(/<!|<@/);
  expect(JSON.stringify(told.message.blocks)).not.toMatch(/"type":"(?:link|broadcast|user)"|\\u(?:202e|0000|001b)/);
});

it.each(["test-mail", "test-mail-outcome", "test-mail-followed"])("a %s of another version is not told", (kind) => {
  const bodies = [null, 7, {}, { mail: null }, { mail: {} }, { mail: { ...mail(), state: "flying" } }];
  for (const body of bodies) expect(() => toldIn(kind, body)).toThrow(Untellable);
});

it("a way that cannot be read is not told", () => {
  for (const passage of [7, {}, { outcome: "sent", events: [{}] }, { outcome: "sent", events: [null] }])
    expect(() => toldIn("test-mail-followed", { mail: mail(), passage, gaps: [], blind: [] })).toThrow(Untellable);
});
