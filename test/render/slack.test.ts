import { expect, it } from "vitest";
import type { DoctorItem, HelpEntry, IamPolicy } from "../../src/commands/answer.ts";
import type { Report } from "../../src/diagnosis/report.ts";
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
} from "../../src/render/slack.ts";
import { WORLDS } from "../../src/sandbox/worlds/index.ts";
import { checked } from "../diagnosis/checked.ts";
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
  ["stopping", { kind: "stopping" }],
  ["busy", { kind: "busy" }],
  ["gone", { kind: "gone" }],
];

it("every notice reads as it did", async () => {
  await expectGolden(
    "notices",
    NOTICES.map(([what, notice]) => [what, [slackNotice(notice)]]),
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
