import { concernsOf, type KeyConcern, type KeyFacts, newerOf, successorOf } from "../../credentials/key-standing.ts";
import type { Relay } from "../../ports/relay.ts";
import type { Check, Look, RelaysTarget, UndeclaredSearch } from "../check.ts";
import type { Finding, FindingData, Fix, Json } from "../finding.ts";
import type { Questions } from "../questions.ts";
import { tell } from "../readable.ts";
import { relayFacts } from "../relay-facts.ts";
import { newCredentials } from "../relay-fixes.ts";
import { type RelayKeyState, relayKeyStateOf } from "../relay-key-state.ts";
import { shellWord } from "../shell-word.ts";
import { undeclaredUsers } from "../undeclared-users.ts";

type Code =
  | "RELAY_KEY_ACTIVE"
  | "RELAY_UNDECLARED"
  | "RELAY_KEY_OLD"
  | "RELAY_KEY_SUPERSEDED"
  | "RELAY_KEY_UNUSED"
  | "RELAY_KEY_OTHER_REGION"
  | "RELAY_KEY_MISSING"
  | "RELAY_KEY_INACTIVE"
  | "RELAY_KEY_WRONG_KIND";

const CODES: { readonly [C in KeyConcern]: Code } = {
  old: "RELAY_KEY_OLD",
  superseded: "RELAY_KEY_SUPERSEDED",
  unused: "RELAY_KEY_UNUSED",
  "other-region": "RELAY_KEY_OTHER_REGION",
};

/** So many are named; of the rest the number is told. */
const MOST_UNDECLARED = 20;

const KINDS = {
  temporary: "the id of a temporary key (ASIA…), which SMTP never takes",
  "mail-manager": "a user of SES Mail Manager (inp-…), which opens ingress endpoints only",
  other: "no access key id at all",
} as const;

/** Is the key whose SMTP password the relay holds alive, and still the one in use? Told from the username alone. */
export const relayKey: Check<Code, RelaysTarget> = {
  name: "relay-key",
  title: "Relay's key",
  hop: "relay",
  codes: {
    RELAY_KEY_ACTIVE: {
      severity: "ok",
      title: ({ subject }) => `The key of ${subject} is active`,
      why: ({ data }) =>
        `${keyWords(data)}, ${lastUsedWords(data)}. Whether the relay holds its password, the key does not tell.`,
    },
    RELAY_UNDECLARED: {
      severity: "note",
      title: ({ subject }) => `${subject} can send by SMTP, and no relay declares it`,
      why: ({ data }) =>
        `The IAM user has the active key ${data.key}, ${data.ageDays} days old, ${lastUsedWords(data)} (${(data.signs as readonly string[]).join(", ")}). The relay that nobody remembers is the one that breaks.${data.more ? ` Beside the ${MOST_UNDECLARED} users that are named there are ${data.more} more like it.` : ""}`,
      fix: ({ subject, data }) => ({
        text: "Find out what sends with it, and declare it under relays in maildiag's configuration; if nothing does, deactivate the key.",
        who: "you",
        records: [],
        commands: [
          `aws iam list-access-keys --user-name ${shellWord(subject)}`,
          `aws iam get-access-key-last-used --access-key-id ${shellWord(data.key)}`,
        ],
      }),
    },
    RELAY_KEY_OLD: {
      severity: "warning",
      title: ({ subject, data }) => `The key of ${subject} is ${data.ageDays} days old`,
      why: ({ data }) => `${keyWords(data)}; keys of this relay are to be no older than ${data.maxAgeDays} days.`,
      fix: newCredentials,
    },
    RELAY_KEY_SUPERSEDED: {
      severity: "warning",
      title: ({ subject }) => `${subject} still logs in with a key that has been rotated away`,
      why: ({ data }) =>
        `${keyWords(data)}, ${lastUsedWords(data)}; ${successorWords(data)}. The relay breaks on the day when somebody deactivates the old key.`,
      fix: newCredentials,
    },
    RELAY_KEY_UNUSED: {
      severity: "warning",
      title: ({ subject }) => `Nobody uses the key of ${subject}`,
      why: ({ data }) =>
        `${keyWords(data)}, ${lastUsedWords(data)}. Either nobody sends through the relay, or it holds other credentials.`,
      fix: inspect,
    },
    RELAY_KEY_OTHER_REGION: {
      severity: "warning",
      title: ({ subject, data }) => `The key of ${subject} is used in ${data.usedRegion}, not in ${data.region}`,
      why: ({ data }) =>
        `${keyWords(data)}, ${lastUsedWords(data)}. An SMTP password is bound to its region, so the relay's own is not the one in use.`,
      fix: inspect,
    },
    RELAY_KEY_MISSING: {
      severity: "failure",
      title: ({ subject }) => `The key of ${subject} does not exist any more`,
      why: ({ data }) =>
        data.user === null
          ? `IAM knows no access key ${data.key}: it was deleted, and every SMTP password made from it is refused with 535.`
          : `The access key ${data.key} is not among the keys of ${data.user}: it was deleted, and every SMTP password made from it is refused with 535.`,
      fix: newCredentials,
    },
    RELAY_KEY_INACTIVE: {
      severity: "failure",
      title: ({ subject }) => `The key of ${subject} has been deactivated`,
      why: ({ data }) =>
        `${keyWords(data)}, ${lastUsedWords(data)}; it is inactive, so the SMTP password that was made from it is refused with 535${data.successor ? `. Somebody has rotated: ${successorWords(data)}` : ""}.`,
      fix: newCredentials,
    },
    RELAY_KEY_WRONG_KIND: {
      severity: "failure",
      title: ({ subject }) => `The username of ${subject} is no key that SES takes`,
      why: ({ data }) =>
        `SES's SMTP username is the id of a long-term IAM access key (AKIA…); this one is ${KINDS[data.usernameKind as keyof typeof KINDS]}. It is refused with 535.`,
      fix: newCredentials,
    },
  },
  looks: (target, questions) => {
    const { relays, undeclared: search } = target;
    return [
      ...relays.map((relay) => ({ region: relay.region, look: () => judge(questions, relay) })),
      ...(search ? [{ look: () => undeclared(questions, search) }] : []),
    ];
  },
};

