import { describe, expect, it } from "vitest";
import { holdsMarkedSecret, withoutSecretForms } from "../src/secret-form.ts";

const SMTP_PASSWORD = "BMXhUYlu5Z3gSXVQORxlVa7XPaz91aGWdfHxvkOZdWZ2";
const OLD_PASSWORD = "AgTtN2r6vQkq1b0Xyz8Wc3Lm5No7PdRfShUjVkXlZm9B";
const PLAIN = Buffer.from("\0AKIAIOSFODNN7EXAMPLE\0some password").toString("base64");
const LOGIN = Buffer.from("Corr3ct-horse").toString("base64");
const SECRET_KEY = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

describe("what looks like a secret", () => {
  it.each([
    ["an SMTP password", `credentials ${SMTP_PASSWORD}`, "credentials [secret]"],
    ["one of the old kind", OLD_PASSWORD, "[secret]"],
    ["a secret access key in a sentence", `535 with ${SECRET_KEY}, why?`, "535 with [secret], why?"],
    ["a Slack token", "my token is xoxb-1234567890-abcdef", "my token is [secret]"],
    ["a private key", "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----", "[secret]"],
    ["a key that ends a sentence", `It is ${SECRET_KEY}.`, "It is [secret]."],
    ["a labelled key", `"SecretAccessKey": "${SECRET_KEY}"`, '"SecretAccessKey": "[secret]"'],
    ["one as a variable", `AWS_SECRET_ACCESS_KEY=${SECRET_KEY}`, "AWS_SECRET_ACCESS_KEY=[secret]"],
    ["a session token", `aws_session_token = ${"FwoGZXIvYXdzE".repeat(9)}`, "aws_session_token = [secret]"],
    ["AUTH PLAIN", `C: AUTH PLAIN ${PLAIN}\nS: 535 no`, "C: AUTH PLAIN [secret]\nS: 535 no"],
    ["AUTH PLAIN in two steps", `AUTH PLAIN\n334 \n>>> ${PLAIN}\n535 no`, "AUTH PLAIN\n334 \n>>> [secret]\n535 no"],
    [
      "AUTH LOGIN as PHPMailer logs it",
      `SERVER -> CLIENT: 334 UGFzc3dvcmQ6\n2026-11-21 10:00:00 CLIENT -> SERVER: ${LOGIN}\nSERVER -> CLIENT: 535 no`,
      "SERVER -> CLIENT: 334 UGFzc3dvcmQ6\n2026-11-21 10:00:00 CLIENT -> SERVER: [secret]\nSERVER -> CLIENT: 535 no",
    ],
    ["AUTH LOGIN, in one line", `334 UGFzc3dvcmQ6 ${LOGIN} 535 5.7.8 no`, "334 UGFzc3dvcmQ6 [secret] 535 5.7.8 no"],
    ["a header with a password", "Authorization: Basic dXNlcjpwYXNz", "Authorization: Basic [secret]"],
    ["a header with a token", '{"authorization":"Bearer ey.J0.eX"}', '{"authorization":"Bearer [secret]"}'],
    ["a signed request", `SignedHeaders=host, Signature=${"0a".repeat(32)}`, "SignedHeaders=host, Signature=[secret]"],
    ["the password in a URL", "smtp://AKIA:hunter2@email-smtp.example", "smtp://AKIA:[secret]@email-smtp.example"],
    ["a private key that was cut off", "-----BEGIN PRIVATE KEY-----\nMIIE", "[secret]"],
  ])("%s is taken out", (_, text, clean) => {
    expect(withoutSecretForms(text)).toEqual({ text: clean, found: true });
  });

  it.each([
    ["a reply with an SES message id", "250 Ok 0100018f2c3d4e5f-12345678-1234-1234-1234-123456789abc-000000"],
    ["a SHA-1 digest", "da39a3ee5e6b4b0d3255bfef95601890afd80709"],
    ["a long host name", "steigerwalddougherty-com01b.mail.protection.outlook.com"],
    ["a long path", "https://support.google.com/mail/answer/forty/characters/long/path/here"],
    ["a DKIM signature's base64, which is longer", `b=${"aB3+".repeat(30)}`],
    ["words in capitals", "UNABLE TO RELAY FOR RECIPIENT IN THE DOMAIN OF"],
    ["a server's list of mechanisms", "250-AUTH LOGIN PLAIN CRAM-MD5 XOAUTH2"],
    ["a complaint about a mechanism", "535 5.7.8 Error: AUTH PLAIN authentication failed: generic failure"],
    ["the challenge alone", "334 UGFzc3dvcmQ6"],
    ["a message id of 40 letters", "Message-ID: <CAJ7kZq9Xr3bTnW5sLmE2vYdPfQh8uRgKoBiNxAc@mail.gmail.com>"],
    [
      "a message id with dashes and underscores",
      "Message-ID: <CAH_z3-aB3dE5fG7hI9jK1lM3nO5pQ7rS9tU1vW3xY5zA7bC9dE1-g@x.example>",
    ],
    ["a boundary", 'boundary="----=_Part_aB3dE5fG7hI9jK1lM3nO5pQ7rS9tU1vW3xY5zA7b"'],
    ["a body hash", "bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=;"],
    [
      "an ARC seal",
      `ARC-Seal: i=1; a=rsa-sha256; t=1700000000; cv=none; d=google.com; s=arc-20160816; b=${"Kz9/Q".repeat(68)}==`,
    ],
    ["a Slack link", "https://app.slack.com/client/T0123/C0456"],
    ["a URL with a port", "http://127.0.0.1:8080/path?to=a@b.example"],
    ["a reply that speaks of authorization", "550 5.7.1 authorization: relaying denied"],
    ["an S3 link's key id", "X-Amz-Credential=AKIAIOSFODNN7EXAMPLE/20261121/us-east-1/s3/aws4_request"],
  ])("%s is none", (_, text) => {
    expect(withoutSecretForms(text)).toEqual({ text, found: false });
  });

  it("of a whole mail only what is marked counts: its base64 may look like anything", () => {
    expect(holdsMarkedSecret(`Content-Transfer-Encoding: base64\n\n${SECRET_KEY}\n`)).toBe(false);
    expect(holdsMarkedSecret(`Here it is:\n\naws_secret_access_key = ${SECRET_KEY}\n`)).toBe(true);
  });

  it.each([
    "334 ",
    "AUTH PLAIN ",
    "://a:",
    "-----BEGIN PRIVATE KEY-----",
    "Authorization: Basic ",
    "334 UGFzc3dvcmQ6 ab ",
  ])("takes time in proportion to a text of many «%s»", (part) => {
    expect(typeof withoutSecretForms(part.repeat(40_000)).found).toBe("boolean");
  });

  it("takes time in proportion to the text", () => {
    expect(withoutSecretForms("aB3".repeat(400_000)).found).toBe(false);
  });
});
