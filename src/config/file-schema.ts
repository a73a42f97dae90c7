import { createRequire } from "node:module";
import { isIP } from "node:net";
import type { core, ZodType, z as zod } from "zod";
import { isCronExpression } from "./cron.ts";
import { regionInHost } from "./relay-region.ts";
import * as v from "./values.ts";

const PORT = "a port, 1 to 65535";
const PASSWORD = "{ env: NAME } or { file: PATH }; the password itself has no place in this file";
const PASSWORD_ENV = "the name of a variable: letters, digits and _";
const SCHEDULE = "a cron expression such as */15 * * * * (node-cron), or off";

let made: ReturnType<typeof makeSchemas> | null = null;

/** Made where there is a file to read: most commands start without one, and all of them would wait for the library. */
export function schemas() {
  made ??= makeSchemas(zodOf(createRequire(import.meta.url)("zod")));
  return made;
}

function zodOf({ z }: typeof import("zod")) {
  return z;
}

function makeSchemas(z: typeof zod) {
  /** One text of the file, read as a variable is. */
  function text<T>({ allowed, read }: v.Value<T>) {
    return z.string({ error: allowed }).transform((written, context) => {
      const result = read(written);
      if ("value" in result) return result.value;
      context.addIssue({ code: "custom", message: result.allowed });
      return z.NEVER;
    });
  }

  function value<T>(allowed: string, read: v.Read<T>) {
    return text(v.value(allowed, read));
  }

  /** A mapping with these keys and no others. The message of an unknown key lists the known ones. */
  function mapping<S extends core.$ZodLooseShape>(shape: S) {
    const keys = Object.keys(shape).join(", ");
    return z.strictObject(shape, {
      error: ({ code }) => (code === "unrecognized_keys" ? keys : `a mapping of ${keys}`),
    });
  }

  function listOf<S extends ZodType>(item: S, what: string) {
    return z.array(item, { error: `a list, each ${what}` }).max(500, { error: "at most 500 entries" });
  }

  /** An empty value counts as unset, like an empty variable. */
  function unset<S extends ZodType>(schema: S) {
    return schema.nullish().transform((value) => value ?? null);
  }

  const region = value(v.REGION, v.readRegion);
  const domain = value(v.DOMAIN, v.readDomain);
  const channel = value(v.CHANNEL, v.readChannel);
  const users = unset(listOf(value(v.USER, v.readUser), v.USER));
  const groups = unset(listOf(value(v.GROUP, v.readGroup), v.GROUP));
  const yesOrNo = unset(z.boolean({ error: "true or false" }));

  const kept = unset(text(v.duration));
  const port = z.int({ error: PORT }).min(1, { error: PORT }).max(65_535, { error: PORT });

  const from = value("an address or a domain that mail comes from", (text) => {
    const address = text.includes("@") ? text : null;
    const parsed = /^[^\s@<>]{0,64}@?[^\s@<>]+$/.test(text)
      ? v.readDomain(text.slice(text.lastIndexOf("@") + 1))
      : undefined;
    return parsed && !text.startsWith("@") ? { address, domain: parsed.domain, typed: text } : undefined;
  });

  const sender = value("one address that mail may come from, such as canary@example.com", (text) => {
    if (!/^[\w.+-]{1,64}@[^\s@<>]+$/.test(text)) return undefined;
    const parsed = v.readDomain(text.slice(text.indexOf("@") + 1));
    return parsed && { address: `${text.slice(0, text.indexOf("@"))}@${parsed.domain}`, domain: parsed.domain };
  });

  const host = value("a host name or an IP address", (text) => {
    if (isIP(text) !== 0 || text === "localhost") return text;
    return v.readDomain(text)?.domain;
  });

  const password = z.union(
    [
      z.strictObject(
        { env: z.string({ error: PASSWORD }).regex(/^[A-Za-z_][A-Za-z0-9_]*$/, { error: PASSWORD_ENV }) },
        { error: PASSWORD },
      ),
      z.strictObject({ file: z.string({ error: PASSWORD }).min(1, { error: PASSWORD }) }, { error: PASSWORD }),
    ],
    { error: PASSWORD },
  );

  const schedule = unset(
    z.union([z.literal(false), z.string()], { error: SCHEDULE }).transform((value, context) => {
      if (value === false || value.trim().toLowerCase() === "off") return "off" as const;
      if (isCronExpression(value)) return value.trim();
      context.addIssue({ code: "custom", message: SCHEDULE });
      return z.NEVER;
    }),
  );

  /** The YAML file: one line a key. What is unset is null here; defaults are config.ts's. */
  const file = mapping({
    regions: unset(listOf(region, v.REGION).min(1, { error: `at least one, each ${v.REGION}` })),
    domains: unset(listOf(domain, v.DOMAIN)),
    relays: unset(
      listOf(
        mapping({
          name: text(v.line(80)),
          description: unset(text(v.line(300))),
          username: value("an SMTP username: the access key id of the relay", (text) =>
            /^[\x21-\x7e]{1,128}$/.test(text) ? text : undefined,
          ),
          from,
          host: unset(host),
          region: unset(region),
          port: unset(port),
          password: unset(password),
          maxKeyAge: unset(text(v.duration)),
        }),
        "a relay",
      ),
    ),
    senders: unset(
      listOf(
        mapping({
          function: value("a Lambda function's name or ARN", (text) =>
            /^[\w:.$-]{1,170}$/.test(text) ? text : undefined,
          ),
          region,
          domains: unset(listOf(domain, v.DOMAIN)),
        }),
        "a sender",
      ),
    ),
    channels: unset(
      mapping({
        alerts: unset(channel),
        approvals: unset(channel),
        allowed: unset(listOf(channel, v.CHANNEL)),
        watches: unset(
          mapping({
            credentials: unset(channel),
            authentication: unset(channel),
            suppressions: unset(channel),
            reputation: unset(channel),
            senders: unset(channel),
            canary: unset(channel),
            digest: unset(channel),
          }),
        ),
      }),
    ),
    operators: unset(mapping({ users, groups })),
    mention: unset(value(v.MEMBER, v.readMember)),
    accept: unset(
      listOf(
        mapping({
          code: value("a finding's code, such as MAIL_FROM_DEFAULT", (text) =>
            /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/.test(text) && text.length <= 60 ? text : undefined,
          ),
          subject: text(v.line(253)),
          until: text(v.day),
          why: text(v.line(300)),
        }),
        "an accepted finding",
      ),
    ),
    approvers: unset(
      mapping({
        users,
        groups,
        requesterMayApprove: yesOrNo,
        complaints: unset(z.enum(["deny", "allow"], { error: "deny or allow" })),
      }),
    ),
    canary: unset(
      mapping({
        from: sender,
        regions: unset(listOf(region, v.REGION).min(1, { error: `at least one, each ${v.REGION}` })),
      }),
    ),
    events: unset(
      mapping({
        keep: unset(text(v.duration)),
        // SES's words for the types of its events.
        types: unset(
          mapping({
            Send: kept,
            Delivery: kept,
            Bounce: kept,
            Complaint: kept,
            Reject: kept,
            Open: kept,
            Click: kept,
            "Rendering Failure": kept,
            DeliveryDelay: kept,
            Subscription: kept,
          }),
        ),
      }),
    ),
    audit: unset(mapping({ keep: unset(text(v.atLeastAYear)) })),
    schedules: unset(
      mapping({
        timezone: unset(text(v.timezone)),
        credentials: schedule,
        authentication: schedule,
        suppressions: schedule,
        reputation: schedule,
        senders: schedule,
        canary: schedule,
        digest: schedule,
      }),
    ),
  });

  const anything = z.unknown().optional();
  const rawRelay = z.object({ name: anything, host: anything, region: anything, password: anything });
  const rawRelays = z.object({ relays: z.array(z.unknown()) });
  const rawCanary = z.object({ canary: anything, schedules: z.object({ canary: anything }) });
  return { file, password, rawRelay, rawRelays, rawCanary, region: unset(region), host: unset(host), schedule };
}

