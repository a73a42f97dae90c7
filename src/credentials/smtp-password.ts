import { createHmac } from "node:crypto";
import type { Password } from "../ports/relay.ts";
import { Secret } from "../secret.ts";

const VERSION = 0x04;
/** The kind of before 2019-01-10, made with Signature Version 2: throttled, and no longer to be used. */
const OBSOLETE_VERSION = 0x02;
const HASH_BYTES = 32;

/**
 * The SMTP password of an IAM secret access key in one region. It cannot be turned back into the key, and is good in
 * that region alone. https://docs.aws.amazon.com/ses/latest/dg/smtp-credentials.html ("convert")
 */
export function smtpPassword(secretKey: Password, region: string): Secret {
  const words = ["11111111", region, "ses", "aws4_request", "SendRawEmail"];
  const signature = words.reduce<Buffer>(
    (key, word) => createHmac("sha256", key).update(word, "utf8").digest(),
    Buffer.from(`AWS4${secretKey.reveal()}`, "utf8"),
  );
  return new Secret(Buffer.concat([Buffer.of(VERSION), signature]).toString("base64"));
}

/** `foreign` is nothing that SES ever handed out as an SMTP password: a secret key pasted as it is, for example. */
export type PasswordKind = "current" | "obsolete" | "foreign";

export function passwordKindOf(password: Password): PasswordKind {
  const text = password.reveal();
  const bytes = Buffer.from(text, "base64");
  if (bytes.length !== HASH_BYTES + 1 || bytes.toString("base64") !== text) return "foreign";
  if (bytes[0] === VERSION) return "current";
  return bytes[0] === OBSOLETE_VERSION ? "obsolete" : "foreign";
}
