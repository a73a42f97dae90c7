import { usernameKindOf } from "../credentials/username-kind.ts";
import { believed } from "../diagnosis/domain-found.ts";
import { askOnce, type Questions } from "../diagnosis/questions.ts";
import { readable } from "../diagnosis/readable.ts";
import { senderName } from "../diagnosis/sender-facts.ts";
import type { Sender } from "../ports/sender.ts";
import type { DoctorItem } from "./answer.ts";
import { type Command, type Context, UsageMistake } from "./command.ts";
import { eventItems } from "./doctor-events.ts";
import { detailOf, permission, troubled } from "./doctor-permission.ts";
import { removalItems } from "./doctor-removals.ts";
import { slackItems } from "./doctor-slack.ts";

/** Milliseconds for everything that doctor asks. */
const LIMIT = 15_000;
/** Asked about where no domain is configured; "no such identity" proves the permission as well as an answer does. */
const NO_IDENTITY = "maildiag-doctor.invalid";
const NO_ADDRESS = "nobody@maildiag-doctor.invalid";
const NO_MESSAGE = "maildiag-doctor";
const NO_SET = "maildiag-doctor";
const ONE_METRIC = [
  {
    namespace: "AWS/SES",
    name: "Reputation.BounceRate",
    dimensions: {},
    statistic: "Average",
    period: 3_600,
  } as const,
];
const NO_USER = "maildiag-doctor";
const NO_KEY = "AKIAIOSFODNN7EXAMPLE";
const NO_USER_ARN = "arn:aws:iam::123456789012:user/maildiag-doctor";

export const doctor: Command = {
  name: "doctor",
  usage: "doctor",
  summary: "Is everything configured, reachable and permitted?",
  details: ["Exit status: 0 all is well, 1 something is missing or denied, 3 something could not be reached."],
  where: "terminal",
  options: {},
  run: async ({ positionals }, context) => {
    if (positionals.length > 0) throw new UsageMistake("doctor takes no words.", doctor);
    const questions = askOnce(context.deps, AbortSignal.timeout(LIMIT));
    const items = await Promise.all([
      [configured(context), ...canaryItems(context)],
      resolver(questions, context),
      credentials(questions, context),
      relayPermissions(questions, context),
      ...context.config.regions.map((region) => permissions(questions, region, context)),
      ...context.config.senders.map((sender) => senderPermissions(questions, sender, context)),
      eventItems(questions, context),
      removalItems(questions, context),
      slackItems(context),
    ]);
    return { kind: "doctor", items: items.flat() };
  },
};

function configured({ config }: Context): DoctorItem {
  const { domains, regions } = config;
  const names = domains.length > 0 ? domains.map(({ typed }) => typed).join(", ") : "no domains (check takes any)";
  return { item: "configuration", state: "ok", detail: `${names}; regions ${regions.join(", ")}`, fix: null };
}

/** Whether SES would take one only sending tells: `canary` does. */
function canaryItems({ config: { canary, regions, eventsQueueUrl, schedules } }: Context): readonly DoctorItem[] {
  if (!canary) return [];
  const when = schedules.canary === null ? "" : `, and the watch at ${schedules.canary}`;
  const detail = `from ${canary.from} in ${(canary.regions ?? regions).join(", ")}; maildiag canary sends it${when}`;
  if (eventsQueueUrl !== null) return [{ item: "canary", state: "ok", detail, fix: null }];
  const fix = "Set MAILDIAG_EVENTS_QUEUE_URL (maildiag setup events): without it nobody sees what becomes of a canary.";
  return [{ item: "canary", state: "missing", detail: "no queue of events is configured", fix }];
}

async function resolver(questions: Questions, { config }: Context): Promise<readonly DoctorItem[]> {
  const item = "DNS resolver";
  const name = config.domains[0]?.domain ?? "amazonses.com";
  const { value, trouble } = await readable(believed(questions, name, "NS"));
  if (value) return [{ item, state: "ok", detail: `answers for ${name}`, fix: null }];
  const fix = "Set MAILDIAG_DNS_SERVERS to a resolver that this machine may ask.";
  return [
    {
      item,
      state: "unreachable",
      detail: [`${trouble?.reason} for ${name}`, trouble?.details.server, trouble?.details.detail]
        .filter(Boolean)
        .join(": "),
      fix,
    },
  ];
}

