import SMTPConnection from "nodemailer/lib/smtp-connection";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { passwordOf } from "../../src/sandbox/smtp/logins.ts";
import type { World } from "../../src/sandbox/world.ts";
import { healthy } from "../../src/sandbox/worlds/healthy.ts";
import { checked } from "../diagnosis/checked.ts";
import { type Door, missing, type Postfix, startPostfix } from "./postfix.ts";

const REGION = "us-east-1";
const HOST = `email-smtp.${REGION}.amazonaws.com`;
const KEY = {
  id: "AKIAIOSFODNN7EXAMPLE",
  created: "2026-10-01T00:00:00Z",
  lastUsed: { at: "2026-11-20T00:00:00Z", service: "ses", region: REGION },
};
const RIGHT = passwordOf(KEY, REGION);
const WRONG = passwordOf(KEY, "us-west-2");

const USUAL: Door = { tls: "starttls", certifiedFor: HOST, mechanisms: "PLAIN LOGIN" };
const DOORS = {
  starttls: USUAL,
  implicit: { ...USUAL, tls: "at-once" },
  plain: { ...USUAL, mechanisms: "PLAIN" },
  login: { ...USUAL, mechanisms: "LOGIN" },
  digest: { ...USUAL, mechanisms: "DIGEST-MD5" },
  clear: { ...USUAL, tls: "none" },
  stranger: { ...USUAL, certifiedFor: "mail.example.com" },
} satisfies Readonly<Record<string, Door>>;
type Name = keyof typeof DOORS;

const why = missing();

/** What `check` finds where SES's endpoint is that door of postfix, and what postfix counted of it. */
async function checkedAt(postfix: Postfix<Name>, door: Name, password: string) {
  const port = door === "implicit" ? 465 : 587;
  const world: World = {
    ...healthy,
    config: {
      ...healthy.config,
      relays: [{ name: "gmail", username: KEY.id, from: "ann@example.com", region: REGION, port, password }],
    },
    iam: { users: { relay: { created: KEY.created, keys: [KEY] } } },
  };
  const place = { host: "127.0.0.1", port: postfix.port(door) };
  const { report } = await checked(world, { smtp: { extraCa: postfix.trusted, placeOf: () => place } });
  const found = report.results
    .filter(({ check: { name } }) => name === "relay-auth" || name === "endpoint")
    .flatMap(({ findings }) => findings);
  return {
    codes: found.map(({ code }) => code),
    fault: found.flatMap(({ data: { fault } }) => fault ?? []),
    counted: await postfix.counted(door),
    told: JSON.stringify(found),
  };
}

describe.skipIf(why !== "")(why ? `postfix (skipped: ${why})` : "postfix with SASL", () => {
  let postfix: Postfix<Name>;
  beforeAll(async () => {
    postfix = await startPostfix(DOORS, { username: KEY.id, password: RIGHT });
  });
  afterAll(() => postfix?.close());

  it.each<{ says: string; door: Name; password?: string; codes: readonly string[]; counted: RegExp }>([
    {
      says: "takes the right password after STARTTLS",
      door: "starttls",
      codes: ["RELAY_AUTH_OK", "ENDPOINT_OK"],
      counted: /starttls=1 auth=1 quit=1/,
    },
    {
      says: "takes it over TLS at once",
      door: "implicit",
      codes: ["RELAY_AUTH_OK", "ENDPOINT_OK"],
      counted: /ehlo=1 auth=1 quit=1/,
    },
    { says: "takes it by PLAIN alone", door: "plain", codes: ["RELAY_AUTH_OK", "ENDPOINT_OK"], counted: /auth=1/ },
    { says: "takes it by LOGIN alone", door: "login", codes: ["RELAY_AUTH_OK", "ENDPOINT_OK"], counted: /auth=1/ },
    {
      says: "refuses a wrong one",
      door: "starttls",
      password: WRONG,
      codes: ["RELAY_AUTH_REJECTED", "ENDPOINT_OK"],
      counted: /auth=0\/1/,
    },
    {
      says: "refuses a wrong one by LOGIN",
      door: "login",
      password: WRONG,
      codes: ["RELAY_AUTH_REJECTED", "ENDPOINT_OK"],
      counted: /auth=0\/1/,
    },
    {
      says: "is told no password by a mechanism that is neither",
      door: "digest",
      codes: ["COULD_NOT_CHECK", "ENDPOINT_OK"],
      counted: /^ehlo=2 starttls=1 quit=1/,
    },
  ])("$says", async ({ door, password = RIGHT, codes, counted }) => {
    const seen = await checkedAt(postfix, door, password);
    expect(seen.codes).toEqual(codes);
    expect(seen.counted).toMatch(counted);
    expect(seen.told).not.toContain(password);
  });

  it.each<{ says: string; door: Name; fault: string; counted: RegExp }>([
    {
      says: "is told no password without STARTTLS, though it asks for it",
      door: "clear",
      fault: "no-starttls",
      counted: /^ehlo=1 (?!.*auth)/,
    },
    {
      says: "is told no password under a certificate for another name",
      door: "stranger",
      fault: "certificate",
      counted: /^ehlo=1 starttls=[01/]+ (?!.*auth)/,
    },
  ])("$says", async ({ door, fault, counted }) => {
    const seen = await checkedAt(postfix, door, RIGHT);
    expect(seen.codes).toEqual(["ENDPOINT_UNREACHABLE"]);
    expect(seen.fault).toEqual([fault]);
    expect(seen.counted).toMatch(counted);
  });

  it("has no mail in its queue, where a mail that was sent would be", async () => {
    expect(postfix.queued()).toEqual([]);
    await send(postfix.port("plain"), postfix.trusted);
    expect(postfix.queued()).toHaveLength(1);
  });
});

/** One mail, by a client of its own. */
function send(port: number, ca: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const connection = new SMTPConnection({
      port,
      host: "127.0.0.1",
      requireTLS: true,
      tls: { ca: [...ca], servername: HOST },
    });
    connection.on("error", reject);
    connection.connect(() => {
      connection.login({ credentials: { user: KEY.id, pass: RIGHT } }, (refused) => {
        if (refused) return reject(refused);
        connection.send(
          { from: "ann@example.com", to: ["bob@example.net"] },
          "Subject: one\r\n\r\none\r\n",
          (error) => {
            connection.quit();
            if (error) reject(error);
            else resolve();
          },
        );
      });
    });
  });
}
