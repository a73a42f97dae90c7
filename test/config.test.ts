import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { VARIABLES } from "../src/config/variables.ts";
import { applyToProcess, ConfigError, loadConfig } from "../src/config.ts";
import { KNOWN } from "../src/events/published.ts";

type Files = Readonly<Record<string, string>>;
type Env = Readonly<Record<string, string | undefined>>;

const root = mkdtempSync(join(tmpdir(), "maildiag-config-"));
let cwd = root;
let count = 0;
beforeEach(() => {
  cwd = join(root, String(count++));
  mkdirSync(cwd);
});
afterAll(() => rmSync(root, { recursive: true }));

function load(env: Env = {}, files: Files = {}) {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(cwd, name)), { recursive: true });
    writeFileSync(join(cwd, name), text);
  }
  return loadConfig({ env, cwd });
}

/** The faults as lines; a configuration without any is an error of the test. */
function faults(env: Env = {}, files: Files = {}): readonly string[] {
  try {
    load(env, files);
  } catch (error) {
    if (error instanceof ConfigError) return error.message.split("\n");
    throw error;
  }
  throw new Error("no fault was found");
}

const EXAMPLE = `
regions: [us-east-1, us-west-2]
domains: [queenofsandiego.com, München.de]
relays:
  - name: gmail-admin
    description: Gmail "Send mail as" admin@queenofsandiego.com
    username: AKIAIOSFODNN7EXAMPLE
    from: admin@queenofsandiego.com
    host: email-smtp.us-east-1.amazonaws.com
    port: 465
    password: { env: GMAIL_RELAY_PASSWORD }
    maxKeyAge: 12h
  - { name: bare, username: x, from: MÜNCHEN.de, region: eu-west-1 }
senders:
  - { function: jada-blast-sender, region: us-west-2, domains: [queenofsandiego.com] }
  - { function: all, region: us-west-2 }
channels: { alerts: C0ALERTS, approvals: C0APPROVE, allowed: [C0TEAM, C0ALERTS], watches: { suppressions: C0LISTS, digest: } }
operators: { users: [U1], groups: [S1] }
mention: S2
accept:
  - { code: MAIL_FROM_DEFAULT, subject: queenofsandiego.com, until: 2027-01-31, why: "move planned" }
approvers: { users: [U2], requesterMayApprove: true, complaints: allow }
schedules: { timezone: America/Los_Angeles, credentials: "7 * * * *", senders: off, digest: false }
`;

const DEFAULTS = {
  regions: ["us-east-1"],
  domains: [],
  relays: [],
  senders: [],
  channels: { alerts: null, approvals: null, allowed: [] },
  operators: null,
  mention: null,
  canary: null,
  accept: [],
  approvers: { users: [], groups: [], requesterMayApprove: false, complaints: "deny" },
  schedules: {
    timezone: "UTC",
    credentials: "5 * * * *",
    authentication: "20 * * * *",
    suppressions: "*/15 * * * *",
    reputation: "40 * * * *",
    senders: "*/15 * * * *",
    canary: null,
    digest: "0 9 * * 1",
  },
  slack: { botToken: null, appToken: null, apiUrl: null },
  database: { kind: "sqlite", path: "data/maildiag.db", shown: "sqlite:data/maildiag.db" },
  eventsKeep: { ms: 90 * 86_400_000, byType: {} },
  auditKeep: 400 * 86_400_000,
  eventsQueueUrl: null,
  dnsServers: null,
  bind: { address: "127.0.0.1", port: 8080 },
  logLevel: "info",
  awsEndpoints: { sesV1: null },
  forProcess: { set: {}, unset: [] },
  lateCaCertificates: [],
  warnings: [],
};