type Schemas = ReturnType<typeof makeSchemas>;

export type FileValues = zod.output<Schemas["file"]>;
type RawRelay = zod.output<Schemas["rawRelay"]>;

/** The relays as they stand in the file, right or wrong; null where one is no mapping at all. `content` null: no file. */
export function rawRelaysOf(content: unknown): readonly (RawRelay | null)[] {
  if (content === null) return [];
  const { rawRelay, rawRelays } = schemas();
  const relays = rawRelays.safeParse(content).data?.relays ?? [];
  return relays.map((relay) => rawRelay.safeParse(relay).data ?? null);
}

export type Misfit = { path: readonly (string | number)[]; allowed: string };

/** What single values do not show. Told beside all other faults. */
export function misfitsOf(content: unknown): readonly Misfit[] {
  return [...relayMisfits(content), ...canaryMisfits(content)];
}

/** A canary that is to be sent by schedule, from nowhere. */
function canaryMisfits(content: unknown): readonly Misfit[] {
  const { rawCanary, schedule } = schemas();
  const { canary, schedules } = rawCanary.safeParse(content).data ?? {};
  const planned = schedule.safeParse(schedules?.canary).data ?? "off";
  if (planned === "off" || (canary !== undefined && canary !== null)) return [];
  const allowed = "off, or canary: { from: ADDRESS } beside it, which says from where it is sent";
  return [{ path: ["schedules", "canary"], allowed }];
}

/** Relays of the same name, of no region, of two regions. */
function relayMisfits(content: unknown): readonly Misfit[] {
  const names: string[] = [];
  return rawRelaysOf(content).flatMap((relay, i): Misfit[] => {
    if (!relay) return [];
    const name = typeof relay.name === "string" ? relay.name.trim().toLowerCase() : undefined;
    const isTaken = name !== undefined && names.includes(name);
    if (name !== undefined) names.push(name);
    const taken: Misfit[] = isTaken ? [{ path: ["relays", i, "name"], allowed: "a name that no other relay has" }] : [];
    return [...taken, ...regionMisfit(relay, i)];
  });
}

function regionMisfit(relay: RawRelay, i: number): Misfit[] {
  const given = schemas().region.safeParse(relay.region);
  const at = schemas().host.safeParse(relay.host);
  if (!given.success || !at.success) return [];
  const inHost = at.data === null ? null : regionInHost(at.data);
  if (given.data === null && inHost === null) {
    const allowed = `${v.REGION}, or a host such as email-smtp.us-east-1.amazonaws.com that names it`;
    return [{ path: ["relays", i, "region"], allowed }];
  }
  const differ = given.data !== null && inHost !== null && given.data !== inHost;
  return differ
    ? [{ path: ["relays", i, "region"], allowed: `the host's own region, ${inHost}; it may be left out` }]
    : [];
}
