import { COULD_NOT_CHECK } from "../diagnosis/could-not-check.ts";
import { askOnce, type Questions } from "../diagnosis/questions.ts";
import { readable } from "../diagnosis/readable.ts";
import type { PortTrouble } from "../ports/trouble.ts";
import type { DoctorItem } from "./answer.ts";
import { type Command, type Context, UsageMistake } from "./command.ts";

/** Milliseconds for everything that doctor asks. */
const LIMIT = 15_000;
/** Asked about where no domain is configured; "no such identity" proves the permission as well as an answer does. */
const NO_IDENTITY = "maildiag-doctor.invalid";
const NO_SET = "maildiag-doctor";

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
      [configured(context)],
      resolver(questions, context),
      credentials(context),
      ...context.config.regions.map((region) => permissions(questions, region, context)),
    ]);
    return { kind: "doctor", items: items.flat() };
  },
};

function configured({ config }: Context): DoctorItem {
  const { domains, regions } = config;
  const names = domains.length > 0 ? domains.map(({ typed }) => typed).join(", ") : "no domains (check takes any)";
  return { item: "configuration", state: "ok", detail: `${names}; regions ${regions.join(", ")}`, fix: null };
}

async function resolver(questions: Questions, { config }: Context): Promise<readonly DoctorItem[]> {
  const item = "DNS resolver";
  const name = config.domains[0]?.domain ?? "amazonses.com";
  const { value, trouble } = await readable(questions.dns(name, "NS"));
  if (value) return [{ item, state: "ok", detail: `answers for ${name}`, fix: null }];
  const fix = "Set MAILDIAG_DNS_SERVERS to a resolver that this machine may ask.";
  return [
    {
      item,
      state: "unreachable",
      detail: `${trouble?.reason} for ${name} ${trouble?.details.server ?? ""}`.trim(),
      fix,
    },
  ];
}

async function credentials({ deps, config }: Context): Promise<readonly DoctorItem[]> {
  const item = "AWS credentials";
  const { value, trouble } = await readable(
    deps.sts.callerIdentity(config.regions[0] ?? "us-east-1", AbortSignal.timeout(LIMIT)),
  );
  if (value) return [{ item, state: "ok", detail: `account ${value.account}, ${value.arn}`, fix: null }];
  return [troubled(item, trouble)];
}

async function permissions(questions: Questions, region: string, { config }: Context): Promise<readonly DoctorItem[]> {
  const name = config.domains[0]?.domain ?? NO_IDENTITY;
  const { ses } = questions;
  const asked: readonly (readonly [string, Promise<unknown>])[] = [
    ["ses:GetAccount", ses.account(region)],
    ["ses:ListEmailIdentities", ses.identities(region)],
    ["ses:GetEmailIdentity", ses.identity(region, name)],
    ["ses:GetConfigurationSetEventDestinations", ses.eventDestinations(region, NO_SET)],
    ["ses:GetIdentityNotificationAttributes", ses.notificationTopics(region, name)],
  ];
  return Promise.all(
    asked.map(async ([action, answer]) => {
      const item = `${region} ${action}`;
      const { trouble } = await readable(answer);
      return trouble ? troubled(item, trouble) : { item, state: "ok", detail: "permitted", fix: null };
    }),
  );
}

function troubled(item: string, trouble: PortTrouble | undefined): DoctorItem {
  const { reason, details } = trouble ?? { reason: "error", details: { asked: COULD_NOT_CHECK } };
  const detail = details.detail ? `${reason}: ${details.detail}` : reason;
  if (reason === "denied")
    return {
      item,
      state: "denied",
      detail,
      fix: `Allow ${details.permission}; maildiag policy prints the whole policy.`,
    };
  if (reason === "credentials") {
    return {
      item,
      state: "missing",
      detail,
      fix: "Give maildiag AWS credentials: the AWS_… variables, a profile or an instance role.",
    };
  }
  return {
    item,
    state: "unreachable",
    detail,
    fix: "Check the network, AWS_ENDPOINT_URL and the region, then run doctor again.",
  };
}
