import type { DomainName } from "../domain-name.ts";
import type { LogLevel } from "../log.ts";
import type { Sender } from "../ports/sender.ts";
import type { Secret } from "../secret.ts";
import type { FileValues } from "./file-schema.ts";
import type { Bind, Database, DnsServer } from "./values.ts";
import type { Values } from "./variables.ts";

/** Slack user ids and user group ids. */
export type People = { users: readonly string[]; groups: readonly string[] };

/** The kinds of scheduled watches. */
export type ScheduleName =
  | "credentials"
  | "authentication"
  | "suppressions"
  | "reputation"
  | "senders"
  | "canary"
  | "digest";

/** An accepted finding; `until` is its last day, `YYYY-MM-DD` in UTC. */
export type Accept = { code: string; subject: string; until: string; why: string };

/** Everything that can be set, with its defaults; null is unset. */
export type Settings = {
  regions: readonly string[];
  domains: readonly DomainName[];
  senders: readonly Sender[];
  /** `allowed` holds all the others as well. */
  channels: {
    alerts: string | null;
    approvals: string | null;
    allowed: readonly string[];
    /** Where single watches tell, instead of in `alerts`; absent where none is named. */
    watches?: { readonly [N in ScheduleName]?: string };
  };
  /** null = every member of the home workspace */
  operators: People | null;
  mention: string | null;
  /** null = off. `regions` null: all of them. `domain`: of `from`, A-labels. */
  canary: { from: string; domain: string; regions: readonly string[] | null } | null;
  accept: readonly Accept[];
  approvers: People & { requesterMayApprove: boolean; complaints: "deny" | "allow" };
  /** node-cron expressions; null = off */
  schedules: { timezone: string } & { readonly [N in ScheduleName]: string | null };
  slack: { botToken: Secret | null; appToken: Secret | null; apiUrl: string | null };
  database: Database;
  eventsQueueUrl: string | null;
  /** Milliseconds: of events of a type that is not named and of dead letters, and of the types that are. */
  eventsKeep: { ms: number; byType: { readonly [type: string]: number } };
  /** Milliseconds that the trail of removals is kept, never less than a year. */
  auditKeep: number;
  /** null = the system's */
  dnsServers: readonly DnsServer[] | null;
  bind: Bind;
  logLevel: LogLevel;
  /** SES API v1 is a service of its own to the SDK; a stand-in that is named for SES v2 alone serves both. */
  awsEndpoints: { sesV1: string | null };
};

const DEFAULT_REGION = "us-east-1";
const DEFAULT_DATABASE: Database = { kind: "sqlite", path: "data/maildiag.db", shown: "sqlite:data/maildiag.db" };
const DEFAULT_KEEP = 90 * 86_400_000;
const DEFAULT_AUDIT_KEEP = 400 * 86_400_000;
const DEFAULT_BIND: Bind = { address: "127.0.0.1", port: 8080 };
const DEFAULT_SCHEDULES: { readonly [N in ScheduleName]: string } = {
  credentials: "5 * * * *",
  authentication: "20 * * * *",
  suppressions: "*/15 * * * *",
  reputation: "40 * * * *",
  senders: "*/15 * * * *",
  // It sends mail: whoever wants that says so, and how often.
  canary: "off",
  digest: "0 9 * * 1",
};

/** What the variables say stands over what the file says; defaults fill the rest. One line a key. */
export function settingsOf(values: Values, file: FileValues | null): Settings {
  const { channels, operators, approvers, schedules } = file ?? {};
  const alerts = values.MAILDIAG_ALERT_CHANNEL ?? channels?.alerts ?? null;
  const approvals = values.MAILDIAG_APPROVAL_CHANNEL ?? channels?.approvals ?? null;
  const watches = watchChannels(channels?.watches);
  const named = values.MAILDIAG_APPROVERS;
  const domains = values.MAILDIAG_DOMAINS ?? file?.domains ?? [];
  return {
    regions: distinct(values.MAILDIAG_REGIONS ?? file?.regions ?? [values.AWS_REGION ?? DEFAULT_REGION]),
    domains: [...new Map(domains.map((each) => [each.domain, each])).values()],
    senders: file?.senders ?? [],
    channels: {
      alerts,
      approvals,
      allowed: distinct([alerts, approvals, ...Object.values(watches), ...(channels?.allowed ?? [])]),
      ...(Object.keys(watches).length > 0 && { watches }),
    },
    operators: operators ? peopleOf(operators) : null,
    mention: file?.mention ?? null,
    canary: canaryOf(file?.canary),
    accept: file?.accept ?? [],
    approvers: {
      ...(named
        ? { users: named.filter((id) => !id.startsWith("S")), groups: named.filter((id) => id.startsWith("S")) }
        : peopleOf(approvers)),
      requesterMayApprove: approvers?.requesterMayApprove ?? false,
      complaints: approvers?.complaints ?? "deny",
    },
    schedules: {
      timezone: schedules?.timezone ?? "UTC",
      credentials: scheduleOf("credentials", schedules),
      authentication: scheduleOf("authentication", schedules),
      suppressions: scheduleOf("suppressions", schedules),
      reputation: scheduleOf("reputation", schedules),
      senders: scheduleOf("senders", schedules),
      canary: scheduleOf("canary", schedules),
      digest: scheduleOf("digest", schedules),
    },
    slack: {
      botToken: values.SLACK_BOT_TOKEN ?? null,
      appToken: values.SLACK_APP_TOKEN ?? null,
      apiUrl: values.SLACK_API_URL ?? null,
    },
    database: values.MAILDIAG_DATABASE_URL ?? DEFAULT_DATABASE,
    eventsKeep: { ms: file?.events?.keep ?? DEFAULT_KEEP, byType: setOnly(file?.events?.types ?? {}) },
    auditKeep: file?.audit?.keep ?? DEFAULT_AUDIT_KEEP,
    eventsQueueUrl: values.MAILDIAG_EVENTS_QUEUE_URL ?? null,
    dnsServers: values.MAILDIAG_DNS_SERVERS ?? null,
    bind: values.MAILDIAG_BIND ?? DEFAULT_BIND,
    logLevel: values.LOG_LEVEL ?? "info",
    awsEndpoints: { sesV1: values.AWS_ENDPOINT_URL_SES ?? values.AWS_ENDPOINT_URL_SESV2 ?? null },
  };
}

type WatchChannels = NonNullable<Settings["channels"]["watches"]>;

function watchChannels(named: NonNullable<FileValues["channels"]>["watches"] | undefined): WatchChannels {
  return Object.fromEntries(Object.entries(named ?? {}).filter(([, channel]) => channel !== null));
}

function canaryOf(given: FileValues["canary"] | undefined): Settings["canary"] {
  if (!given) return null;
  const { from, regions } = given;
  return { from: from.address, domain: from.domain, regions: regions && distinct(regions) };
}

function peopleOf(people: { users: string[] | null; groups: string[] | null } | null | undefined): People {
  return { users: people?.users ?? [], groups: people?.groups ?? [] };
}

function scheduleOf(name: ScheduleName, schedules: FileValues["schedules"] | undefined): string | null {
  const schedule = schedules?.[name] ?? DEFAULT_SCHEDULES[name];
  return schedule === "off" ? null : schedule;
}

function setOnly(values: { readonly [name: string]: number | null }): { readonly [name: string]: number } {
  return Object.fromEntries(Object.entries(values).flatMap(([name, value]) => (value === null ? [] : [[name, value]])));
}

function distinct(texts: readonly (string | null)[]): readonly string[] {
  return [...new Set(texts)].filter((text) => text !== null);
}
