import { expect, it } from "vitest";
import type { DoctorItem, HelpEntry, IamPolicy, TraceAnswer, TraceSubject } from "../../src/commands/answer.ts";
import type { Report } from "../../src/diagnosis/report.ts";
import { gapsOf } from "../../src/events/gaps.ts";
import { traceOf } from "../../src/events/trace.ts";
import {
  type ReportView,
  type SlackMessage,
  type SlackNotice,
  slackAnswer,
  slackMistake,
  slackNotice,
  slackReport,
  slackReportFile,
  slackReportThread,
  slackTrace,
} from "../../src/render/slack.ts";
import { WORLDS } from "../../src/sandbox/worlds/index.ts";
import { checked } from "../diagnosis/checked.ts";
import { bounce, delay, delivery, ID, published, stored } from "../events/ses.ts";
import { expectPostable, readable } from "./slack-posted.ts";

type Said = readonly (readonly [string, readonly SlackMessage[]])[];

/** Held twice: as people read it, and as it is sent. */
async function expectGolden(name: string, said: Said): Promise<void> {
  for (const [, messages] of said) messages.forEach(expectPostable);
  const text = said.flatMap(([what, messages]) => messages.map((message) => `=== ${what}\n${readable(message)}\n`));
  const json = Object.fromEntries(said.map(([what, messages]) => [what, messages]));
  await expect(steady(text.join("\n"))).toMatchFileSnapshot(`../golden/slack/${name}.txt`);
  await expect(steady(`${JSON.stringify(json, null, 1)}\n`)).toMatchFileSnapshot(`../golden/slack/${name}.json`);
}

function steady(text: string): string {
  return text.replace(/127\.0\.0\.\d+:\d+/g, "127.0.0.1:53");
}

function viewOf(report: Report, changes: Partial<ReportView> = {}): ReportView {
  const { typed, regions } = report.target;
  const view = { id: "r:1", typed, regions, askedBy: "U0ASKER", known: [], pending: [], errorId: null };
  return { ...view, state: "done", report, ...changes };
}

/** As it looks when some checks are done. */
function halfway({ results }: Report): Pick<ReportView, "known" | "pending"> {
  return { known: results.slice(0, 5), pending: results.slice(5).map(({ check }) => check) };
}

const TOLD = ["jada", "healthy", "mail-from-missing", "denied", "name-servers-disagree"];

it.each(WORLDS.filter(({ name }) => TOLD.includes(name)).map((world) => [world.name, world] as const))(
  "the report of the world %s reads as it did",
  async (name, world) => {
    const report = { ...(await checked(world)).report, tookMs: 400 };
    const under = { report: null, ...halfway(report) };
    await expectGolden(name, [
      ["queued", [slackReport(viewOf(report, { state: "queued", report: null }))]],
      ["running", [slackReport(viewOf(report, { state: "running", ...under }))]],
      ["done", [slackReport(viewOf(report))]],
      ["thread", slackReportThread(report, { id: "r:1" })],
      ["interrupted", [slackReport(viewOf(report, { state: "interrupted", ...under }))]],
      ["interrupted before it began", [slackReport(viewOf(report, { state: "interrupted", report: null }))]],
      ["failed", [slackReport(viewOf(report, { state: "failed", report: null, errorId: "k3x9" }))]],
    ]);
  },
);

const ENTRIES: readonly HelpEntry[] = [
  { usage: "check <domain>… [--region R]…", summary: "At which hop mail breaks", where: "everywhere", details: [] },
  { usage: "help [command]", summary: "What maildiag can be asked", where: "everywhere", details: [] },
  {
    usage: "doctor",
    summary: "Is everything configured?",
    where: "terminal",
    details: ["Exit status: 0 all is well."],
  },
  { usage: "policy", summary: "The least IAM policy", where: "terminal", details: [] },
];

