import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RunningAws, startAws } from "../../src/sandbox/aws/start-aws.ts";
import { startDns } from "../../src/sandbox/dns/start-dns.ts";
import { passwordOf, secretOf } from "../../src/sandbox/smtp/logins.ts";
import { type RunningSmtp, startSmtp } from "../../src/sandbox/smtp/start-smtp.ts";
import type { World } from "../../src/sandbox/world.ts";
import { healthy } from "../../src/sandbox/worlds/healthy.ts";
import { maildiag, maildiagProcess } from "./maildiag.ts";

const REGION = "us-east-1";
const LIVE = {
  id: "AKIAIOSFODNN7EXAMPLE",
  created: "2026-10-01T00:00:00Z",
  lastUsed: { at: new Date().toISOString(), service: "ses", region: REGION },
};
const DEAD = { ...LIVE, id: "AKIAIOSFODNN8EXAMPLE", status: "Inactive" as const };
const WORLD: World = {
  ...healthy,
  iam: {
    users: {
      live: { created: LIVE.created, keys: [{ ...LIVE, created: new Date().toISOString() }] },
      dead: { created: DEAD.created, keys: [DEAD] },
      forgotten: { created: DEAD.created, keys: [{ ...LIVE, id: "AKIAIOSFODNN9EXAMPLE" }] },
    },
  },
};
const SECRETS = {
  right: passwordOf(LIVE, REGION),
  wrong: passwordOf(LIVE, "us-west-2"),
  dead: passwordOf(DEAD, REGION),
  key: secretOf(LIVE),
};

let dns: Awaited<ReturnType<typeof startDns>>;
let aws: RunningAws;
let smtp: RunningSmtp;
let folder: string;
let port: number;
let trusted: string[];
/** Everything that any run has printed. */
let printed = "";

beforeAll(async () => {
  [dns, aws, smtp] = await Promise.all([startDns(WORLD), startAws(WORLD), startSmtp(WORLD, [REGION])]);
  folder = await mkdtemp(join(tmpdir(), "maildiag-credentials-"));
  ({ port } = smtp.placeOf(REGION, 587));
  await writeFile(join(folder, "ca.pem"), smtp.ca);
  // As Node does it for NODE_EXTRA_CA_CERTS when a process starts.
  trusted = getCACertificates("default");
  setDefaultCACertificates([...trusted, smtp.ca]);
  const relay = (name: string, username: string, password: string) => `
  - name: ${name}
    username: ${username}
    from: ${name.replaceAll(" ", ".")}@example.com
    host: 127.0.0.1
    port: ${port}
    region: ${REGION}
    password: { env: ${password} }`;
  const relays = [
    relay("live one", LIVE.id, "RIGHT"),
    relay("dead", DEAD.id, "DEAD"),
    relay("wrong", LIVE.id, "WRONG"),
  ];
  await writeFile(join(folder, "maildiag.yaml"), `relays:${relays.join("")}\n`);
});

afterAll(async () => {
  setDefaultCACertificates(trusted);
  await Promise.all([dns.close(), aws.close(), smtp.close(), rm(folder, { recursive: true })]);
});

async function run(
  words: readonly string[],
  stdin = "",
  env: Readonly<Record<string, string>> = {},
  start: typeof maildiag = maildiag,
) {
  const ran = await start(
    words,
    {
      ...aws.env,
      MAILDIAG_DNS_SERVERS: dns.resolver,
      MAILDIAG_REGIONS: REGION,
      MAILDIAG_DATABASE_URL: `sqlite:${join(folder, "data/maildiag.db")}`,
      MAILDIAG_CONFIG: join(folder, "maildiag.yaml"),
      NODE_EXTRA_CA_CERTS: join(folder, "ca.pem"),
      LOG_LEVEL: "trace",
      RIGHT: SECRETS.right,
      WRONG: SECRETS.wrong,
      DEAD: SECRETS.dead,
      ...env,
    },
    stdin,
  );
  printed += ran.stdout.replace(new RegExp(`^${SECRETS.right.replace(/[+]/g, "\\+")}$`, "m"), "") + ran.stderr;
  return ran;
}

type Document = {
  target: { domain?: string; relays: readonly string[] };
  verdict: { code: string; subject: string };
  hops: readonly { checks: readonly { check: string; findings: readonly { code: string; subject: string }[] }[] }[];
};

function codesIn({ hops }: Document, checks: readonly string[]): readonly string[] {
  return hops
    .flatMap((hop) => hop.checks)
    .filter(({ check }) => checks.includes(check))
    .flatMap(({ findings }) => findings.map(({ code, subject }) => `${code} ${subject}`));
}