describe("the whole configuration", () => {
  test("is its defaults where nothing is set", () => {
    expect(load()).toEqual(DEFAULTS);
  });

  test("is its defaults where everything is empty", () => {
    const env = Object.fromEntries(Object.keys(VARIABLES).map((name) => [name, name.endsWith("S") ? "" : " "]));
    const yaml = "regions:\ndomains: ~\nchannels: { alerts: }\nschedules:\n";
    const aws = Object.keys(VARIABLES).filter((name) => name.startsWith("AWS_"));
    expect(load(env, { "maildiag.yaml": yaml, ".env": "LOG_LEVEL=\n" })).toEqual({
      ...DEFAULTS,
      forProcess: { set: {}, unset: aws },
    });
  });

  test("keeps events of each type as long as the file says", () => {
    const types = KNOWN.map((type, days) => `"${type}": ${days + 1}d`).join(", ");
    const { eventsKeep } = load({}, { "maildiag.yaml": `events: { keep: 30d, types: { ${types} } }` });
    const byType = Object.fromEntries(KNOWN.map((type, days) => [type, (days + 1) * 86_400_000]));
    expect(eventsKeep).toEqual({ ms: 30 * 86_400_000, byType });
  });

  test("has a canary where the file switches it on, in every region where it names none", () => {
    const canaryOf = (yaml: string) => load({}, { "maildiag.yaml": yaml }).canary;
    expect(canaryOf("canary: ")).toBeNull();
    const off = { from: "canary@xn--mnchen-3ya.de", domain: "xn--mnchen-3ya.de", regions: null };
    expect(canaryOf("canary: { from: canary@München.de }")).toEqual(off);
    expect(canaryOf("canary: { from: a@x.org, regions: [eu-west-1, eu-west-1] }")?.regions).toEqual(["eu-west-1"]);
  });

  test("is read from the YAML file", () => {
    const config = load({ GMAIL_RELAY_PASSWORD: "relay-password" }, { "maildiag.yaml": EXAMPLE });
    const queen = { domain: "queenofsandiego.com", typed: "queenofsandiego.com" };
    expect(config).toMatchObject({
      regions: ["us-east-1", "us-west-2"],
      domains: [queen, { domain: "xn--mnchen-3ya.de", typed: "München.de" }],
      relays: [
        {
          name: "gmail-admin",
          description: 'Gmail "Send mail as" admin@queenofsandiego.com',
          username: "AKIAIOSFODNN7EXAMPLE",
          from: {
            address: "admin@queenofsandiego.com",
            domain: "queenofsandiego.com",
            typed: "admin@queenofsandiego.com",
          },
          host: "email-smtp.us-east-1.amazonaws.com",
          port: 465,
          region: "us-east-1",
          maxKeyAge: 43_200_000,
        },
        {
          name: "bare",
          description: null,
          username: "x",
          from: { address: null, domain: "xn--mnchen-3ya.de", typed: "MÜNCHEN.de" },
          host: "email-smtp.eu-west-1.amazonaws.com",
          port: 587,
          region: "eu-west-1",
          password: null,
          maxKeyAge: 7_776_000_000,
        },
      ],
      senders: [
        { function: "jada-blast-sender", region: "us-west-2", domains: [queen] },
        { function: "all", region: "us-west-2", domains: null },
      ],
      channels: {
        alerts: "C0ALERTS",
        approvals: "C0APPROVE",
        allowed: ["C0ALERTS", "C0APPROVE", "C0LISTS", "C0TEAM"],
        watches: { suppressions: "C0LISTS" },
      },
      operators: { users: ["U1"], groups: ["S1"] },
      mention: "S2",
      accept: [{ code: "MAIL_FROM_DEFAULT", subject: "queenofsandiego.com", until: "2027-01-31", why: "move planned" }],
      approvers: { users: ["U2"], groups: [], requesterMayApprove: true, complaints: "allow" },
      schedules: {
        ...DEFAULTS.schedules,
        timezone: "America/Los_Angeles",
        credentials: "7 * * * *",
        senders: null,
        digest: null,
      },
    });
    expect(config.relays[0]?.password?.reveal()).toBe("relay-password");
  });

  test("is read from the variables", () => {
    const config = load({
      SLACK_BOT_TOKEN: "xoxb-test",
      SLACK_APP_TOKEN: "xapp-test",
      SLACK_API_URL: "http://127.0.0.1:3000/api",
      MAILDIAG_REGIONS: "EU-West-1, us-gov-west-1,eu-west-1",
      MAILDIAG_DOMAINS: "x.org, X.ORG., <http://y.org|y.org>,",
      MAILDIAG_ALERT_CHANNEL: "C1",
      MAILDIAG_APPROVAL_CHANNEL: "G2",
      MAILDIAG_APPROVERS: "U1,S1,W2",
      MAILDIAG_DATABASE_URL: "postgres://maildiag:pass%2Fword@db:5432/maildiag?sslmode=require",
      MAILDIAG_EVENTS_QUEUE_URL: "https://sqs.us-east-1.amazonaws.com/1/events",
      MAILDIAG_DNS_SERVERS: "9.9.9.9, 127.0.0.1:5353, 2620:fe::9, [::1]:53",
      MAILDIAG_BIND: "[::]:0",
      LOG_LEVEL: "DEBUG",
    });
    expect(config).toMatchObject({
      slack: { apiUrl: "http://127.0.0.1:3000/api/" },
      regions: ["eu-west-1", "us-gov-west-1"],
      domains: [
        { domain: "x.org", typed: "X.ORG" },
        { domain: "y.org", typed: "y.org" },
      ],
      channels: { alerts: "C1", approvals: "G2", allowed: ["C1", "G2"] },
      approvers: { users: ["U1", "W2"], groups: ["S1"] },
      database: { kind: "postgres", shown: "postgres://maildiag@db:5432/maildiag" },
      eventsQueueUrl: "https://sqs.us-east-1.amazonaws.com/1/events",
      dnsServers: [
        { address: "9.9.9.9", port: null },
        { address: "127.0.0.1", port: 5353 },
        { address: "2620:fe::9", port: null },
        { address: "::1", port: 53 },
      ],
      bind: { address: "::", port: 0 },
      logLevel: "debug",
    });
    expect(config.slack.botToken?.reveal()).toBe("xoxb-test");
    expect(config.database.kind === "postgres" && config.database.url.reveal()).toContain("pass%2Fword");
  });

  test("cannot be changed once it is read", () => {
    const config = load({}, { "maildiag.yaml": "domains: [x.org]" });
    expect(() => Object.assign(config, { logLevel: "trace" })).toThrow(TypeError);
    expect(() => Object.assign(config.domains[0] ?? {}, { domain: "y.org" })).toThrow(TypeError);
  });
});