async function credentials(questions: Questions, { config }: Context): Promise<readonly DoctorItem[]> {
  const item = "AWS credentials";
  const { value, trouble } = await readable(questions.sts.callerIdentity(config.regions[0] ?? "us-east-1"));
  if (value) return [{ item, state: "ok", detail: `account ${value.account}, ${value.arn}`, fix: null }];
  if (trouble?.reason === "denied") {
    // It needs no permission, so that somebody has forbidden it; nothing but this line is the poorer for it.
    return [
      {
        item,
        state: "ok",
        detail: "they are there; whose they are may not be asked (sts:GetCallerIdentity)",
        fix: null,
      },
    ];
  }
  const missing = trouble?.reason === "credentials";
  const fix = "Give maildiag AWS credentials: the AWS_… variables, a profile or an instance role.";
  return [missing ? { item, state: "missing", detail: detailOf(trouble), fix } : troubled(item, trouble)];
}

async function permissions(questions: Questions, region: string, { config }: Context): Promise<readonly DoctorItem[]> {
  const name = config.domains[0]?.domain ?? NO_IDENTITY;
  const { ses, cloudwatch } = questions;
  const asked: readonly (readonly [string, Promise<unknown>])[] = [
    ["ses:GetAccount", ses.account(region)],
    ["ses:ListEmailIdentities", ses.identities(region)],
    ["ses:GetEmailIdentity", ses.identity(region, name)],
    ["ses:GetConfigurationSetEventDestinations", ses.eventDestinations(region, NO_SET)],
    ["ses:GetIdentityNotificationAttributes", ses.notificationTopics(region, name)],
    ["ses:GetSuppressedDestination", ses.suppressed(region, NO_ADDRESS)],
    ["ses:GetMessageInsights", ses.messageInsights(region, NO_MESSAGE)],
    ["ses:ListSuppressedDestinations", ses.suppressionPage(region, { after: questions.now, token: null })],
    ["ses:ListRecommendations", ses.recommendations(region)],
    ["cloudwatch:GetMetricData", cloudwatch.series(region, ONE_METRIC, lastHour(questions))],
    ["cloudwatch:ListMetrics", cloudwatch.dimensionsOf(region, "AWS/SES", "Reputation.BounceRate")],
  ];
  return Promise.all(asked.map(([action, answer]) => permission(`${region} ${action}`, answer)));
}

function lastHour({ now }: Questions): { from: Date; to: Date } {
  return { from: new Date(now.getTime() - 3_600_000), to: now };
}

/** A function or a log group that is not there proves the permission as well. */
async function senderPermissions(
  questions: Questions,
  sender: Sender,
  { config }: Context,
): Promise<readonly DoctorItem[]> {
  const { lambda, logs, cloudwatch } = questions;
  const { region } = sender;
  const name = senderName(sender);
  const group = `/aws/lambda/${name}`;
  const asked: readonly (readonly [string, Promise<unknown>])[] = [
    ["lambda:GetFunctionConfiguration", lambda.function(region, sender.function)],
    ["logs:FilterLogEvents", logs.lines(region, { group, ...lastHour(questions), pattern: "?ERROR" })],
    ...(config.regions.includes(region)
      ? []
      : [["cloudwatch:GetMetricData", cloudwatch.series(region, ONE_METRIC, lastHour(questions))] as const]),
  ];
  return Promise.all(asked.map(([action, answer]) => permission(`${region} ${action} ${name}`, answer)));
}

/** Without relays nothing of IAM is needed. A user that does not exist proves the permission as well as one that does. */
async function relayPermissions(questions: Questions, { config }: Context): Promise<readonly DoctorItem[]> {
  const [relay] = config.relays;
  if (!relay) return [];
  const { iam, sts } = questions;
  const key = usernameKindOf(relay.username) === "long-term" ? relay.username : NO_KEY;
  const used = await readable(iam.keyLastUsed(key));
  const user = await readable(iam.user(used.value?.user ?? NO_USER));
  const arn = user.value?.arn ?? NO_USER_ARN;
  const action = "ses:SendRawEmail";
  const asked: readonly (readonly [string, Promise<unknown>])[] = [
    ["iam:GetAccessKeyLastUsed", iam.keyLastUsed(key)],
    ["iam:ListAccessKeys", iam.keysOf(used.value?.user ?? NO_USER)],
    ["iam:GetUser", iam.user(used.value?.user ?? NO_USER)],
    ["iam:SimulatePrincipalPolicy", iam.decide({ principalArn: arn, action, resourceArn: "*", context: {} })],
    ["iam:GetAccountAuthorizationDetails", iam.users()],
    ["sts:GetAccessKeyInfo", sts.accountOfKey(relay.region, key)],
  ];
  return Promise.all(asked.map(([name, answer]) => permission(`IAM ${name}`, answer)));
}
