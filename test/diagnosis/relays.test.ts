import { expect, it } from "vitest";
import { entryOf, verdictOf } from "../../src/diagnosis/report.ts";
import { passwordOf } from "../../src/sandbox/smtp/logins.ts";
import type { IamKey, IamUserState, SmtpFault, World, WorldRelay } from "../../src/sandbox/world.ts";
import { healthy } from "../../src/sandbox/worlds/healthy.ts";
import { checked } from "./checked.ts";

const KEY: IamKey = {
  id: "AKIAIOSFODNN7EXAMPLE",
  created: "2026-10-01T00:00:00Z",
  lastUsed: { at: "2026-11-20T00:00:00Z", service: "ses", region: "us-east-1" },
};
const NEWER: IamKey = {
  id: "AKIAIOSFODNN8EXAMPLE",
  created: "2026-11-01T00:00:00Z",
  lastUsed: { at: "2026-11-21T00:00:00Z", service: "ses", region: "us-east-1" },
};
const RIGHT = passwordOf(KEY, "us-east-1");
const OBSOLETE = Buffer.concat([Buffer.of(2), Buffer.alloc(32, 7)]).toString("base64");

type Changes = {
  relay?: Partial<WorldRelay>;
  key?: Partial<IamKey>;
  keys?: readonly IamKey[];
  user?: Partial<IamUserState>;
  users?: Readonly<Record<string, IamUserState>>;
  foreignKeys?: Readonly<Record<string, string>>;
  smtp?: SmtpFault;
  aws?: World["awsFaults"];
  ses?: World["ses"];
};

function worldOf({ relay, key, keys, user, users, foreignKeys, smtp, aws, ses }: Changes): World {
  const own: IamUserState = { created: "2026-01-01T00:00:00Z", keys: keys ?? [{ ...KEY, ...key }], ...user };
  return {
    ...healthy,
    config: {
      ...healthy.config,
      relays: [{ name: "gmail", username: KEY.id, from: "ann@example.com", region: "us-east-1", ...relay }],
    },
    iam: { users: { "gmail-smtp": own, ...users }, ...(foreignKeys && { foreignKeys }) },
    ...(smtp && { smtpFaults: [smtp] }),
    ...(aws && { awsFaults: aws }),
    ...(ses && { ses }),
  };
}

const RELAY_CHECKS = ["relay-key", "relay-auth", "endpoint", "relay-permission"];
const ALIVE = ["RELAY_KEY_ACTIVE", "RELAY_PASSWORD_UNPROVEN", "ENDPOINT_OK", "RELAY_MAY_SEND"];
const PROVED = ["RELAY_KEY_ACTIVE", "RELAY_AUTH_OK", "ENDPOINT_OK", "RELAY_MAY_SEND"];

/** Codes in the order of the report, with the reason of what is unknown; the verdict as `severity hop CODE`. */
type Case = {
  says: string;
  changes: Changes;
  codes: readonly string[];
  verdict: string;
  tries?: number;
  subject?: string;
};

const failsAt = (hop: string, code: string) => `failure ${hop} ${code}`;
const note = "note relay RELAY_PASSWORD_UNPROVEN";
const fine = "ok relay RELAY_KEY_ACTIVE";
const withPassword = { password: RIGHT };
const dead = (code: string) => ({ codes: [code, "ENDPOINT_OK"], verdict: failsAt("relay", code), tries: 0 });
const throttling = "454 Throttling failure: Maximum sending rate exceeded.";
const unknown = (reason: string) => `COULD_NOT_CHECK ${reason}`;

const noList = { action: "ses:ListEmailIdentities", then: "deny" } as const;

function sesOf(...identities: readonly string[]): World["ses"] {
  return { "us-east-1": { identities: Object.fromEntries(identities.map((name) => [name, {}])) } };
}

function onlyOn(identity: string): IamUserState["policies"] & object {
  const Resource = `arn:aws:ses:us-east-1:123456789012:identity/${identity}`;
  return { own: [{ Effect: "Allow", Action: "ses:SendRawEmail", Resource }] };
}