const RELAY = ["relay-key", "relay-auth", "endpoint", "relay-permission"];
const ALL = [
  "RELAY_KEY_ACTIVE live one",
  "RELAY_KEY_INACTIVE dead",
  "RELAY_KEY_ACTIVE wrong",
  "RELAY_UNDECLARED forgotten",
  "RELAY_AUTH_OK live one",
  "RELAY_AUTH_REJECTED wrong",
  "ENDPOINT_OK live one",
  "ENDPOINT_OK dead",
  "ENDPOINT_OK wrong",
  "RELAY_MAY_SEND live one",
  "RELAY_MAY_SEND wrong",
];

describe("maildiag credentials", () => {
  it("looks at every relay, and for those that nobody declared", async () => {
    const ran = await run(["credentials", "--json"]);
    const document = JSON.parse(ran.stdout);
    expect(document).toMatchObject({ schema: "maildiag/report@1", target: { relays: ["live one", "dead", "wrong"] } });
    expect(document.target).not.toHaveProperty("domain");
    expect(codesIn(document, RELAY)).toEqual(ALL);
    expect(document.verdict).toMatchObject({ code: "RELAY_KEY_INACTIVE", subject: "dead" });
    expect([ran.status, ran.stderr]).toEqual([1, ""]);
  });

  it("looks at one relay by its name, and for nobody else", async () => {
    const ran = await run(["credentials", "Live", "one", "--json"]);
    expect(codesIn(JSON.parse(ran.stdout), RELAY)).toEqual(ALL.filter((code) => code.endsWith("live one")));
    expect(ran.status).toBe(0);
  });

  it("tells the repair as numbered steps with the relay's own values", async () => {
    const { stdout } = await run(["credentials", "dead"]);
    const text = stdout.replace(/\s+/g, " ");
    expect(text).toContain("1. Delete the inactive key AKIAIOSFODNN8EXAMPLE of the IAM user dead");
    expect(text).toContain("2. Turn its secret key into the SMTP password of us-east-1");
    expect(text).toContain("Gmail → Settings → Accounts and Import → Send mail as → dead@example.com → edit info");
    expect(text).toContain(`SMTP server 127.0.0.1, port ${port}`);
    expect(text).toContain("5. See that it worked:");
  });

  it("says which relay was meant by a name that no relay has", async () => {
    const ran = await run(["credentials", "dad"]);
    expect(ran.stderr).toContain('There is no relay "dad". Did you mean "dead"?');
    expect([ran.status, ran.stdout]).toEqual([2, ""]);
  });

  it("says that IAM could not be listed", async () => {
    aws.world.awsFaults = [{ action: "iam:GetAccountAuthorizationDetails", then: "deny" }];
    const ran = await run(["credentials", "--json"]);
    aws.world.awsFaults = [];
    expect(codesIn(JSON.parse(ran.stdout), ["relay-key"])).toContain("COULD_NOT_CHECK IAM");
  });
});

it("check holds the relays of its domain", async () => {
  const document: Document = JSON.parse((await run(["check", "example.com", "--json"])).stdout);
  expect(codesIn(document, RELAY)).toEqual(ALL);
  expect(document.target.relays).toEqual(["live one", "dead", "wrong"]);
});

it("check looks into a relay's own region too, unless a person names those that matter", async () => {
  const env = { MAILDIAG_REGIONS: "us-west-2" };
  const both = await run(["check", "example.com", "--json"], "", env);
  expect(JSON.parse(both.stdout).target.regions).toEqual(["us-west-2", REGION]);
  const one = await run(["check", "example.com", "--json", "--region", "us-west-2"], "", env);
  expect(JSON.parse(one.stdout).target.regions).toEqual(["us-west-2"]);
});