describe("what wins", () => {
  const yaml = { "maildiag.yaml": "regions: [eu-west-3]" };
  test.each<[string, Env, Files, readonly string[]]>([
    [
      "the environment over everything",
      { MAILDIAG_REGIONS: "eu-west-1" },
      { ".env": "MAILDIAG_REGIONS=eu-west-2", ...yaml },
      ["eu-west-1"],
    ],
    [".env over the file", {}, { ".env": "MAILDIAG_REGIONS=eu-west-2", ...yaml }, ["eu-west-2"]],
    [".env over an empty variable", { MAILDIAG_REGIONS: "" }, { ".env": "MAILDIAG_REGIONS=eu-west-2" }, ["eu-west-2"]],
    ["the file over AWS_REGION", { AWS_REGION: "eu-west-1" }, yaml, ["eu-west-3"]],
    ["AWS_REGION over the default", { AWS_REGION: "eu-west-1" }, {}, ["eu-west-1"]],
    ["AWS_REGION of .env over the default", {}, { ".env": "AWS_REGION=eu-west-2" }, ["eu-west-2"]],
    [
      "the file that is named",
      { MAILDIAG_CONFIG: "other.yaml" },
      { ...yaml, "other.yaml": "regions: [eu-west-1]" },
      ["eu-west-1"],
    ],
    [
      "the file that .env names",
      {},
      { ...yaml, ".env": "MAILDIAG_CONFIG=d/o.yaml", "d/o.yaml": "regions: [eu-west-1]" },
      ["eu-west-1"],
    ],
  ])("%s", (_, env, files, regions) => {
    expect(load(env, files).regions).toEqual(regions);
  });
});

describe("a secret comes", () => {
  test.each<[string, Env, Files]>([
    ["from its variable", { SLACK_BOT_TOKEN: "xoxb-right" }, { ".env": "SLACK_BOT_TOKEN=xoxb-wrong" }],
    ["from its file, without the last line break", { SLACK_BOT_TOKEN_FILE: "token" }, { token: "xoxb-right\r\n" }],
    [
      "from the environment's file rather than from .env",
      { SLACK_BOT_TOKEN_FILE: "token" },
      { token: "xoxb-right\n", ".env": "SLACK_BOT_TOKEN=xoxb-wrong" },
    ],
    [
      "from the environment though .env names a file that is not there",
      { SLACK_BOT_TOKEN: "xoxb-right" },
      { ".env": "SLACK_BOT_TOKEN_FILE=none" },
    ],
    [
      "from a file that .env names",
      { SLACK_BOT_TOKEN_FILE: "" },
      { token: "xoxb-right", ".env": "SLACK_BOT_TOKEN_FILE=token" },
    ],
  ])("%s", (_, env, files) => {
    expect(load(env, files).slack.botToken?.reveal()).toBe("xoxb-right");
  });

  const relay = (password: string) => ({
    "maildiag.yaml": `relays: [{ name: r, username: u, from: x.org, region: eu-west-1, password: ${password} }]`,
  });
  test.each<[string, Env, Files]>([
    ["a variable", { PW: " right # " }, relay("{ env: PW }")],
    ["a variable's file", { PW_FILE: "pw" }, { ...relay("{ env: PW }"), pw: " right # \n" }],
    [".env, quoted", {}, { ...relay("{ env: PW }"), ".env": 'PW=" right # "' }],
    ["a variable with a line end", { PW: " right # \r\n" }, relay("{ env: PW }")],
    ["a file", {}, { ...relay("{ file: ./pw }"), pw: " right # \n" }],
  ])("for a relay from %s, and keeps its spaces", (_, env, files) => {
    expect(load(env, files).relays[0]?.password?.reveal()).toBe(" right # ");
  });
});

const ENV = "(environment); allowed:";