async function judge(questions: Questions, relay: Relay): Promise<readonly (Finding<Code> | Look<Code>)[]> {
  const state = await relayKeyStateOf(questions, relay);
  const found = (code: Code, data: FindingData): Finding<Code> => ({
    code,
    subject: relay.name,
    data: { ...relayFacts(relay), ...data },
  });
  switch (state.kind) {
    case "wrong-kind":
      return [found("RELAY_KEY_WRONG_KIND", { usernameKind: state.usernameKind })];
    case "missing":
      return [found("RELAY_KEY_MISSING", missingData(state, relay))];
    case "inactive":
      return [found("RELAY_KEY_INACTIVE", keyData(state, relay, questions.now))];
    case "active": {
      const data = keyData(state, relay, questions.now);
      const concerns = concernsOf(state.key, state.siblings, relay, questions.now);
      const findings = concerns.map((concern) => found(CODES[concern], data));
      // A sibling that could not be read may be the one that is in use.
      const unread = state.troubles.map(tell);
      return findings.length + unread.length > 0 ? [...findings, ...unread] : [found("RELAY_KEY_ACTIVE", data)];
    }
  }
}

async function undeclared(
  questions: Questions,
  search: UndeclaredSearch,
): Promise<readonly (Finding<Code> | Look<Code>)[]> {
  const { users, troubles } = await undeclaredUsers(questions, search);
  const more = Math.max(0, users.length - MOST_UNDECLARED);
  const findings = users.slice(0, MOST_UNDECLARED).map(({ user, key, signs }): Finding<Code> => {
    const data = { user, ...factsData(key, questions.now), signs, more };
    return { code: "RELAY_UNDECLARED", subject: user, data };
  });
  return [...findings, ...troubles.map(tell)];
}

function missingData(
  { user, account, others }: Extract<RelayKeyState, { kind: "missing" }>,
  relay: Relay,
): FindingData {
  const inactiveKey = others.find(({ status }) => status !== "Active")?.id ?? null;
  return { key: relay.username, user, account, ...(user !== null && { otherKeys: others.length, inactiveKey }) };
}

type KnownKey = Extract<RelayKeyState, { kind: "active" | "inactive" }>;

function keyData({ user, key, siblings }: KnownKey, { maxKeyAge }: Relay, now: Date): FindingData {
  const successor = successorOf(key, siblings);
  const newer = newerOf(key, siblings);
  return {
    user,
    ...factsData(key, now),
    maxAgeDays: Math.floor(maxKeyAge / DAY),
    otherKeys: siblings.length,
    inactiveKey: siblings.find(({ active }) => !active)?.id ?? null,
    successor: successor ? factsData(successor, now) : null,
    newer: newer ? factsData(newer, now) : null,
  };
}

const DAY = 86_400_000;

function factsData({ id, created, lastUsed }: KeyFacts, now: Date): FindingData {
  return {
    key: id,
    createdAt: created.toISOString(),
    ageDays: Math.floor((now.getTime() - created.getTime()) / DAY),
    lastUsedAt: lastUsed.at?.toISOString() ?? null,
    usedService: lastUsed.service,
    usedRegion: lastUsed.region,
  };
}

function keyWords({ key, user, createdAt }: FindingData): string {
  return `The access key ${key} of the IAM user ${user} is of ${day(createdAt)}`;
}

function lastUsedWords({ lastUsedAt, usedService, usedRegion }: FindingData): string {
  if (lastUsedAt === null) return "never used";
  return `last used ${day(lastUsedAt)}${usedService ? ` by ${usedService}` : ""}${usedRegion ? ` in ${usedRegion}` : ""}`;
}

function successorWords({ successor }: FindingData): string {
  const data = successor as FindingData;
  return `the same user's newer key ${data.key} of ${day(data.createdAt)} is in use, ${lastUsedWords(data)}`;
}

function day(time: Json | undefined): string {
  return String(time).slice(0, 10);
}

function inspect({ subject, data }: Finding): Fix {
  return {
    text: `Look at what the relay holds (Gmail → Settings → Accounts and Import → Send mail as → ${data.from} → edit info): the username has to be ${data.key}, the server ${data.host}. Send a mail as ${data.from}; within hours "last used" has to say ses in ${data.region}. If nobody needs ${subject} any more, take it out of the configuration and deactivate the key.`,
    who: "you",
    records: [],
    commands: [`aws iam get-access-key-last-used --access-key-id ${shellWord(data.key)}`],
  };
}