const ITEMS: readonly DoctorItem[] = [
  { item: "configuration", state: "ok", detail: "example.com; regions us-east-1", fix: null },
  { item: "us-east-1 ses:GetAccount", state: "denied", detail: "denied: no policy allows it", fix: "Allow it." },
  { item: "DNS resolver", state: "unreachable", detail: "timeout for example.com", fix: "Set MAILDIAG_DNS_SERVERS." },
  { item: "AWS credentials", state: "ok", detail: "account 123456789012", fix: null },
];

const POLICY: IamPolicy = {
  Version: "2012-10-17",
  Statement: [{ Sid: "MaildiagReadsSes", Effect: "Allow", Action: ["ses:GetAccount"], Resource: "*" }],
};

it("every other answer reads as it did", async () => {
  await expectGolden("answers", [
    ["help", slackAnswer({ kind: "help", entries: ENTRIES })],
    ["help check", slackAnswer({ kind: "help", entries: ENTRIES.slice(0, 1) })],
    ["help doctor", slackAnswer({ kind: "help", entries: ENTRIES.slice(2, 3) })],
    ["doctor", slackAnswer({ kind: "doctor", items: ITEMS })],
    ["doctor, all well", slackAnswer({ kind: "doctor", items: ITEMS.filter(({ state }) => state === "ok") })],
    ["policy", slackAnswer({ kind: "policy", policy: POLICY })],
    ["done", slackAnswer({ kind: "done", status: 0 })],
    ["ended badly", slackAnswer({ kind: "done", status: 2 })],
    ["a mistake", [slackMistake('"a b" is not a domain: it has characters that no domain has.', "check <domain>…")]],
    ["an unknown command", [slackMistake('There is no command "chekc". Did you mean "check"?', null)]],
  ]);
});

const NOTICES: readonly (readonly [string, SlackNotice])[] = [
  ["another team's user", { kind: "refused", why: "other-team" }],
  ["a guest", { kind: "refused", why: "guest" }],
  ["no operator", { kind: "refused", why: "not-operator" }],
  ["operators not known", { kind: "refused", why: "group-unreadable" }],
  ["not in the channel", { kind: "cannot-post", what: "report", error: "not_in_channel", needed: null }],
  ["no such channel", { kind: "cannot-post", what: "report", error: "channel_not_found", needed: null }],
  ["an archived channel", { kind: "cannot-post", what: "report", error: "is_archived", needed: null }],
  ["no scope", { kind: "cannot-post", what: "file", error: "missing_scope", needed: "files:write" }],
  ["no scope named", { kind: "cannot-post", what: "file", error: "missing_scope", needed: null }],
  ["read only", { kind: "cannot-post", what: "report", error: "restricted_action", needed: null }],
  ["refused blocks", { kind: "cannot-post", what: "details", error: "invalid_blocks", needed: null }],
  ["too many", { kind: "cannot-post", what: "details", error: "ratelimited", needed: null }],
  ["a thread that is gone", { kind: "cannot-post", what: "details", error: "thread_not_found", needed: null }],
  ["an unknown error", { kind: "cannot-post", what: "report", error: "fatal_error", needed: null }],
  ["broken", { kind: "broken", id: "k3x9" }],
  ["no store", { kind: "store", reason: "unreachable" }],
  ["a request that was lost", { kind: "request-lost" }],
  ["stopping", { kind: "stopping" }],
  ["busy", { kind: "busy" }],
  ["gone", { kind: "gone" }],
  ["file-follows", { kind: "file-follows" }],
];

it("every notice reads as it did", async () => {
  await expectGolden(
    "notices",
    NOTICES.map(([what, notice]) => [what, [slackNotice(notice)]]),
  );
});

const REFUSED = "smtp; 550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup";
const HOSTILE = "<!channel> <https://evil.example|click> *bold* `code` @here &lt;!here&gt; \u001b[31m\u202e\n".repeat(
  100,
);

