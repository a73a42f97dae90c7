import { z } from "zod";
import { type Fault, shown } from "./fault.ts";
import type { Layers } from "./layers.ts";
import * as v from "./values.ts";

const SECRET = { secret: true };

/**
 * Every variable that maildiag reads, one line each: add one here and in `.env.example`. A secret may also come as
 * NAME_FILE and is never shown.
 */
export const VARIABLES = {
  SLACK_BOT_TOKEN: v.slackToken("xoxb-", "a bot token").meta(SECRET),
  SLACK_APP_TOKEN: v.slackToken("xapp-", "an app-level token").meta(SECRET),
  SLACK_API_URL: v.slackApiUrl,
  AWS_ACCESS_KEY_ID: z.string(),
  AWS_SECRET_ACCESS_KEY: v.secretText.meta(SECRET),
  AWS_SESSION_TOKEN: v.secretText.meta(SECRET),
  AWS_PROFILE: z.string(),
  AWS_REGION: v.value(v.REGION, v.readRegion),
  AWS_ENDPOINT_URL: v.httpUrl,
  AWS_ENDPOINT_URL_SES: v.httpUrl,
  AWS_ENDPOINT_URL_SESV2: v.httpUrl,
  MAILDIAG_CONFIG: z.string(),
  MAILDIAG_REGIONS: v.commaList(v.REGION, v.readRegion),
  MAILDIAG_DOMAINS: v.commaList(v.DOMAIN, v.readDomain),
  MAILDIAG_ALERT_CHANNEL: v.value(v.CHANNEL, v.readChannel),
  MAILDIAG_APPROVAL_CHANNEL: v.value(v.CHANNEL, v.readChannel),
  MAILDIAG_APPROVERS: v.commaList(v.MEMBER, v.readMember),
  MAILDIAG_DATABASE_URL: v.database.meta(SECRET),
  MAILDIAG_EVENTS_QUEUE_URL: v.httpUrl,
  MAILDIAG_DNS_SERVERS: v.commaList(v.DNS_SERVER, v.readDnsServer),
  MAILDIAG_BIND: v.bind,
  LOG_LEVEL: v.logLevel,
  NODE_EXTRA_CA_CERTS: z.string(),
} satisfies Record<string, z.ZodType>;

const schema = z.object(VARIABLES).partial();

/** The value of each variable that is set and right. */
export type Values = z.output<typeof schema>;

/** Reads the variables; `faults` grows by those that are wrong. */
export function readVariables(layers: Layers, faults: Fault[]): Values {
  const found = Object.keys(VARIABLES).flatMap((name) => {
    const here = isSecret(name) ? layers.findSecret(name) : layers.find(name);
    return here ? [{ name, ...here }] : [];
  });
  const result = schema.safeParse(Object.fromEntries(found.map(({ name, text }) => [name, text])));
  for (const { path, message } of result.error?.issues ?? []) {
    const wrong = found.find(({ name }) => name === path[0]);
    if (!wrong) continue;
    const holds = isSecret(wrong.name) ? shownSecret(wrong.name, wrong.text) : shown(wrong.text);
    faults.push({ name: wrong.name, holds, allowed: message, where: wrong.where });
  }
  checkOtherEndpoints(layers, faults);
  return result.data ?? {};
}

/** Of a secret only what helps: a database URL without its password, and which kind of token was mistaken for another. */
function shownSecret(name: string, text: string): string {
  if (name === "MAILDIAG_DATABASE_URL" && (text.includes("://") || !/@|pass|pwd/i.test(text))) return shown(text);
  const kind = /^x(?:ox[a-z]|app)-/.exec(text)?.[0];
  return `[secret], ${text.length} characters${kind ? ` that begin with ${kind}` : ""}`;
}

/** AWS_ENDPOINT_URL_IAM and its like: the SDK reads them by itself, and fails much later where one is wrong. */
function checkOtherEndpoints(layers: Layers, faults: Fault[]): void {
  for (const name of layers.names) {
    if (!/^AWS_ENDPOINT_URL_[A-Z0-9_]{1,60}$/.test(name) || Object.hasOwn(VARIABLES, name)) continue;
    const found = layers.find(name);
    if (found && !v.readUrl(found.text)) {
      faults.push({ name, holds: shown(found.text), allowed: "an http or https URL", where: found.where });
    }
  }
}

function isSecret(name: string): boolean {
  const variable = Object.entries(VARIABLES).find(([each]) => each === name)?.[1];
  return variable?.meta()?.secret === true;
}
