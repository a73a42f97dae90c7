import fc from "fast-check";
import { expect, it } from "vitest";
import type { AlertBody, AlertTold, ChangeBody, SummaryBody } from "../../src/alerts/bodies.ts";
import { checkNamed } from "../../src/alerts/words.ts";
import { CHECKS } from "../../src/diagnosis/checks/index.ts";
import { slackAlertAnswer } from "../../src/render/slack.ts";
import type { SlackMessage } from "../../src/render/slack-message.ts";
import { toldIn } from "../../src/render/slack-told.ts";
import { expectPostable } from "./slack-posted.ts";

const PIECES = [
  "<!channel>",
  "<@U0EVIL>",
  "<https://evil.example|click>",
  "@here",
  "*bold*",
  ":skull:",
  "\u202egnp.exe",
  "\u001b[31m",
  "\n",
  "\ud800",
  "AKIAIOSFODNN7EXAMPLE",
  "<".repeat(3_000),
  "\u0000".repeat(3_000),
];
const text = fc
  .array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ unit: "binary", maxLength: 30 })), { maxLength: 5 })
  .map((pieces) => pieces.join(""));
const known = CHECKS.flatMap(({ name, codes }) => Object.keys(codes).map((code) => ({ check: name, code })));
const data = fc.dictionary(fc.oneof(fc.constantFrom("key", "user", "host", "region", "found", "detail"), text), text, {
  maxKeys: 8,
});
const iso = fc.constantFrom("2026-11-20T00:00:00.000Z", "2026-11-21T07:05:00.000Z", "never", "");
const change = fc.record({
  name: text,
  type: fc.constant("TXT" as const),
  before: fc.array(text, { maxLength: 4 }),
  beforeSeen: iso,
  now: fc.array(text, { maxLength: 4 }),
  since: iso,
  servers: fc.array(fc.record({ server: text, records: fc.array(text, { maxLength: 3 }) }), { maxLength: 4 }),
});
const alert: fc.Arbitrary<AlertTold> = fc
  .record({
    at: fc.oneof(fc.constantFrom(...known), fc.record({ check: text, code: text })),
    target: text,
    subject: text,
    severity: fc.constantFrom("failure" as const, "warning" as const),
    state: fc.constantFrom("firing" as const, "acknowledged" as const, "snoozed" as const, "resolved" as const),
    since: iso,
    data: fc.array(data, { minLength: 1, maxLength: 3 }),
    changes: fc.array(change, { maxLength: 2 }),
    hush: fc.option(fc.record({ by: fc.constant("U0ANA"), at: iso, until: fc.option(iso), why: text })),
    ended: fc.option(fc.record({ at: iso, why: fc.constantFrom("gone", "accepted", "unwatched", "replaced") })),
  })
  .map(({ at: { check, code }, subject, data: all, changes, ...rest }) => ({
    ...rest,
    code,
    subject,
    stage: 1,
    facts: { check, findings: all.map((each) => ({ code, subject, data: each })), changes },
  }));
const alerts = fc.array(alert, { minLength: 1, maxLength: 12 });

function messageOf(kind: string, body: object): SlackMessage {
  const told = toldIn(kind, JSON.parse(JSON.stringify(body)));
  if (!("message" in told)) throw new Error("a file");
  return told.message;
}

/** Slack takes it, and nothing in it is alive but what the configuration, or Slack itself, has named. */
function expectInert(message: SlackMessage): void {
  expectPostable(message);
  const blocks = JSON.stringify(message.blocks);
  expect(blocks).not.toMatch(/"type":"(?:link|broadcast|usergroup|channel)"/);
  expect(blocks).not.toContain('"user_id":"U0EVIL"');
  expect(message.text).not.toMatch(/<[!@#h]/);
  expect(`${blocks}${message.text}`).not.toContain("AKIAIOSFODNN7EXAMPLE");
}

it("whatever stands in an alert, its messages are posted and nothing in them comes alive", () => {
  fc.assert(
    fc.property(alerts, text, (all, value) => {
      const body: AlertBody = {
        value: "alert.1:1",
        watch: value,
        target: value,
        mention: null,
        before: null,
        alerts: all,
      };
      const changes: ChangeBody = { mention: null, changes: all.map((one) => ({ reason: "worse", alert: one })) };
      const summary: SummaryBody = { watch: value, mention: null, inThread: all.length, alerts: all };
      expectInert(messageOf("alert", body));
      expectInert(messageOf("alert-change", changes));
      expectInert(messageOf("alert-summary", summary));
      expectInert(slackAlertAnswer({ kind: "moved-on", alerts: all }));
      expectInert(slackAlertAnswer({ kind: "looked", alerts: all, found: all.map(() => "still") }));
    }),
    { numRuns: 60 },
  );
});

it.each([
  ["alert", null],
  ["alert", {}],
  ["alert", { value: "a:1", watch: "w", target: "t", alerts: [] }],
  ["alert", { value: "a:1", watch: "w", target: "t", alerts: [{ code: "X" }] }],
  ["alert-change", { changes: [{ reason: "worse" }] }],
  ["alert-summary", { watch: "w", alerts: "all" }],
  ["new-suppressions", { total: "3" }],
  ["new-suppressions-file", { at: "now", rows: [{}], more: 0 }],
])("what an other version wrote as %s and this one cannot read is untellable: %j", (kind, body) => {
  expect(() => toldIn(kind, body)).toThrow("unreadable_body");
});

it("every check that a watch looks with has words for its alerts", () => {
  for (const { check } of known) expect(checkNamed(check)).toBeDefined();
  for (const own of ["relay-key-age", "watch-blind", "suppression-news"]) expect(checkNamed(own)?.name).toBe(own);
});
