import nodemailer from "nodemailer";
import { afterEach, expect, it } from "vitest";
import { passwordOf } from "../../../src/sandbox/smtp/logins.ts";
import type { SmtpWorld } from "../../../src/sandbox/smtp/session.ts";
import { type RunningSmtp, startSmtp } from "../../../src/sandbox/smtp/start-smtp.ts";
import type { IamUserState, PolicyStatement, SmtpFault } from "../../../src/sandbox/world.ts";

const REGION = "us-east-1";
const KEY = { id: "AKIAIOSFODNN7EXAMPLE", created: "2026-01-01T00:00:00Z" };
const USER: IamUserState = { created: KEY.created, keys: [KEY] };
const WORLD: SmtpWorld = { ses: { [REGION]: { identities: { "example.com": {} } } }, iam: { users: { relay: USER } } };

const running: RunningSmtp[] = [];
afterEach(() => Promise.all(running.splice(0).map((smtp) => smtp.close())));

type Mail = {
  world?: SmtpWorld;
  password?: string;
  from?: string;
  port?: number;
  method?: "PLAIN" | "LOGIN";
  login?: boolean;
};

/** The reply to a whole mail, or the one that ended it. */
async function sent({
  world = WORLD,
  password = passwordOf(KEY, REGION),
  from = "ann@example.com",
  port = 587,
  method = "PLAIN",
  login = true,
}: Mail) {
  const smtp = await startSmtp(world, [REGION]);
  running.push(smtp);
  const transport = nodemailer.createTransport({
    ...smtp.placeOf(REGION, port),
    secure: port === 465,
    requireTLS: true,
    tls: { ca: [smtp.ca] },
    ...(login && { auth: { user: KEY.id, pass: password }, authMethod: method }),
  });
  try {
    const { response } = await transport.sendMail({ from, to: "bob@example.org", text: "hello\n.\nbye" });
    return String(response).replace(/[\da-f]{8}-[\da-f-]+/, "ID");
  } catch (error) {
    return error instanceof Error && "response" in error ? String(error.response) : String(error);
  }
}

const deny = (...policy: readonly PolicyStatement[]): SmtpWorld => ({
  ...WORLD,
  iam: { users: { relay: { ...USER, policies: { own: policy } } } },
});
const withFault = (fault: SmtpFault): SmtpWorld => ({ ...WORLD, smtpFaults: [fault] });

it.each<{ says: string; mail: Mail; reply: RegExp }>([
  { says: "a mail over STARTTLS", mail: {}, reply: /^250 Ok ID$/ },
  { says: "a mail over TLS", mail: { port: 465 }, reply: /^250 Ok ID$/ },
  { says: "a mail after AUTH LOGIN", mail: { method: "LOGIN" }, reply: /^250 Ok ID$/ },
  { says: "a wrong password", mail: { password: "wrong" }, reply: /^535 Authentication Credentials Invalid/ },
  { says: "the password of another region", mail: { password: passwordOf(KEY, "eu-west-1") }, reply: /^535/ },
  {
    says: "an inactive key",
    mail: { world: { ...WORLD, iam: { users: { relay: { ...USER, keys: [{ ...KEY, status: "Inactive" }] } } } } },
    reply: /^535/,
  },
  { says: "no login", mail: { login: false }, reply: /^530 Authentication required/ },
  {
    says: "an address that is not verified",
    mail: { from: "ann@example.net" },
    reply: /^554 Message rejected.*not verified.*US-EAST-1/,
  },
  { says: "a user that may not", mail: { world: deny() }, reply: /^554 Access denied.*SendRawEmail/ },
  {
    says: "a user that may send as somebody else",
    mail: {
      world: deny({
        Effect: "Allow",
        Action: "ses:*",
        Resource: "*",
        Condition: { StringLike: { "ses:FromAddress": "bob@*" } },
      }),
    },
    reply: /^554 Access denied/,
  },
  {
    says: "throttling",
    mail: {
      world: withFault({ at: "DATA", then: { reply: "454 Throttling failure: Daily message quota exceeded." } }),
    },
    reply: /^454 Throttling/,
  },
  {
    says: "a time-out",
    mail: { world: withFault({ at: "MAIL", then: { reply: "451 Timeout waiting for data" } }) },
    reply: /^451/,
  },
])("answers $says", async ({ mail, reply }) => {
  expect(await sent(mail)).toMatch(reply);
});