function traced(
  kind: TraceSubject["kind"],
  text: string,
  events: readonly unknown[],
  over: Partial<TraceAnswer> = {},
): TraceAnswer {
  const trace = traceOf(stored(...events));
  const gaps = gapsOf(trace, [], []);
  return {
    kind: "trace",
    subject: { kind, text },
    trace,
    gaps,
    insights: [],
    recipients: [],
    more: false,
    trouble: null,
    ...over,
  };
}

const LISTED = {
  region: "us-east-1",
  listed: true,
  reason: "BOUNCE",
  since: "2026-11-18T16:05:00.000Z",
  trouble: null,
};
const KIM = {
  domain: "example.net",
  state: "mx",
  mx: ["example-net.mail.protection.outlook.com"],
  provider: "microsoft",
  trouble: null,
  address: "kim@example.net",
  suppressed: [LISTED, { ...LISTED, region: "us-west-2", listed: null, reason: null, since: null, trouble: "denied" }],
} as const;
const insight = { region: "us-east-1", trouble: null, permission: null };

const TRACES: readonly (readonly [string, TraceAnswer])[] = [
  [
    "returned after its delivery, with what to ask next",
    traced("message", ID, [published("Send", 0), delivery(2), bounce(90, "Permanent", "General", REFUSED)], {
      recipients: [KIM],
    }),
  ],
  [
    "three messages to one address",
    traced("address", "kim@example.net", [
      published("Send", 0, { messageId: "0100-one-000000" }),
      bounce(1, "Permanent", "OnAccountSuppressionList", "", { messageId: "0100-one-000000" }),
      published("Send", 100, { messageId: "0100-two-000000" }),
      delay(200, "MailboxFull", "smtp; 452 4.2.2 full", { messageId: "0100-two-000000" }),
      published("Send", 300, { messageId: "0100-six-000000" }),
      delivery(302, { messageId: "0100-six-000000" }),
    ]),
  ],
  [
    "nothing known, and what could be asked",
    traced("message", "0100-none-000000", [], {
      insights: [
        { ...insight, state: "known" },
        { ...insight, state: "unknown-message" },
        { ...insight, state: "off" },
        { ...insight, state: "either" },
        { ...insight, state: "trouble", trouble: "denied", permission: "ses:GetMessageInsights" },
        { ...insight, state: "trouble", trouble: "timeout" },
      ],
      trouble: "locked: sqlite:/x: busy",
    }),
  ],
  [
    "hostile words of ten thousand characters in every field",
    traced("message", ID, [
      published("Send", 0, { messageId: HOSTILE.slice(0, 200), to: [`${HOSTILE}@example.net`] }),
      bounce(1, "Permanent", HOSTILE, HOSTILE, { messageId: HOSTILE.slice(0, 200), to: [`${HOSTILE}@example.net`] }),
      delivery(2, { messageId: HOSTILE.slice(0, 200), to: [`${HOSTILE}@example.net`], smtpResponse: HOSTILE }),
      ...Array.from({ length: 30 }, (_, n) =>
        published(`${HOSTILE.slice(0, 90)}${n}`, n, { messageId: HOSTILE.slice(0, 200) }),
      ),
    ]),
  ],
];

it("every trace reads as it did", async () => {
  await expectGolden(
    "traces",
    TRACES.map(([what, answer]) => [what, slackTrace(answer, "U0ANA")]),
  );
});

it("the JSON file holds the document of the report, and no key id", async () => {
  const [world] = WORLDS;
  if (!world) throw new Error("no world");
  const { report } = await checked(world);
  const typed = "AKIAIOSFODNN7EXAMPLE.org";
  const { filename, content, text } = slackReportFile({ ...report, target: { ...report.target, typed } });
  expect(filename).toBe("maildiag-queenofsandiego.com.json");
  expect(JSON.parse(content)).toMatchObject({
    schema: "maildiag/report@1",
    target: { domain: "queenofsandiego.com", typed: "AKIA…MPLE.org" },
  });
  expect(text).toBe("The report on AKIA…MPLE.org as JSON.");
});
