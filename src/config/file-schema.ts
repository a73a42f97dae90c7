import { isIP } from "node:net";
import { z } from "zod";
import { isCronExpression } from "./cron.ts";
import { regionInHost } from "./relay-region.ts";
import * as v from "./values.ts";

/** A mapping with these keys and no others. The message of an unknown key lists the known ones. */
function mapping<S extends z.core.$ZodLooseShape>(shape: S) {
  const keys = Object.keys(shape).join(", ");
  return z.strictObject(shape, { error: ({ code }) => (code === "unrecognized_keys" ? keys : `a mapping of ${keys}`) });
}

function listOf<S extends z.ZodType>(item: S, what: string) {
  return z.array(item, { error: `a list, each ${what}` }).max(500, { error: "at most 500 entries" });
}

/** An empty value counts as unset, like an empty variable. */
function unset<S extends z.ZodType>(schema: S) {
  return schema.nullish().transform((value) => value ?? null);
}

const region = v.value(v.REGION, v.readRegion);
const domain = v.value(v.DOMAIN, v.readDomain);
const channel = v.value(v.CHANNEL, v.readChannel);
const users = unset(listOf(v.value(v.USER, v.readUser), v.USER));
const groups = unset(listOf(v.value(v.GROUP, v.readGroup), v.GROUP));
const yesOrNo = unset(z.boolean({ error: "true or false" }));

const PORT = "a port, 1 to 65535";
const port = z.int({ error: PORT }).min(1, { error: PORT }).max(65_535, { error: PORT });

const from = v.value("an address or a domain that mail comes from", (text) => {
  const address = text.includes("@") ? text : null;
  const parsed = /^[^\s@<>]{0,64}@?[^\s@<>]+$/.test(text)
    ? v.readDomain(text.slice(text.lastIndexOf("@") + 1))
    : undefined;
  return parsed && !text.startsWith("@") ? { address, domain: parsed.domain, typed: text } : undefined;
});

const host = v.value("a host name or an IP address", (text) => {
  if (isIP(text) !== 0 || text === "localhost") return text;
  return v.readDomain(text)?.domain;
});

const PASSWORD = "{ env: NAME } or { file: PATH }; the password itself has no place in this file";
export const password = z.union(
  [z.strictObject({ env: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/) }), z.strictObject({ file: z.string().min(1) })],
  { error: PASSWORD },
);

const SCHEDULE = "a cron expression such as */15 * * * * (node-cron), or off";
const schedule = unset(
  z.union([z.literal(false), z.string()], { error: SCHEDULE }).transform((value, context) => {
    if (value === false || value.trim().toLowerCase() === "off") return "off" as const;
    if (isCronExpression(value)) return value.trim();
    context.addIssue({ code: "custom", message: SCHEDULE });
    return z.NEVER;
  }),
);

/** The YAML file: one line a key. What is unset is null here; defaults are config.ts's. */
export const fileSchema = mapping({
  regions: unset(listOf(region, v.REGION).min(1, { error: `at least one, each ${v.REGION}` })),
  domains: unset(listOf(domain, v.DOMAIN)),
  relays: unset(
    listOf(
      mapping({
        name: v.line(80),
        description: unset(v.line(300)),
        username: v.value("an SMTP username: the access key id of the relay", (text) =>
          /^[\x21-\x7e]{1,128}$/.test(text) ? text : undefined,
        ),
        from,
        host: unset(host),
        region: unset(region),
        port: unset(port),
        password: unset(password),
        maxKeyAge: unset(v.duration),
      }),
      "a relay",
    ),
  ),
  senders: unset(
    listOf(
      mapping({
        function: v.value("a Lambda function's name or ARN", (text) =>
          /^[\w:.$-]{1,170}$/.test(text) ? text : undefined,
        ),
        region,
        domains: unset(listOf(domain, v.DOMAIN)),
      }),
      "a sender",
    ),
  ),
  channels: unset(
    mapping({ alerts: unset(channel), approvals: unset(channel), allowed: unset(listOf(channel, v.CHANNEL)) }),
  ),
  operators: unset(mapping({ users, groups })),
  mention: unset(v.value(v.MEMBER, v.readMember)),
  accept: unset(
    listOf(
      mapping({
        code: v.value("a finding's code, such as MAIL_FROM_DEFAULT", (text) =>
          /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/.test(text) && text.length <= 60 ? text : undefined,
        ),
        subject: v.line(253),
        until: v.day,
        why: v.line(300),
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
  events: unset(
    mapping({
      keep: unset(v.duration),
      // SES's words for the types of its events.
      types: unset(
        mapping({
          Send: unset(v.duration),
          Delivery: unset(v.duration),
          Bounce: unset(v.duration),
          Complaint: unset(v.duration),
          Reject: unset(v.duration),
          Open: unset(v.duration),
          Click: unset(v.duration),
          "Rendering Failure": unset(v.duration),
          DeliveryDelay: unset(v.duration),
          Subscription: unset(v.duration),
        }),
      ),
    }),
  ),
  schedules: unset(
    mapping({
      timezone: unset(v.timezone),
      credentials: schedule,
      authentication: schedule,
      suppressions: schedule,
      reputation: schedule,
      senders: schedule,
      digest: schedule,
    }),
  ),
});

export type FileValues = z.output<typeof fileSchema>;

const anything = z.unknown().optional();
const relayShape = z.object({ name: anything, host: anything, region: anything, password: anything });

/** The relays as they stand in the file, right or wrong; null where one is no mapping at all. */
export function rawRelaysOf(content: unknown): readonly (z.output<typeof relayShape> | null)[] {
  const relays = z.object({ relays: z.array(z.unknown()) }).safeParse(content).data?.relays ?? [];
  return relays.map((relay) => relayShape.safeParse(relay).data ?? null);
}

export type Misfit = { path: readonly (string | number)[]; allowed: string };

/** What single values do not show: relays of the same name, of no region, of two regions. Told beside all other faults. */
export function misfitsOf(content: unknown): readonly Misfit[] {
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

function regionMisfit(relay: z.output<typeof relayShape>, i: number): Misfit[] {
  const given = unset(region).safeParse(relay.region);
  const at = unset(host).safeParse(relay.host);
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
