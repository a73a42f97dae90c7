import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ExplanationItem, ItemDetail } from "../../src/bounces/explanation.ts";
import type { Answer, StreamedAnswer, TraceAnswer } from "../../src/commands/answer.ts";
import type { Check } from "../../src/diagnosis/check.ts";
import type { Fix } from "../../src/diagnosis/finding.ts";
import { HOPS } from "../../src/diagnosis/hop.ts";
import type { Report, ReportedFinding } from "../../src/diagnosis/report.ts";
import { gapsOf } from "../../src/events/gaps.ts";
import { traceOf } from "../../src/events/trace.ts";
import type { StoredEvent } from "../../src/ports/event-store.ts";
import { plain } from "../../src/render/paint.ts";
import {
  type SlackMessage,
  slackAnswer,
  slackExplanation,
  slackMistake,
  slackNotice,
  slackReport,
  slackReportFile,
  slackReportThread,
  slackTrace,
} from "../../src/render/slack.ts";
import { said, shown } from "../../src/render/slack-text.ts";
import { explanationLines } from "../../src/render/terminal-explanation.ts";
import { traceLines } from "../../src/render/terminal-trace.ts";
import { expectPostable } from "./slack-posted.ts";

const KEY = "AKIAIOSFODNN7EXAMPLE";

const PIECES = [
  "<!channel>",
  "<@U0EVIL>",
  "<#C0EVIL>",
  "<https://evil.example|click>",
  "https://evil.example/",
  "evil.example",
  "@here",
  "*bold*",
  "_slanted_",
  "~struck~",
  "`code`",
  "```block```",
  "> quote",
  "&lt;!here&gt;",
  ":skull:",
  "\u202egnp.exe",
  "\u200b\ufeff\u2066",
  "\u001b[31m",
  "\n",
  "\ud800",
  "\u{e0041}",
  KEY,
  `ASIA${"Q".repeat(124)}`,
  "\\\"'",
  "",
  "<".repeat(3_000),
  "\u0000".repeat(3_000),
];

const hostile = fc
  .array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ unit: "binary", maxLength: 40 })), { maxLength: 8 })
  .map((pieces) => pieces.join(""));

const record = fc.record({ type: hostile, name: hostile, value: hostile });
const fix: fc.Arbitrary<Fix> = fc.record({
  text: hostile,
  who: fc.constantFrom("you", "aws", "provider"),
  records: fc.array(record, { maxLength: 4 }),
  commands: fc.array(hostile, { maxLength: 4 }),
});

const told = fc.record({
  code: fc.string({ minLength: 1 }),
  severity: fc.constantFrom("ok", "note", "warning", "failure", "unknown"),
  hop: fc.constantFrom(...HOPS),
  subject: hostile,
  title: hostile,
  why: hostile,
  fix,
  region: hostile,
  accepted: fc.option(fc.record({ until: hostile, why: hostile }), { nil: undefined }),
});

type ToldFields = typeof told extends fc.Arbitrary<infer T> ? T : never;

function checkOf({ code, severity, hop, title, why, fix: todo }: ToldFields): Check {
  const entry = { severity, title: () => title, why: () => why, fix: () => todo };
  return { name: "hostile", title, hop, codes: { [code]: entry }, looks: () => [] };
}

function findingOf({ code, subject, region, accepted }: ToldFields): ReportedFinding {
  return { code, subject, data: { region }, ...(accepted && { accepted }) };
}

const report: fc.Arbitrary<Report> = fc
  .record({ typed: hostile, regions: fc.array(hostile, { maxLength: 4 }), all: fc.array(told, { maxLength: 6 }) })
  .map(({ typed, regions, all }) => ({
    target: { domain: "example.com", typed, regions, relays: [] },
    at: new Date("2026-11-21T20:00:00Z"),
    tookMs: 400,
    results: all.map((each) => ({ check: checkOf(each), tookMs: 1, findings: [findingOf(each)] })),
  }));

// biome-ignore lint/suspicious/noControlCharactersInRegex: everything that hides or turns the reading around.
const ALIVE = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/;
const KEY_ID = /(AKIA|ASIA)\w{12}/;
const OWN_ICONS =
  /^(white_check_mark|information_source|warning|x|grey_question|hourglass_flowing_sand|heavy_minus_sign)$/;

/** Everything that a message is made of, wherever it stands. */
function parts(value: unknown): readonly Record<string, unknown>[] {
  if (Array.isArray(value)) return value.flatMap(parts);
  if (typeof value !== "object" || value === null) return [];
  return [{ ...value }, ...Object.values(value).flatMap(parts)];
}

