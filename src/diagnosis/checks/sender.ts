import type { LambdaFunction } from "../../ports/lambda.ts";
import type { Sender } from "../../ports/sender.ts";
import { PortTrouble } from "../../ports/trouble.ts";
import type { Check, Look, SendersTarget } from "../check.ts";
import { excerpt } from "../excerpt.ts";
import type { Finding, FindingData } from "../finding.ts";
import { withoutSecrets } from "../placeholders.ts";
import type { Questions } from "../questions.ts";
import { readable, tell } from "../readable.ts";
import { functionOf, logErrorsOf, senderName, type Tally, talliesOf } from "../sender-facts.ts";
import { logFix } from "../sender-fixes.ts";
import { sesErrorsOf } from "../sender-log.ts";
import { callsWords, errorsWords, lambdaCommand, refusalWords, tailCommand, weekWords } from "../sender-words.ts";

type Code =
  | "SENDER_OK"
  | "SENDER_NO_DEAD_LETTER"
  | "SENDER_ERRORS"
  | "SENDER_THROTTLED"
  | "SENDER_LOG_ERRORS"
  | "SENDER_UPDATE_FAILED"
  | "SENDER_MISSING"
  | "SENDER_FAILED";

/** Does the function that sends run, and what did SES answer it? */
export const sender: Check<Code, SendersTarget> = {
  name: "sender",
  title: "Sender",
  hop: "relay",
  codes: {
    SENDER_OK: {
      severity: "ok",
      title: ({ subject, data }) => `${subject} runs: ${callsWords(data)} in 24 hours`,
      why: ({ data }) =>
        `The function is ${data.state ?? "there"}, ${weekWords(data)}${data.logGroup === null ? "; it has no log" : "; its log of 24 hours tells of no error from SES"}.`,
    },
    SENDER_NO_DEAD_LETTER: {
      severity: "note",
      title: ({ subject }) => `${subject} has no dead-letter queue`,
      why: () =>
        "An asynchronous call that fails three times is dropped, and nobody is told, unless the function has a destination on failure (which maildiag does not look at) or is called synchronously.",
      fix: ({ subject, data }) => ({
        text: "Give it a dead-letter queue, if it is called asynchronously (by a schedule, S3 or SNS).",
        who: "you",
        records: [],
        commands: [
          `${lambdaCommand("update-function-configuration", subject, data)} --dead-letter-config TargetArn=YOUR-QUEUE-ARN`,
        ],
      }),
    },
    SENDER_ERRORS: {
      severity: "warning",
      title: ({ subject, data }) => `${subject} fails: ${tally(data, "day").errors} of ${callsWords(data)} in 24 hours`,
      why: ({ data }) => `${weekWords(data, true)}. ${errorsWords(data.errors, false)}`,
      fix: ({ subject, data }) => ({
        text: `Look into the log of ${subject}, mend what it tells of, and send again what was not sent.`,
        who: "you",
        records: [],
        commands: [tailCommand(data)].filter((command) => command !== ""),
      }),
    },
    SENDER_THROTTLED: {
      severity: "warning",
      title: ({ subject, data }) =>
        `Lambda held ${subject} back in 24 hours: ${tally(data, "day").throttles} throttles`,
      why: ({ data }) =>
        `Calls beyond the function's reserved concurrency, or the account's in ${data.region}, are refused or put off; ${weekWords(data)}.`,
      fix: ({ subject, data }) => ({
        text: "Raise the function's reserved concurrency, or the account's in Service Quotas → AWS Lambda → Concurrent executions.",
        who: "you",
        records: [],
        commands: [
          lambdaCommand("get-function-concurrency", subject, data),
          `${lambdaCommand("get-account-settings", null, data)}`,
        ],
      }),
    },
    SENDER_LOG_ERRORS: {
      severity: "warning",
      title: ({ subject, data }) =>
        refusalWords(data)
          ? `SES refuses what ${subject} sends: ${refusalWords(data)}`
          : `The log of ${subject} tells of errors with SES`,
      why: ({ data }) => errorsWords(data.errors, true),
      fix: logFix,
    },
    SENDER_UPDATE_FAILED: {
      severity: "warning",
      title: ({ subject }) => `The last update of ${subject} failed`,
      why: ({ data }) =>
        `Lambda says${data.lastUpdateReason ? `: ${data.lastUpdateReason}` : " no reason"}. It goes on with the code and settings of before.`,
      fix: ({ subject, data }) => ({
        text: "Mend what Lambda names, and deploy again.",
        who: "you",
        records: [],
        commands: [lambdaCommand("get-function-configuration", subject, data, STATE_QUERY)],
      }),
    },
    SENDER_MISSING: {
      severity: "failure",
      title: ({ subject, data }) => `There is no function ${subject} in ${data.region}`,
      why: ({ data }) =>
        `Lambda in ${data.region} knows no function of that name in the account of maildiag's credentials: it was deleted, renamed, or lives elsewhere.`,
      fix: ({ subject, data }) => ({
        text: "Deploy it again; or correct its name and region under senders in maildiag's configuration.",
        who: "you",
        records: [],
        commands: [lambdaCommand("get-function-configuration", subject, data, STATE_QUERY)],
      }),
    },
    SENDER_FAILED: {
      severity: "failure",
      title: ({ subject }) => `${subject} cannot run: Lambda says Failed`,
      why: ({ data }) => `${data.stateReason ?? "Lambda says no reason"}. Whoever calls it gets an error.`,
      fix: ({ subject, data }) => ({
        text: "Mend what Lambda names (often the role, the VPC's subnets, or the image), and deploy again.",
        who: "you",
        records: [],
        commands: [lambdaCommand("get-function-configuration", subject, data, STATE_QUERY)],
      }),
    },
  },
  looks: ({ senders = [] }, questions) =>
    senders.map((one) => ({
      region: one.region,
      look: () => judge(questions, one),
    })),
};