const CASES: readonly Case[] = [
  { says: "a live key without a password is unproven", changes: {}, codes: ALIVE, verdict: note, tries: 0 },
  { says: "a live key and its password", changes: { relay: withPassword }, codes: PROVED, verdict: fine, tries: 1 },
  {
    says: "over TLS at once as well",
    changes: { relay: { ...withPassword, port: 465 } },
    codes: PROVED,
    verdict: fine,
    tries: 1,
  },
  {
    says: "a wrong password is refused",
    changes: { relay: { password: passwordOf(KEY, "us-west-2") } },
    codes: ["RELAY_KEY_ACTIVE", "RELAY_AUTH_REJECTED", "ENDPOINT_OK", "RELAY_MAY_SEND"],
    verdict: failsAt("relay", "RELAY_AUTH_REJECTED"),
    tries: 1,
  },
  {
    says: "a password of the obsolete kind is not even tried",
    changes: { relay: { password: OBSOLETE } },
    codes: ["RELAY_KEY_ACTIVE", "RELAY_PASSWORD_OBSOLETE", "ENDPOINT_OK", "RELAY_MAY_SEND"],
    verdict: failsAt("relay", "RELAY_PASSWORD_OBSOLETE"),
    tries: 0,
  },
  {
    says: "an inactive key: its password is not tried, its permission not asked",
    changes: { relay: withPassword, key: { status: "Inactive" } },
    ...dead("RELAY_KEY_INACTIVE"),
  },
  {
    says: "a rotated key is one failure, whatever else is true of it",
    changes: { keys: [{ ...KEY, status: "Inactive", created: "2020-01-01T00:00:00Z" }, NEWER] },
    ...dead("RELAY_KEY_INACTIVE"),
  },
  {
    says: "a key that IAM does not know",
    changes: { relay: withPassword, keys: [] },
    ...dead("RELAY_KEY_MISSING"),
  },
  ...["ASIAIOSFODNN7EXAMPLE", "inp-12ab", "ann@example.com"].map((username) => ({
    says: `the username ${username} is of the wrong kind`,
    changes: { relay: { ...withPassword, username }, keys: [] },
    ...dead("RELAY_KEY_WRONG_KIND"),
  })),
  {
    says: "a key that was superseded",
    changes: { keys: [KEY, NEWER] },
    codes: ["RELAY_KEY_SUPERSEDED", ...ALIVE.slice(1)],
    verdict: "warning relay RELAY_KEY_SUPERSEDED",
  },
  {
    says: "a key that was superseded and is no longer used: said once",
    changes: {
      keys: [
        { ...KEY, lastUsed: { ...KEY.lastUsed, at: "2026-10-02T00:00:00Z" } as IamKey["lastUsed"] & object },
        NEWER,
      ],
    },
    codes: ["RELAY_KEY_SUPERSEDED", ...ALIVE.slice(1)],
    verdict: "warning relay RELAY_KEY_SUPERSEDED",
  },
  {
    says: "an old key",
    changes: { key: { created: "2026-08-01T00:00:00Z" } },
    codes: ["RELAY_KEY_OLD", ...ALIVE.slice(1)],
    verdict: "warning relay RELAY_KEY_OLD",
  },
  {
    says: "an old key that may be old",
    changes: { key: { created: "2026-08-01T00:00:00Z" }, relay: { maxKeyAgeDays: 365 } },
    codes: ALIVE,
    verdict: note,
  },
  {
    says: "a key that nobody uses",
    changes: { keys: [{ id: KEY.id, created: KEY.created }] },
    codes: ["RELAY_KEY_UNUSED", ...ALIVE.slice(1)],
    verdict: "warning relay RELAY_KEY_UNUSED",
  },
  {
    says: "a key that is used in another region",
    changes: { key: { lastUsed: { at: "2026-11-20T00:00:00Z", service: "ses", region: "us-west-2" } } },
    codes: ["RELAY_KEY_OTHER_REGION", ...ALIVE.slice(1)],
    verdict: "warning relay RELAY_KEY_OTHER_REGION",
  },
  {
    says: "IAM that may not be asked whose key it is: not known, and the password is tried all the same",
    changes: { relay: withPassword, aws: [{ action: "iam:GetAccessKeyLastUsed", then: "deny" }] },
    codes: [unknown("denied"), "RELAY_AUTH_OK", "ENDPOINT_OK", unknown("denied")],
    verdict: `unknown relay COULD_NOT_CHECK`,
    tries: 1,
  },
  {
    says: "a key of another account: not known",
    changes: { keys: [], foreignKeys: { [KEY.id]: "999999999999" } },
    codes: [unknown("denied"), "RELAY_PASSWORD_UNPROVEN", "ENDPOINT_OK", unknown("denied")],
    verdict: "unknown relay COULD_NOT_CHECK",
  },
  {
    says: "the keys of the user may not be listed",
    changes: { aws: [{ action: "iam:ListAccessKeys", then: "deny" }] },
    codes: [unknown("denied"), "RELAY_PASSWORD_UNPROVEN", "ENDPOINT_OK", unknown("denied")],
    verdict: "unknown relay COULD_NOT_CHECK",
  },
  {
    says: "whose account it is need not be known",
    changes: { aws: [{ action: "sts:*", then: "deny" }] },
    codes: ALIVE,
    verdict: note,
  },
  {
    says: "an inactive key and an endpoint that throttles are two faults",
    changes: { key: { status: "Inactive" }, smtp: { at: "CONNECT", then: { reply: "421 Too many connections" } } },
    codes: ["RELAY_KEY_INACTIVE", "ENDPOINT_THROTTLED"],
    verdict: failsAt("relay", "RELAY_KEY_INACTIVE"),
  },
  {
    says: "an endpoint that throttles silences the password",
    changes: { relay: withPassword, smtp: { at: "CONNECT", then: { reply: "421 Too many connections" } } },
    codes: ["RELAY_KEY_ACTIVE", "ENDPOINT_THROTTLED", "RELAY_MAY_SEND"],
    verdict: "warning submission ENDPOINT_THROTTLED",
    tries: 0,
  },
  {
    says: "so does one that throttles at the login",
    changes: { relay: withPassword, smtp: { at: "AUTH", then: { reply: throttling } } },
    codes: ["RELAY_KEY_ACTIVE", "ENDPOINT_THROTTLED", "RELAY_MAY_SEND"],
    verdict: "warning submission ENDPOINT_THROTTLED",
    tries: 1,
  },
  {
    says: "a password of the obsolete kind may be what is throttled",
    changes: {
      relay: withPassword,
      smtp: { at: "AUTH", then: { reply: "454 Throttling failure: Maximum SigV2 SMTP sending rate exceeded." } },
    },
    codes: ["RELAY_KEY_ACTIVE", "ENDPOINT_THROTTLED", "RELAY_MAY_SEND"],
    verdict: "warning submission ENDPOINT_THROTTLED",
  },
  {
    says: "an account that does not use SES is refused as well",
    changes: { relay: withPassword, smtp: { at: "AUTH", then: { reply: "535 Account not subscribed to SES" } } },
    codes: ["RELAY_KEY_ACTIVE", "RELAY_AUTH_REJECTED", "ENDPOINT_OK", "RELAY_MAY_SEND"],
    verdict: failsAt("relay", "RELAY_AUTH_REJECTED"),
  },
  {
    says: "a passing fault at the login is not known",
    changes: { relay: withPassword, smtp: { at: "AUTH", then: { reply: "454 Temporary authentication failure" } } },
    codes: ["RELAY_KEY_ACTIVE", unknown("error"), "ENDPOINT_OK", "RELAY_MAY_SEND"],
    verdict: "unknown relay COULD_NOT_CHECK",
    tries: 1,
  },
  {
    says: "a connection that drops at the login is not known",
    changes: { relay: withPassword, smtp: { at: "AUTH", then: "drop" } },
    codes: ["RELAY_KEY_ACTIVE", unknown("unreachable"), "ENDPOINT_OK", "RELAY_MAY_SEND"],
    verdict: "unknown relay COULD_NOT_CHECK",
    tries: 1,
  },
  {
    says: "an endpoint that is silent is not known, which says nothing of the password",
    changes: { relay: withPassword, smtp: { at: "CONNECT", then: "silence" } },
    codes: ["RELAY_KEY_ACTIVE", unknown("timeout"), "RELAY_MAY_SEND"],
    verdict: "unknown submission COULD_NOT_CHECK",
  },
  {
    says: "an endpoint that is busy for a while is not known",
    changes: { smtp: { at: "EHLO", then: { reply: "451 Temporary service failure" } } },
    codes: ["RELAY_KEY_ACTIVE", "RELAY_PASSWORD_UNPROVEN", unknown("error"), "RELAY_MAY_SEND"],
    verdict: "unknown submission COULD_NOT_CHECK",
  },
  {
    says: "nor does such an endpoint accuse a password that is configured",
    changes: { relay: withPassword, smtp: { at: "EHLO", then: { reply: "451 Temporary service failure" } } },
    codes: ["RELAY_KEY_ACTIVE", unknown("error"), "RELAY_MAY_SEND"],
    verdict: "unknown submission COULD_NOT_CHECK",
    tries: 0,
  },
  {
    says: "an endpoint without STARTTLS",
    changes: { relay: withPassword, smtp: { at: "STARTTLS", then: { reply: "502 not here" } } },
    codes: ["RELAY_KEY_ACTIVE", "ENDPOINT_UNREACHABLE", "RELAY_MAY_SEND"],
    verdict: failsAt("submission", "ENDPOINT_UNREACHABLE"),
    tries: 0,
  },
  {
    says: "a port that SES does not listen on is told without asking",
    changes: { relay: { ...withPassword, port: 2526 } },
    codes: ["RELAY_KEY_ACTIVE", "ENDPOINT_UNREACHABLE", "RELAY_MAY_SEND"],
    verdict: failsAt("submission", "ENDPOINT_UNREACHABLE"),
    tries: 0,
  },
  {
    says: "a user without a policy may not send",
    changes: { user: { policies: {} } },
    codes: [...ALIVE.slice(0, 3), "RELAY_SEND_DENIED"],
    verdict: failsAt("submission", "RELAY_SEND_DENIED"),
  },
  {
    says: "a policy on the identity and the address allows",
    changes: {
      user: {
        policies: {
          own: [
            {
              Effect: "Allow",
              Action: "ses:SendRawEmail",
              Resource: "arn:aws:ses:us-east-1:123456789012:identity/example.com",
              Condition: { StringLike: { "ses:FromAddress": "ann@example.com" } },
            },
          ],
        },
      },
    },
    codes: ALIVE,
    verdict: note,
  },
  {
    says: "a policy on something that the simulator was not told is in doubt",
    changes: {
      user: {
        policies: {
          own: [
            {
              Effect: "Allow",
              Action: "ses:*",
              Resource: "*",
              Condition: { StringLike: { "aws:SourceIp": "192.0.2.*" } },
            },
          ],
        },
      },
    },
    codes: [...ALIVE.slice(0, 3), unknown("error")],
    verdict: "unknown submission COULD_NOT_CHECK",
  },
  {
    says: "an address identity goes before its domain, and its policy decides",
    changes: { user: { policies: onlyOn("ann@example.com") }, ses: sesOf("example.com", "ann@example.com") },
    codes: ALIVE,
    verdict: note,
  },
  {
    says: "so it does where the identities may not be listed",
    changes: {
      user: { policies: onlyOn("ann@example.com") },
      ses: sesOf("example.com", "ann@example.com"),
      aws: [noList],
    },
    codes: ALIVE,
    verdict: note,
  },
  {
    says: "the domain's permission is none for an address identity that no list shows",
    changes: {
      user: { policies: onlyOn("example.com") },
      ses: sesOf("example.com", "ann@example.com"),
      aws: [noList],
    },
    codes: [...ALIVE.slice(0, 3), "RELAY_SEND_DENIED"],
    verdict: failsAt("submission", "RELAY_SEND_DENIED"),
  },
  {
    says: "the address is the only identity, and no list shows it",
    changes: { user: { policies: onlyOn("ann@example.com") }, ses: sesOf("ann@example.com"), aws: [noList] },
    codes: ALIVE,
    verdict: note,
  },
  {
    says: "neither list nor identity may be read: not known",
    changes: { aws: [noList, { action: "ses:GetEmailIdentity", then: "deny" }] },
    codes: [...ALIVE.slice(0, 3), unknown("denied")],
    verdict: "unknown submission COULD_NOT_CHECK",
  },
  {
    says: "somebody else's address decides nothing",
    changes: { user: { policies: onlyOn("bob@example.com") }, ses: sesOf("bob@example.com") },
    codes: ALIVE.slice(0, 3),
    verdict: note,
  },
  {
    says: "nor do identities of other domains",
    changes: { ses: sesOf("example.net") },
    codes: ALIVE.slice(0, 3),
    verdict: note,
  },
  {
    says: "a parent's identity covers a subdomain",
    changes: {
      relay: { from: "ann@mail.example.com" },
      user: { policies: onlyOn("example.com") },
      ses: sesOf("example.com", "bob@mail.example.com"),
    },
    codes: ALIVE,
    verdict: note,
  },
  {
    says: "the simulator may not be asked",
    changes: { aws: [{ action: "iam:SimulatePrincipalPolicy", then: "deny" }] },
    codes: [...ALIVE.slice(0, 3), unknown("denied")],
    verdict: "unknown submission COULD_NOT_CHECK",
  },
  {
    says: "an undeclared user that the console made is a note",
    changes: { users: { newsletter: { created: "2023-01-01T00:00:00Z", keys: [NEWER] } } },
    codes: ["RELAY_KEY_ACTIVE", "RELAY_UNDECLARED", ...ALIVE.slice(1)],
    verdict: "note relay RELAY_UNDECLARED",
  },
  {
    says: "one that ses has seen is too, whatever it looks like",
    changes: { users: { newsletter: { created: "2023-01-01T00:00:00Z", keys: [NEWER], policies: {} } } },
    codes: ["RELAY_KEY_ACTIVE", "RELAY_UNDECLARED", ...ALIVE.slice(1)],
    verdict: "note relay RELAY_UNDECLARED",
  },
  {
    says: "who has the only live key after the relay's own was deleted is told as well",
    changes: { keys: [NEWER] },
    codes: ["RELAY_KEY_MISSING", "RELAY_UNDECLARED", "ENDPOINT_OK"],
    verdict: failsAt("relay", "RELAY_KEY_MISSING"),
  },
  {
    says: "a user without an active key sends nothing",
    changes: { users: { gone: { created: "2023-01-01T00:00:00Z", keys: [{ ...NEWER, status: "Inactive" }] } } },
    codes: ALIVE,
    verdict: note,
  },
  {
    says: "beside a domain, users that may not be listed are nobody's trouble",
    changes: { aws: [{ action: "iam:GetAccountAuthorizationDetails", then: "deny" }] },
    codes: ALIVE,
    verdict: note,
  },
];

