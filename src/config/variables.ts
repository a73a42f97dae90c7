import { type Fault, shown } from "./fault.ts";
import type { Layers } from "./layers.ts";
import * as v from "./values.ts";

/** It may also come as NAME_FILE, and is never shown. */
function secret<T>(value: v.Value<T>) {
  return { ...value, secret: true };
}

/**
 * Every variable that maildiag reads, one line each: add one here and in `.env.example`. Read by hand, for every command
 * waits for them, and a schema library takes longer to load than an explanation to make.
 */
export const VARIABLES = {
  SLACK_BOT_TOKEN: secret(v.slackToken("xoxb-", "a bot token")),
  SLACK_APP_TOKEN: secret(v.slackToken("xapp-", "an app-level token")),
  SLACK_API_URL: v.slackApiUrl,
  AWS_ACCESS_KEY_ID: v.anyText,
  AWS_SECRET_ACCESS_KEY: secret(v.secretText),
  AWS_SESSION_TOKEN: secret(v.secretText),
  AWS_PROFILE: v.anyText,
  AWS_REGION: v.value(v.REGION, v.readRegion),
  AWS_ENDPOINT_URL: v.httpUrl,
  AWS_ENDPOINT_URL_SES: v.httpUrl,
  AWS_ENDPOINT_URL_SESV2: v.httpUrl,
  MAILDIAG_CONFIG: v.anyText,
  MAILDIAG_REGIONS: v.commaList(v.REGION, v.readRegion),
  MAILDIAG_DOMAINS: v.commaList(v.DOMAIN, v.readDomain),
  MAILDIAG_ALERT_CHANNEL: v.value(v.CHANNEL, v.readChannel),
  MAILDIAG_APPROVAL_CHANNEL: v.value(v.CHANNEL, v.readChannel),
  MAILDIAG_APPROVERS: v.commaList(v.MEMBER, v.readMember),
  MAILDIAG_DATABASE_URL: secret(v.database),
  MAILDIAG_EVENTS_QUEUE_URL: v.httpUrl,
  MAILDIAG_DNS_SERVERS: v.commaList(v.DNS_SERVER, v.readDnsServer),
  MAILDIAG_BIND: v.bind,
  LOG_LEVEL: v.logLevel,
  NODE_EXTRA_CA_CERTS: v.anyText,
} satisfies Record<string, v.Value<unknown>>;

type Variables = typeof VARIABLES;

/** The value of each variable that is set and right. */
export type Values = { [N in keyof Variables]?: Variables[N] extends v.Value<infer T> ? T : never };

/** Reads the variables; `faults` grows by those that are wrong, and where one of them is, no value counts. */
export function readVariables(layers: Layers, faults: Fault[]): Values {
  const read = Object.entries<v.Value<unknown>>(VARIABLES).flatMap(([name, variable]) => {
    const here = isSecret(name) ? layers.findSecret(name) : layers.find(name);
    return here ? [{ name, ...here, result: variable.read(here.text) }] : [];
  });
  // All are read before a fault is written: by then every secret is known, and masked.
  const wrong = read.flatMap(({ name, text, where, result }): Fault[] => {
    if ("value" in result) return [];
    const holds = isSecret(name) ? shownSecret(name, text) : shown(text);
    return [{ name, holds, allowed: result.allowed, where }];
  });
  faults.push(...wrong);
  checkOtherEndpoints(layers, faults);
  if (wrong.length > 0) return {};
  const values = read.map(({ name, result }) => [name, "value" in result ? result.value : undefined]);
  // Each value is its own variable's.
  return Object.fromEntries(values) as Values;
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
  const variable = Object.entries<v.Value<unknown>>(VARIABLES).find(([each]) => each === name)?.[1];
  return variable !== undefined && "secret" in variable;
}