/** Never the whole answer: it has the environment's variables in it. */
const STATE_QUERY = "[State,StateReason,LastUpdateStatus,LastUpdateStatusReason,LastModified]";

/** Inactive is idle, and wakes when it is called. */
const STATES = ["Pending", "Active", "Inactive", "Failed"];

async function judge(questions: Questions, one: Sender): Promise<readonly (Finding<Code> | Look<Code>)[]> {
  const subject = senderName(one);
  const [config, tallies] = await Promise.all([
    readable(functionOf(questions, one)),
    readable(talliesOf(questions, one)),
  ]);
  if (config.value === null) return [{ code: "SENDER_MISSING", subject, data: { region: one.region } }];
  const log = await readable(logErrorsOf(questions, one, config.value?.logGroup ?? `/aws/lambda/${subject}`));
  const { data, codes } = await judged(questions, one, config.value, tallies.value, log.value);
  const troubles = [config, tallies, log].flatMap(({ trouble }) => (trouble ? [tell(trouble)] : []));
  if (config.value?.state && !STATES.includes(config.value.state)) troubles.push(unknownState(one, config.value.state));
  // What was not read may hold what was looked for.
  if (log.value && !log.value.whole && !codes.includes("SENDER_LOG_ERRORS")) troubles.push(tooLarge(one));
  const isFine = codes.every((code) => code === "SENDER_NO_DEAD_LETTER") && troubles.length === 0;
  const all: readonly Code[] = isFine ? ["SENDER_OK", ...codes] : codes;
  return [...all.map((code) => ({ code, subject, data })), ...troubles];
}

type Reading = Awaited<ReturnType<typeof logErrorsOf>>;

async function judged(
  questions: Questions,
  one: Sender,
  config: LambdaFunction | undefined,
  tallies: { day: Tally; week: Tally } | undefined,
  log: Reading | undefined,
): Promise<{ data: FindingData; codes: readonly Code[] }> {
  const ses = await sesErrorsOf(log?.errors ?? [], questions.explainLine);
  const data: FindingData = {
    region: one.region,
    state: config?.state ?? null,
    stateReason: config?.stateReason ? excerpt(withoutSecrets(config.stateReason), 300) : null,
    lastUpdateReason: config?.lastUpdateReason ? excerpt(withoutSecrets(config.lastUpdateReason), 300) : null,
    lastModified: config?.lastModified ?? null,
    role: config?.role ?? null,
    logGroup: log ? log.group : (config?.logGroup ?? null),
    day: tallies?.day ?? null,
    week: tallies?.week ?? null,
    errors: ses.all,
  };
  const codes: Code[] = [];
  if (config?.state === "Failed") codes.push("SENDER_FAILED");
  if (config?.lastUpdate === "Failed" && config.state !== "Failed") codes.push("SENDER_UPDATE_FAILED");
  // Before the failed calls, as it tells why they fail.
  if (ses.ofSes.length > 0) codes.push("SENDER_LOG_ERRORS");
  const day = tallies?.day;
  if (day && day.errors >= 3 && day.errors > day.invocations / 100) codes.push("SENDER_ERRORS");
  if (day && day.throttles > 0) codes.push("SENDER_THROTTLED");
  if (config && config.deadLetter === null) codes.push("SENDER_NO_DEAD_LETTER");
  return { data, codes };
}

function tally(data: FindingData, when: "day" | "week"): Tally {
  return (data[when] as Tally | null) ?? { invocations: 0, errors: 0, throttles: 0 };
}

/** A word that Lambda did not have when this was written may be good or bad. */
function unknownState(one: Sender, state: string): Look<never> {
  const detail = `Lambda says the state ${excerpt(state, 60)}, which maildiag does not know`;
  return tell(new PortTrouble("error", { asked: senderName(one), region: one.region, detail }));
}

function tooLarge(one: Sender): Look<never> {
  const detail = "the log of 24 hours is too large to be read whole";
  return tell(new PortTrouble("limit", { asked: senderName(one), region: one.region, detail }));
}