describe("a wrong variable", () => {
  test.each<[string, Env, string]>([
    [
      "another token's kind",
      { SLACK_BOT_TOKEN: "xapp-1-abc" },
      `SLACK_BOT_TOKEN: holds [secret], 10 characters that begin with xapp- ${ENV} a bot token, which begins with xoxb-`,
    ],
    [
      "no token at all",
      { SLACK_APP_TOKEN: "hunter2-hunter2" },
      `SLACK_APP_TOKEN: holds [secret], 15 characters ${ENV} an app-level token, which begins with xapp-`,
    ],
    [
      "plain http to elsewhere",
      { SLACK_API_URL: "http://127.0.0.1.evil.org/" },
      `SLACK_API_URL: holds "http://127.0.0.1.evil.org/" ${ENV} an https URL, or an http URL of this machine (127.0.0.1, ::1, localhost)`,
    ],
    [
      "a host behind a user name",
      { SLACK_API_URL: "http://localhost@evil.org/" },
      `SLACK_API_URL: holds "http://[secret]@evil.org/" ${ENV} an https URL, or an http URL of this machine (127.0.0.1, ::1, localhost)`,
    ],
    [
      "an availability zone",
      { MAILDIAG_REGIONS: "us-east-1,us-east-1a" },
      `MAILDIAG_REGIONS: holds "us-east-1,us-east-1a" ${ENV} a comma list, each an AWS region such as us-east-1; "us-east-1a" is none`,
    ],
    [
      "commas alone",
      { MAILDIAG_REGIONS: "," },
      `MAILDIAG_REGIONS: holds "," ${ENV} a comma list, each an AWS region such as us-east-1`,
    ],
    ["no region", { AWS_REGION: "earth" }, `AWS_REGION: holds "earth" ${ENV} an AWS region such as us-east-1`],
    [
      "an address",
      { MAILDIAG_DOMAINS: "a@x.org" },
      `MAILDIAG_DOMAINS: holds "a@x.org" ${ENV} a comma list, each a domain such as example.com, without @, and no IP address; "a@x.org" is none`,
    ],
    [
      "a channel's name",
      { MAILDIAG_ALERT_CHANNEL: "#alerts" },
      `MAILDIAG_ALERT_CHANNEL: holds "#alerts" ${ENV} a Slack channel id, C… or G…`,
    ],
    [
      "a channel as an approver",
      { MAILDIAG_APPROVERS: "U1,C1" },
      `MAILDIAG_APPROVERS: holds "U1,C1" ${ENV} a comma list, each a Slack user id, U… or W…, or a user group id, S…; "C1" is none`,
    ],
    [
      "another database",
      { MAILDIAG_DATABASE_URL: "mysql://u:p w@h/db" },
      `MAILDIAG_DATABASE_URL: holds "mysql://[secret]@h/db" ${ENV} sqlite:PATH or postgres://user:password@host/name`,
    ],
    [
      "a database password that breaks the URL",
      { MAILDIAG_DATABASE_URL: "postgres://u:p#w/@h/db" },
      `MAILDIAG_DATABASE_URL: holds "postgres://[secret]@h/db" ${ENV} sqlite:PATH or postgres://user:password@host/name`,
    ],
    [
      "a database DSN",
      { MAILDIAG_DATABASE_URL: "host=h password=hunter2" },
      `MAILDIAG_DATABASE_URL: holds [secret], 23 characters ${ENV} sqlite:PATH or postgres://user:password@host/name`,
    ],
    [
      "a relative path that reads as a host",
      { MAILDIAG_DATABASE_URL: "sqlite://data/x.db" },
      `MAILDIAG_DATABASE_URL: holds "sqlite://data/x.db" ${ENV} sqlite:PATH or postgres://user:password@host/name`,
    ],
    [
      "no URL",
      { MAILDIAG_EVENTS_QUEUE_URL: "events" },
      `MAILDIAG_EVENTS_QUEUE_URL: holds "events" ${ENV} an http or https URL`,
    ],
    [
      "a resolver's name",
      { MAILDIAG_DNS_SERVERS: "dns.google" },
      `MAILDIAG_DNS_SERVERS: holds "dns.google" ${ENV} a comma list, each ip or ip:port, IPv6 with a port as [ip]:port; "dns.google" is none`,
    ],
    [
      "a resolver's port 0",
      { MAILDIAG_DNS_SERVERS: "[::1]:0" },
      `MAILDIAG_DNS_SERVERS: holds "[::1]:0" ${ENV} a comma list, each ip or ip:port, IPv6 with a port as [ip]:port; "[::1]:0" is none`,
    ],
    [
      "a port alone",
      { MAILDIAG_BIND: "8080" },
      `MAILDIAG_BIND: holds "8080" ${ENV} address:port, such as 127.0.0.1:8080, [::1]:8080 or 0.0.0.0:8080`,
    ],
    [
      "a port too high",
      { MAILDIAG_BIND: "127.0.0.1:65536" },
      `MAILDIAG_BIND: holds "127.0.0.1:65536" ${ENV} address:port, such as 127.0.0.1:8080, [::1]:8080 or 0.0.0.0:8080`,
    ],
    [
      "ANSI and a direction override",
      { LOG_LEVEL: '\u001b[31m\u202e"\\' },
      `LOG_LEVEL: holds "\\u{1b}[31m\\u{202e}\\"\\\\" ${ENV} trace, debug, info, warn, error, fatal, silent`,
    ],
    [
      "a long value",
      { LOG_LEVEL: "x".repeat(100_000) },
      `LOG_LEVEL: holds "${"x".repeat(59)}…" ${ENV} trace, debug, info, warn, error, fatal, silent`,
    ],
    [
      "a token in the wrong place",
      { LOG_LEVEL: "xoxb-123-abc" },
      `LOG_LEVEL: holds "[secret]" ${ENV} trace, debug, info, warn, error, fatal, silent`,
    ],
    [
      "an endpoint that the SDK would choke on later",
      { AWS_ENDPOINT_URL_IAM: "localhost:5000" },
      `AWS_ENDPOINT_URL_IAM: holds "localhost:5000" ${ENV} an http or https URL`,
    ],
    [
      "a named file that is not there",
      { MAILDIAG_CONFIG: "none.yaml" },
      `MAILDIAG_CONFIG: holds "none.yaml" ${ENV} a readable YAML file: there is no such file`,
    ],
    ["a folder", { MAILDIAG_CONFIG: "." }, `MAILDIAG_CONFIG: holds "." ${ENV} a readable YAML file: it is a folder`],
    [
      "a secret's file that is not there",
      { SLACK_BOT_TOKEN_FILE: "/none" },
      `SLACK_BOT_TOKEN_FILE: holds "/none" ${ENV} a file with the secret: there is no such file`,
    ],
    [
      "an endless file",
      { SLACK_BOT_TOKEN_FILE: "/dev/zero" },
      `SLACK_BOT_TOKEN_FILE: holds "/dev/zero" ${ENV} a file with the secret: it has more than 64 kB`,
    ],
    [
      "an empty file",
      { AWS_SECRET_ACCESS_KEY_FILE: "/dev/null" },
      `AWS_SECRET_ACCESS_KEY_FILE: holds "/dev/null" ${ENV} a file with the secret: it is empty`,
    ],
    [
      "a secret in two places",
      { SLACK_APP_TOKEN: "xapp-test", SLACK_APP_TOKEN_FILE: "x" },
      `SLACK_APP_TOKEN: holds a value, and so does its _FILE ${ENV} SLACK_APP_TOKEN or SLACK_APP_TOKEN_FILE, not both`,
    ],
    [
      "certificates that are not there",
      { NODE_EXTRA_CA_CERTS: "none.pem" },
      `NODE_EXTRA_CA_CERTS: holds "none.pem" ${ENV} a file of PEM certificates: there is no such file`,
    ],
    [
      "certificates that are none",
      { NODE_EXTRA_CA_CERTS: "/dev/null" },
      `NODE_EXTRA_CA_CERTS: holds "/dev/null" ${ENV} a file of PEM certificates: it has none, or one that is broken`,
    ],
  ])("%s", (_, env, expected) => {
    expect(faults(env)).toEqual([expected]);
  });

  test("is told with the place where it stands", () => {
    expect(faults({}, { ".env": "LOG_LEVEL=loud" })).toEqual([
      'LOG_LEVEL: holds "loud" (.env); allowed: trace, debug, info, warn, error, fatal, silent',
    ]);
  });

  test("with only a slip in its name is a warning, and what is somebody else's is none", () => {
    const env = { MAILDIAG_DOMAIN: "x.org", MAILDIAG_CORPUS: "/x", SLACK_BOT_TOKEN_FILE: "", SLACK_WEBHOOK: "x" };
    expect(load(env).warnings).toEqual(["The variable MAILDIAG_DOMAIN is not known; MAILDIAG_DOMAINS is."]);
  });
});