describe("a login", () => {
  // Of a process each: one process remembers its logins without a store.
  const place = (name: string) => ({ MAILDIAG_DATABASE_URL: `sqlite:${join(folder, name, "maildiag.db")}` });
  const live = async (env: Readonly<Record<string, string>>) => {
    const document = JSON.parse((await run(["credentials", "live", "one", "--json"], "", env, maildiagProcess)).stdout);
    return codesIn(document, ["relay-key", "relay-auth"]);
  };
  const setKey = (status: "Active" | "Inactive") => {
    const { iam } = WORLD;
    if (!iam) throw new Error("no IAM");
    const user = { created: LIVE.created, keys: [{ ...LIVE, created: new Date().toISOString(), status }] };
    aws.world.iam = { ...iam, users: { ...iam.users, live: user } };
  };
  const FINE = ["RELAY_KEY_ACTIVE live one", "RELAY_AUTH_OK live one"];

  it("is tried by one run of many, and at once when its key was dead in between", async () => {
    const env = place("one");
    const before = smtp.asked.length;
    expect(await Promise.all([live(env), live(env)])).toEqual([FINE, FINE]);
    expect(await live(env)).toEqual(FINE);
    expect(smtp.asked.length - before).toBe(1);
    setKey("Inactive");
    expect(await live(env)).toEqual(["RELAY_KEY_INACTIVE live one"]);
    setKey("Active");
    expect(await live(env)).toEqual(FINE);
    expect(smtp.asked.length - before).toBe(2);
  }, 90_000);

  it("is tried where no store can be made, too", async () => {
    await writeFile(join(folder, "file"), "");
    expect(await live(place("file"))).toEqual(FINE);
  });

  it("makes no store where no relay has a password, nor where it is a new password that is tried", async () => {
    const env = { ...place("none"), MAILDIAG_CONFIG: join(folder, "none.yaml") };
    await writeFile(env.MAILDIAG_CONFIG, "");
    expect((await run(["check", "example.com"], "", env, maildiagProcess)).status).toBe(0);
    const words = ["smtp-password", "--region", REGION, "--verify", `127.0.0.1:${port}`, "--username", LIVE.id];
    expect((await run(words, SECRETS.key, env, maildiagProcess)).status).toBe(0);
    expect(existsSync(join(folder, "none"))).toBe(false);
  });
});

it("policy and doctor know what relays need", async () => {
  const { Statement } = JSON.parse((await run(["policy", "--json"])).stdout);
  const iam = Statement.find(({ Action }: { Action: readonly string[] }) => Action.includes("iam:ListAccessKeys"));
  expect(iam).not.toHaveProperty("Condition");
  const doctor = await run(["doctor", "--json"]);
  const states = JSON.parse(doctor.stdout).items.filter(({ item }: { item: string }) => item.startsWith("IAM "));
  expect(states.map(({ item, state }: { item: string; state: string }) => `${item} ${state}`)).toEqual(
    iam.Action.map((action: string) => `IAM ${action} ok`),
  );
});

describe("maildiag smtp-password", () => {
  const verify = ["smtp-password", "--region", REGION, "--verify"];
  it("prints the password alone", async () => {
    const ran = await run(["smtp-password", "--region", REGION], `${SECRETS.key}\n`);
    expect(ran).toEqual({ status: 0, stdout: `${SECRETS.right}\n`, stderr: "" });
  });

  it("proves it at loopback, with the key id from an option or from stdin", async () => {
    const here = [...verify, `127.0.0.1:${port}`];
    // Of its own: others have tried the same login.
    const env = { MAILDIAG_DATABASE_URL: `sqlite:${join(folder, "verify", "maildiag.db")}` };
    const ran = await run([...here, "--username", LIVE.id], SECRETS.key, env, maildiagProcess);
    expect(ran.status).toBe(0);
    expect(ran.stdout).toBe(`${SECRETS.right}\n`);
    expect(ran.stderr).toBe(`127.0.0.1:${port} takes it for ${LIVE.id}.\n`);
    expect((await run(here, `${LIVE.id}\n${SECRETS.key}\n`, env)).status).toBe(0);
    const other = await run([...here, "--username", DEAD.id], SECRETS.key, env);
    expect(other.status).toBe(1);
    expect(other.stderr.replace(/\s+/g, " ")).toContain("535 Authentication Credentials Invalid");
  });

  it.concurrent.each([
    ["no region", ["smtp-password"]],
    ["two regions", ["smtp-password", "--region", "us-east-1,us-west-2"]],
    ["the secret as an argument", ["smtp-password", "--region", REGION, SECRETS.key]],
    ["a host that is not SES's", [...verify, "mail.example.com"]],
    ["a host that only looks like SES's", [...verify, "email-smtp.us-east-1.amazonaws.com.example.com"]],
    ["another region's endpoint", [...verify, "email-smtp.us-west-2.amazonaws.com"]],
    ["a username that is no key id", [...verify, "localhost", "--username", "ann"]],
    ["a port that is none", [...verify, "localhost:99999"]],
    ["no secret", ["smtp-password", "--region", REGION]],
  ])("takes no %s", async (_, words) => {
    const ran = await run(words, "\n");
    expect([ran.status, ran.stdout]).toEqual([2, ""]);
  });

  it("says in its help where the password goes", async () => {
    const { stdout } = await run(["smtp-password", "--help"]);
    expect(stdout.replace(/\s+/g, " ")).toContain("Gmail → Settings → Accounts and Import → Send mail as → edit info");
  });
});

it("no run has printed a secret that it was not asked for", () => {
  expect(printed.length).toBeGreaterThan(10_000);
  for (const secret of Object.values(SECRETS)) {
    for (const form of [secret, Buffer.from(secret).toString("base64"), encodeURIComponent(secret)]) {
      expect(printed).not.toContain(form);
    }
  }
});