it.concurrent.each(CASES)("$says", async ({ changes, codes, verdict, tries }) => {
  // Waited out only where the endpoint is silent on purpose.
  const smtpLimits = changes.smtp?.then === "silence" ? { replyTimeoutMs: 400 } : {};
  const { report, asked } = await checked(worldOf(changes), { smtpLimits });
  const own = { ...report, results: report.results.filter(({ check }) => RELAY_CHECKS.includes(check.name)) };
  const found = own.results.flatMap(({ findings }) =>
    findings.map(({ code, data }) => (code === "COULD_NOT_CHECK" ? `${code} ${data.reason}` : code)),
  );
  expect(found).toEqual(codes);
  const first = verdictOf(own);
  expect(first && `${first.severity} ${first.hop} ${first.finding.code}`).toBe(verdict);
  if (tries !== undefined) expect(asked.smtp).toHaveLength(tries);
  for (const { check, findings } of own.results) {
    for (const finding of findings) {
      const { severity, title, why, fix } = entryOf(check, finding);
      expect(title(finding).length, title(finding)).toBeLessThan(100);
      const words = `${title(finding)} ${why(finding)} ${JSON.stringify(fix?.(finding) ?? {})}`;
      expect(words).not.toMatch(/undefined|\bnull\b|\[object|NaN/);
      for (const secret of [RIGHT, OBSOLETE]) expect(words).not.toContain(secret);
      if (severity !== "ok") expect(fix, finding.code).toBeDefined();
    }
  }
  const secrets = JSON.stringify(report.results.map(({ findings }) => findings));
  for (const secret of [RIGHT, OBSOLETE]) expect(secrets).not.toContain(secret);
});

it("asks IAM nothing where the domain has no relay", async () => {
  const { asked } = await checked({ ...worldOf({}), config: healthy.config });
  expect(asked.aws.filter(({ question }) => /^(iam|sts):/.test(question))).toEqual([]);
});

it("asks IAM no question twice, and in one region only", async () => {
  const relays = ["us-east-1", "us-west-2"].map((region) => ({
    ...{ name: region, username: KEY.id, from: "ann@example.com", region },
  }));
  const world = worldOf({});
  const { asked } = await checked({ ...world, config: { ...world.config, relays } });
  const iam = asked.aws.map(({ question }) => question).filter((question) => question.startsWith("iam:"));
  expect(iam.every((question) => question.includes(" us-east-1"))).toBe(true);
  const reads = iam.filter((question) => !question.startsWith("iam:SimulatePrincipalPolicy"));
  expect(reads).toEqual([...new Set(reads)]);
});

it("gives every unknown the relay's name, and every finding its region", async () => {
  const { report } = await checked(worldOf({ aws: [{ action: "iam:*", then: "deny" }] }), {});
  const findings = report.results
    .filter(({ check }) => RELAY_CHECKS.includes(check.name))
    .flatMap((result) => result.findings);
  expect(findings.map(({ subject, data }) => `${subject} ${data.region}`)).toEqual(
    findings.map(() => "gmail us-east-1"),
  );
});

it("has a dead second key deleted where the old key has to be replaced, and no second user made", async () => {
  const old = { ...KEY, created: "2026-08-01T00:00:00Z" };
  const { report } = await checked(worldOf({ keys: [old, { ...NEWER, status: "Inactive" }] }), {});
  const { check, findings = [] } = report.results.find((result) => result.check.name === "relay-key") ?? {};
  expect(findings.map(({ code }) => code)).toEqual(["RELAY_KEY_OLD"]);
  const fix = check && findings[0] && entryOf(check, findings[0]).fix?.(findings[0]);
  expect(fix?.text).toContain(`1. Delete the inactive key ${NEWER.id} of the IAM user gmail-smtp`);
  expect(fix?.text).toContain(`Only then deactivate and delete the old key ${KEY.id}.`);
  expect(fix?.commands.slice(0, 2)).toEqual([
    `aws iam delete-access-key --user-name gmail-smtp --access-key-id ${NEWER.id}`,
    "aws iam create-access-key --user-name gmail-smtp",
  ]);
});

it("what is known of a live key does not wait for whose account it is", async () => {
  const aws: World["awsFaults"] = [{ action: "sts:*", then: "timeout" }];
  const { report } = await checked(worldOf({ aws }), { awsTimeoutMs: 60_000, limitMs: 20_000 });
  const key = report.results.find(({ check: { name } }) => name === "relay-key");
  expect(key?.findings.map(({ code }) => code)).toEqual(["RELAY_KEY_ACTIVE"]);
});