test("all faults are told at once, wherever they stand", () => {
  const yaml = `
regons: [us-east-1]
relays:
  - { name: a, username: u, from: x.org, host: mx.x.org, port: 70000, password: { env: NOT_SET } }
  - { name: A, username: u, from: "@", region: eu-west-1, passwort: hunter2-hunter2 }
senders: none
accept: [{ code: nope, subject: x.org, until: 2027-02-30, why: w }]
`;
  expect(
    faults({ LOG_LEVEL: "loud", MAILDIAG_BIND: "x" }, { "maildiag.yaml": yaml, ".env": "SLACK_BOT_TOKEN=x" }),
  ).toEqual([
    "SLACK_BOT_TOKEN: holds [secret], 1 characters (.env); allowed: a bot token, which begins with xoxb-",
    'MAILDIAG_BIND: holds "x" (environment); allowed: address:port, such as 127.0.0.1:8080, [::1]:8080 or 0.0.0.0:8080',
    'LOG_LEVEL: holds "loud" (environment); allowed: trace, debug, info, warn, error, fatal, silent',
    "relays[0].port: holds 70000 (maildiag.yaml, line 4); allowed: a port, 1 to 65535",
    'relays[1].from: holds "@" (maildiag.yaml, line 5); allowed: an address or a domain that mail comes from',
    "relays[1].passwort: holds an unknown key (maildiag.yaml, line 5); allowed: did you mean password? Known are name, description, username, from, host, region, port, password, maxKeyAge",
    'senders: holds "none" (maildiag.yaml, line 6); allowed: a list, each a sender',
    'accept[0].code: holds "nope" (maildiag.yaml, line 7); allowed: a finding\'s code, such as MAIL_FROM_DEFAULT',
    'accept[0].until: holds "2027-02-30" (maildiag.yaml, line 7); allowed: a day that exists, as 2027-01-31',
    "regons: holds an unknown key (maildiag.yaml, line 2); allowed: did you mean regions? Known are regions, domains, relays, senders, channels, operators, mention, accept, approvers, canary, events, audit, schedules",
    "relays[0].region: holds nothing (maildiag.yaml, line 4); allowed: an AWS region such as us-east-1, or a host such as email-smtp.us-east-1.amazonaws.com that names it",
    'relays[1].name: holds "A" (maildiag.yaml, line 5); allowed: a name that no other relay has',
    "relays[0].password.env: holds NOT_SET (it is not set); allowed: the name of a variable that is set",
  ]);
});