function expectInert(message: SlackMessage, asker = "U0ASKER"): void {
  expectPostable(message);
  const { text, blocks } = message;
  const alive = parts(blocks).filter(
    ({ type, name, user_id, text: words }) =>
      ["mrkdwn", "link", "broadcast", "channel", "usergroup"].includes(String(type)) ||
      (type === "user" && user_id !== asker) ||
      (type === "emoji" && !OWN_ICONS.test(String(name))) ||
      (typeof words === "string" && (ALIVE.test(words) || KEY_ID.test(words))),
  );
  expect(alive).toEqual([]);
  expect(text).not.toMatch(ALIVE);
  expect(text).not.toMatch(KEY_ID);
  expect(text).not.toMatch(/[<>*~`\n]|&(?!(?:amp|lt|gt);)|^&gt;|:[\w'+-]+:/);
  expect(text).not.toMatch(/_(?![\p{L}\p{N}])/u);
}

const RUNS = { numRuns: 80 };

describe("nothing from outside mentions, links, formats, hides or breaks a message", () => {
  it("in a report in every state and its thread", () => {
    fc.assert(
      fc.property(report, hostile, (one, errorId) => {
        const { typed, regions } = one.target;
        const pending = one.results.map(({ check }) => check);
        const view = { id: "r:1", typed, regions, askedBy: "U0ASKER", known: one.results, pending, errorId };
        for (const state of ["queued", "running", "done", "interrupted", "failed"] as const) {
          expectInert(slackReport({ ...view, state, report: one }));
        }
        for (const message of slackReportThread(one, { id: "r:1" })) expectInert(message);
        const file = slackReportFile(one);
        expect(file.content).not.toMatch(KEY_ID);
        expect(JSON.parse(file.content)).toMatchObject({ schema: "maildiag/report@1" });
      }),
      RUNS,
    );
  });

  it("in the person who asked, if Slack should name one oddly", () => {
    fc.assert(
      fc.property(hostile, (askedBy) => {
        const view = { id: "r:1", typed: "example.com", regions: [], askedBy, known: [], pending: [] };
        expectInert(slackReport({ ...view, state: "queued", report: null, errorId: null }), askedBy);
      }),
      RUNS,
    );
  });

  it("in every other answer, mistakes and notices", () => {
    const item = fc.record({
      item: hostile,
      state: fc.constantFrom("ok", "missing", "denied", "unreachable"),
      detail: hostile,
      fix: fc.option(hostile),
    });
    const entry = fc.record({
      usage: hostile,
      summary: hostile,
      where: fc.constantFrom("everywhere", "terminal"),
      details: fc.array(hostile, { maxLength: 5 }),
    });
    const answer: fc.Arbitrary<Exclude<Answer, StreamedAnswer | { kind: "reports" }>> = fc.oneof(
      fc.record({ kind: fc.constant("doctor"), items: fc.array(item, { maxLength: 40 }) }),
      fc.record({ kind: fc.constant("help"), entries: fc.array(entry, { maxLength: 8 }) }),
    );
    fc.assert(
      fc.property(answer, hostile, hostile, (one, text, other) => {
        for (const message of slackAnswer(one)) expectInert(message);
        expectInert(slackMistake(text, other));
        expectInert(slackMistake(text, null));
        expectInert(slackNotice({ kind: "cannot-post", what: "report", error: text, needed: other }));
        expectInert(slackNotice({ kind: "cannot-post", what: "report", error: "missing_scope", needed: other }));
        expectInert(slackNotice({ kind: "broken", id: text }));
      }),
      RUNS,
    );
  });
});

it("a trace of anything stays inert, in Slack and in a terminal", () => {
  const field = fc.oneof(hostile, fc.constantFrom("constructor", "__proto__", "General", "Permanent"));
  const event: fc.Arbitrary<StoredEvent> = fc
    .record({
      id: fc.uuid(),
      at: fc.date({ min: new Date("2026-11-01"), max: new Date("2026-11-30"), noInvalidDate: true }),
      type: fc.oneof(
        fc.constantFrom("Send", "Delivery", "Bounce", "Complaint", "DeliveryDelay", "Reject", "Rendering Failure"),
        hostile,
      ),
      messageId: hostile,
      recipient: fc.option(hostile),
      region: fc.option(hostile),
      said: field,
      other: field,
    })
    .map(({ said, other, ...about }) => {
      const to = [{ emailAddress: other, diagnosticCode: said, status: other }];
      const detail = {
        configurationSet: other,
        bounce: { bounceType: other, bounceSubType: said, bouncedRecipients: to, reportingMTA: said },
        complaint: { complaintFeedbackType: said, complaintSubType: other, complainedRecipients: to },
        delivery: { smtpResponse: said, recipients: [other] },
        deliveryDelay: { delayType: said, delayedRecipients: to },
        reject: { reason: said },
        failure: { errorMessage: said, templateName: other },
      };
      return { ...about, detail };
    });
  const beside = fc.record({
    domain: hostile,
    state: fc.constantFrom("gone", "mx", "unknown"),
    mx: fc.array(hostile, { maxLength: 3 }),
    provider: fc.option(hostile),
    trouble: fc.constantFrom(null, "timeout"),
    address: hostile,
    suppressed: fc.array(
      fc.record({
        region: hostile,
        listed: fc.constantFrom(true, false, null),
        reason: fc.option(hostile),
        since: fc.option(hostile),
        trouble: fc.constantFrom(null, "denied"),
      }),
      { maxLength: 3 },
    ),
  });
  fc.assert(
    fc.property(
      fc.array(event, { maxLength: 12 }),
      hostile,
      fc.option(hostile),
      fc.array(beside, { maxLength: 3 }),
      (events, text, trouble, recipients) => {
        const trace = traceOf(events);
        const subject = { kind: "address", text } as const;
        const answer: TraceAnswer = {
          kind: "trace",
          subject,
          trace,
          gaps: gapsOf(trace, [], []),
          insights: [],
          recipients,
          more: true,
          trouble,
        };
        for (const message of slackTrace(answer, "U0ASKER")) expectInert(message);
        for (const line of traceLines(answer, plain)) expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      },
    ),
    { numRuns: 40, endOnFailure: true },
  );
});

describe("text for blocks", () => {
  it.each([
    ["a key id keeps its first and last four characters", `user=${KEY};`, "user=AKIA…MPLE;"],
    ["a session's key id as well", "ASIAIOSFODNN7EXAMPLE", "ASIA…MPLE"],
    ["the longest key id", `AKIA${"A".repeat(120)}WXYZ`, "AKIA…WXYZ"],
    ["two of them", `${KEY} ${KEY}`, "AKIA…MPLE AKIA…MPLE"],
    ["one that is glued to a word", `key${KEY}`, "keyAKIA…MPLE"],
    ["a word that only begins like one stays", "AKIABCDEFGHIJKL", "AKIABCDEFGHIJKL"],
    ["a domain that begins like one stays", "asiapacificnetworks.com", "asiapacificnetworks.com"],
    ["a mention stays what was written", "<!channel> *b*", "<!channel> *b*"],
    ["a line break shows", "a\nb", "a\\u{a}b"],
  ])("%s", (_, text, expected) => {
    expect(shown(text)).toBe(expected);
  });
});

describe("text for notifications", () => {
  it.each([
    ["a mention is escaped", "<!channel> & <@U1>", "&lt;!channel&gt; &amp; &lt;@U1&gt;"],
    ["nothing is bold, struck or code", "*b* ~s~ `c`", "∗b∗ ∼s∼ 'c'"],
    ["nothing is slanted", "_a_ and __b__.", "_a＿ and ＿_b＿＿."],
    ["names with underscores stay", "_dmarc.example.com MAIL_FROM_OK", "_dmarc.example.com MAIL_FROM_OK"],
    ["no emoji", ":skull: 12:30", "꞉skull: 12:30"],
    ["no quotation", "> so", "› so"],
  ])("%s", (_, text, expected) => {
    expect(said(text)).toBe(expected);
  });

  it("an explanation of anything stays inert, in Slack and in a terminal", () => {
    const nullable = fc.option(hostile);
    const item: fc.Arbitrary<ExplanationItem> = fc.record({
      recipient: nullable,
      hop: fc.constantFrom(null, "relay", "gateway", "mailbox"),
      reason: fc.constantFrom("userunknown", "undefined", "delivered"),
      permanent: fc.constantFrom(true, false, null),
      replyCode: nullable,
      enhancedCode: nullable,
      provider: nullable,
      server: fc.record({ name: nullable, ip: nullable }),
      command: nullable,
      evidence: nullable,
      rule: nullable,
      meaning: hostile,
      who: fc.constantFrom("you", "provider", "recipient-admin"),
      fix: fc.record({ text: hostile, who: fc.constant("you"), records: fc.constant([]), commands: fc.constant([]) }),
      retry: fc.constantFrom("never", "later", "after-fix"),
    });
    const detail: fc.Arbitrary<ItemDetail> = fc.record({
      tried: fc.array(fc.record({ rule: hostile, matched: fc.boolean() }), { maxLength: 3 }),
      sesMessageId: nullable,
      messageId: nullable,
      fromDomain: nullable,
      at: nullable,
      authentication: fc.dictionary(hostile, hostile, { maxKeys: 3 }),
    });
    fc.assert(
      fc.property(fc.array(fc.tuple(item, detail), { minLength: 1, maxLength: 5 }), nullable, (pairs, source) => {
        const explanation = {
          schema: "maildiag/explanation@1",
          kind: "bounce",
          items: pairs.map(([one]) => one),
        } as const;
        const details = pairs.map(([, one]) => one);
        const document = { source, explanation, details, holdsSecret: false, why: true, beside: null };
        for (const message of slackExplanation(document)) expectInert(message);
        for (const line of explanationLines(document, plain)) expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      }),
      { numRuns: 40, endOnFailure: true },
    );
  });
});
