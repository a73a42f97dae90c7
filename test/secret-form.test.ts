import { describe, expect, it } from "vitest";
import { withoutSecretForms } from "../src/secret-form.ts";

const SMTP_PASSWORD = "BMXhUYlu5Z3gSXVQORxlVa7XPaz91aGWdfHxvkOZdWZ2";
const OLD_PASSWORD = "AgTtN2r6vQkq1b0Xyz8Wc3Lm5No7PdRfShUjVkXlZm9B";
const SECRET_KEY = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

describe("what looks like a secret", () => {
  it.each([
    ["an SMTP password", `credentials ${SMTP_PASSWORD}`, "credentials [secret]"],
    ["one of the old kind", OLD_PASSWORD, "[secret]"],
    ["a secret access key in a sentence", `535 with ${SECRET_KEY}, why?`, "535 with [secret], why?"],
    ["a Slack token", "my token is xoxb-1234567890-abcdef", "my token is [secret]"],
    ["a private key", "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----", "[secret]"],
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
  ])("%s is none", (_, text) => {
    expect(withoutSecretForms(text)).toEqual({ text, found: false });
  });

  it("takes time in proportion to the text", () => {
    expect(withoutSecretForms("aB3".repeat(400_000)).found).toBe(false);
  });
});