describe("a wrong value in the file", () => {
  const relay = (rest: string) => `relays: [{ name: r, username: u, from: x.org, ${rest} }]`;
  const PASSWORD = "{ env: NAME } or { file: PATH }; the password itself has no place in this file";
  const CRON = "a cron expression such as */15 * * * * (node-cron), or off";
  test.each([
    [
      "a literal password",
      relay("region: eu-west-1, password: hunter2"),
      `relays[0].password: holds [secret]`,
      PASSWORD,
    ],
    [
      "a numeric password",
      relay("region: eu-west-1, password: 12345678"),
      `relays[0].password: holds [secret]`,
      PASSWORD,
    ],
    [
      "two places for a password",
      relay("region: eu-west-1, password: { env: A, file: b }"),
      `relays[0].password: holds a mapping`,
      PASSWORD,
    ],
    [
      "a password where its variable's name belongs",
      relay("region: eu-west-1, password: { env: hunter2 }"),
      `relays[0].password.env: holds [secret]`,
      "the name of a variable that is set",
    ],
    [
      "a password that became a key",
      relay("region: eu-west-1, password: { env: X, SuperSecretLiteral123: 1 }"),
      "relays[0].password.[secret]: holds an unknown key",
      PASSWORD,
    ],
    [
      "a password that became the only key",
      relay("region: eu-west-1, password: { SuperSecretLiteral123 }"),
      "relays[0].password: holds a mapping",
      PASSWORD,
    ],
    [
      "a variable's name that is none",
      relay('region: eu-west-1, password: { env: "a b" }'),
      "relays[0].password.env: holds [secret]",
      "the name of a variable: letters, digits and _",
    ],
    [
      "two regions of one relay",
      relay("region: eu-west-1, host: email-smtp-fips.us-west-2.amazonaws.com"),
      'relays[0].region: holds "eu-west-1"',
      "the host's own region, us-west-2; it may be left out",
    ],
    [
      "a missing name",
      "relays: [{ username: u, from: x.org, region: eu-west-1 }]",
      "relays[0].name: holds nothing",
      "one line of text, at most 80 characters",
    ],
    [
      "a port that is text",
      relay('region: eu-west-1, port: "587"'),
      'relays[0].port: holds "587"',
      "a port, 1 to 65535",
    ],
    [
      "no age",
      relay("region: eu-west-1, maxKeyAge: 90"),
      "relays[0].maxKeyAge: holds 90",
      "a duration such as 90d or 12h (ms, s, m, h, d, w), at most ten years",
    ],
    [
      "a type's age that is none",
      "events: { types: { Open: soon } }",
      'events.types.Open: holds "soon"',
      "a duration such as 90d or 12h (ms, s, m, h, d, w), at most ten years",
    ],
    [
      "a type that SES does not have",
      "events: { types: { Opened: 7d } }",
      "events.types.Opened: holds an unknown key",
      `did you mean Open? Known are ${KNOWN.join(", ")}`,
    ],
    [
      "types that are a list",
      "events: { types: [Open] }",
      "events.types: holds a list of 1",
      `a mapping of ${KNOWN.join(", ")}`,
    ],
    ["no regions", "regions: []", "regions: holds a list of 0", "at least one, each an AWS region such as us-east-1"],
    [
      "a region that is none",
      "regions: [us-east-1, moon]",
      'regions[1]: holds "moon"',
      "an AWS region such as us-east-1",
    ],
    [
      "a user among the groups",
      "operators: { groups: [U1] }",
      'operators.groups[0]: holds "U1"',
      "a Slack user group id, S…",
    ],
    ["a yes", "approvers: { requesterMayApprove: yes }", 'approvers.requesterMayApprove: holds "yes"', "true or false"],
    [
      "another word for complaints",
      "approvers: { complaints: maybe }",
      'approvers.complaints: holds "maybe"',
      "deny or allow",
    ],
    [
      "a cron expression with an hour too many",
      'schedules: { digest: "0 24 * * *" }',
      'schedules.digest: holds "0 24 * * *"',
      CRON,
    ],
    [
      "a trail that is kept for less than a year",
      "audit: { keep: 364d }",
      'audit.keep: holds "364d"',
      "a duration of at least 365d, at most ten years",
    ],
    [
      "a canary by schedule, from nowhere",
      'schedules: { canary: "0 * * * *" }',
      'schedules.canary: holds "0 * * * *"',
      "off, or canary: { from: ADDRESS } beside it, which says from where it is sent",
    ],
    ["a schedule that is on", "schedules: { digest: true }", "schedules.digest: holds true", CRON],
    [
      "a time zone of the moon",
      "schedules: { timezone: Moon/Sea }",
      'schedules.timezone: holds "Moon/Sea"',
      "a time zone such as Europe/Berlin or UTC",
    ],
    [
      "a canary from a whole domain",
      "canary: { from: example.com }",
      'canary.from: holds "example.com"',
      "one address that mail may come from, such as canary@example.com",
    ],
    [
      "a canary from nowhere",
      "canary: { regions: [us-east-1] }",
      "canary.from: holds nothing",
      "one address that mail may come from, such as canary@example.com",
    ],
    [
      "a list at the top",
      "[x]",
      "the top of the file: holds a list of 1",
      "a mapping of regions, domains, relays, senders, channels, operators, mention, accept, approvers, canary, events, audit, schedules",
    ],
  ])("%s", (_, yaml, holds, allowed) => {
    expect(faults({}, { "maildiag.yaml": yaml })).toEqual([
      `${holds} (${allowed.endsWith("that is set") ? "it is not set" : "maildiag.yaml, line 1"}); allowed: ${allowed}`,
    ]);
  });
});

describe("a hostile file", () => {
  const laughs = Array.from(
    { length: 12 },
    (_, i) =>
      `a${i}: &a${i} [${
        i
          ? Array(10)
              .fill(`*a${i - 1}`)
              .join(",")
          : "x"
      }]`,
  ).join("\n");
  const SYNTAX = "(line 1); allowed: valid YAML";
  test.each([
    [
      "grows by its anchors",
      laughs,
      [`maildiag.yaml: holds more depth or repetition than a configuration needs ${SYNTAX}`],
    ],
    [
      "holds itself",
      "domains: &a [*a]",
      [`maildiag.yaml: holds more depth or repetition than a configuration needs ${SYNTAX}`],
    ],
    [
      "is very deep",
      `domains: ${"[".repeat(5_000)}${"]".repeat(5_000)}`,
      expect.arrayContaining([expect.stringContaining("valid YAML")]),
    ],
    [
      "is very large",
      `x: ${"y".repeat(10 * 1024 * 1024)}`,
      ['MAILDIAG_CONFIG: holds "maildiag.yaml" (its default); allowed: a readable YAML file: it has more than 256 kB'],
    ],
    [
      "says a key twice",
      "domains: [x.org]\ndomains: [y.org]",
      ["maildiag.yaml: holds duplicate key (line 2); allowed: valid YAML"],
    ],
    ["wants code to run", "domains: !!js/function x", [`maildiag.yaml: holds tag resolve failed ${SYNTAX}`]],
    ["has two documents", "--- {}\n--- {}", ["maildiag.yaml: holds multiple docs (line 2); allowed: valid YAML"]],
    [
      "quotes a password in its error",
      "relays:\n  - password: 'hunter2-hunter2\n",
      [expect.not.stringContaining("hunter2")],
    ],
    ["has an unset alias", "domains: *nobody", [expect.stringMatching(/^maildiag\.yaml: holds /)]],
    [
      "reaches for prototypes",
      "__proto__: { logLevel: x }\nconstructor: { prototype: { y: 1 } }",
      [
        expect.stringMatching(/^__proto__: holds an unknown key /),
        expect.stringMatching(/^constructor: holds an unknown key /),
      ],
    ],
    [
      "reaches for prototypes further in",
      "channels: { __proto__: { alerts: C1 } }",
      [expect.stringMatching(/^channels\.__proto__: holds an unknown key /)],
    ],
    [
      "has ANSI in a key",
      '"\\e[31m\\u202e": 1',
      [expect.stringMatching(/^\\u\{1b\}\[31m\\u\{202e\}: holds an unknown key /)],
    ],
  ])("that %s", (_, yaml, expected) => {
    expect(faults({}, { "maildiag.yaml": yaml })).toEqual(expected);
    expect(Object.hasOwn(Object.prototype, "logLevel") || Object.hasOwn(Object.prototype, "y")).toBe(false);
  });

  test("with thousands of faults tells a hundred and counts the rest", () => {
    const yaml = Array.from({ length: 3_000 }, (_, i) => `k${i}: 1`).join("\n");
    const lines = faults({}, { "maildiag.yaml": yaml });
    expect([lines.length, lines.at(-1)]).toEqual([101, "… and 2900 more"]);
  });

  test("called .env with prototypes in it changes nothing", () => {
    expect(load({}, { ".env": "__proto__=x\nconstructor=y\nLOG_LEVEL=warn" }).logLevel).toBe("warn");
  });
});

describe("for the process's own environment", () => {
  function applied(env: Record<string, string>, files: Files) {
    const environment = { ...env };
    applyToProcess(load(env, files), environment);
    return environment;
  }
  const keys = "AWS_ACCESS_KEY_ID=AKIADOTENV\nAWS_SECRET_ACCESS_KEY=dotenv-secret\nAWS_SESSION_TOKEN=dotenv-session\n";
  test.each<[string, Record<string, string>, Files, Record<string, string>]>([
    [
      "AWS's names come from .env, ours do not",
      {},
      { ".env": "AWS_PROFILE=p\nAWS_MAX_ATTEMPTS=2\nLOG_LEVEL=info" },
      { AWS_PROFILE: "p", AWS_MAX_ATTEMPTS: "2" },
    ],
    ["what is set stays", { AWS_REGION: "eu-west-1" }, { ".env": "AWS_REGION=eu-west-2" }, { AWS_REGION: "eu-west-1" }],
    [
      "what is empty is replaced, or goes",
      { AWS_REGION: "", AWS_PROFILE: "", HOME: "" },
      { ".env": "AWS_REGION=eu-west-2" },
      { AWS_REGION: "eu-west-2", HOME: "" },
    ],
    [
      "a secret comes from its file",
      { AWS_ACCESS_KEY_ID: "AKIA", AWS_SECRET_ACCESS_KEY_FILE: "s" },
      { s: "file-secret\n" },
      { AWS_ACCESS_KEY_ID: "AKIA", AWS_SECRET_ACCESS_KEY_FILE: "s", AWS_SECRET_ACCESS_KEY: "file-secret" },
    ],
    [
      "credentials of .env come whole",
      {},
      { ".env": keys },
      { AWS_ACCESS_KEY_ID: "AKIADOTENV", AWS_SECRET_ACCESS_KEY: "dotenv-secret", AWS_SESSION_TOKEN: "dotenv-session" },
    ],
    [
      "another key's session token does not get mixed in",
      { AWS_ACCESS_KEY_ID: "AKIA", AWS_SECRET_ACCESS_KEY: "env-secret" },
      { ".env": keys },
      { AWS_ACCESS_KEY_ID: "AKIA", AWS_SECRET_ACCESS_KEY: "env-secret" },
    ],
    [
      "a profile in .env does not replace the environment's key",
      { AWS_ACCESS_KEY_ID: "AKIA", AWS_SECRET_ACCESS_KEY: "env-secret" },
      { ".env": "AWS_PROFILE=p" },
      { AWS_ACCESS_KEY_ID: "AKIA", AWS_SECRET_ACCESS_KEY: "env-secret" },
    ],
    [
      "a key in .env does not replace the environment's profile",
      { AWS_PROFILE: "p" },
      { ".env": keys },
      { AWS_PROFILE: "p" },
    ],
    [
      "the SDK's own file names stay what they are",
      {},
      { ".env": "AWS_WEB_IDENTITY_TOKEN_FILE=/none\nAWS_SHARED_CREDENTIALS_FILE=/none" },
      { AWS_WEB_IDENTITY_TOKEN_FILE: "/none", AWS_SHARED_CREDENTIALS_FILE: "/none" },
    ],
  ])("%s", (_, env, files, expected) => {
    expect(applied(env, files)).toEqual(expected);
  });

  test.each([
    [
      "its own",
      { AWS_ENDPOINT_URL_SES: "http://127.0.0.1:1", AWS_ENDPOINT_URL_SESV2: "http://127.0.0.1:2" },
      "http://127.0.0.1:1",
    ],
    [
      "SES v2's where it has none",
      { AWS_ENDPOINT_URL_SES: "", AWS_ENDPOINT_URL_SESV2: "http://127.0.0.1:2" },
      "http://127.0.0.1:2",
    ],
    ["left to the SDK otherwise", { AWS_ENDPOINT_URL: "http://127.0.0.1:3" }, null],
  ])("the endpoint of SES v1 is %s", (_, env, expected) => {
    expect(load(env).awsEndpoints.sesV1).toBe(expected);
  });
});

describe(".env.example", () => {
  const example = readFileSync(new URL("../.env.example", import.meta.url), "utf8");

  test("names every variable once, in the program's order, each under a line about it", () => {
    const lines = example.split("\n");
    const named = lines.flatMap((line, i) => {
      const name = /^([A-Z0-9_]+)=$/.exec(line)?.[1];
      return name ? [{ name, about: lines[i - 1] }] : [];
    });
    expect(named).toEqual(Object.keys(VARIABLES).map((name) => ({ name, about: expect.stringMatching(/^# \S/) })));
  });

  test("copied as it is, changes nothing", () => {
    expect(load({}, { ".env": example })).toEqual(DEFAULTS);
  });
});
