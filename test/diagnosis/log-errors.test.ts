import { describe, expect, it } from "vitest";
import { errorGroupsOf } from "../../src/diagnosis/log-errors.ts";
import { withPlaceholders } from "../../src/diagnosis/placeholders.ts";

function at(minute: number): Date {
  return new Date(Date.UTC(2026, 10, 21, 12, minute));
}

describe("the errors of a log", () => {
  it("are told once each, the newest first, with how often and when last", () => {
    const line = (request: number, to: string) =>
      `2026-11-21T19:00:00.000Z\t5b0c8f5e-0001-4a51-9c0e-00000000000${request}\tERROR\tMessageRejected: ${to} is not verified in US-WEST-2 (${request})`;
    const groups = errorGroupsOf([
      { at: at(3), text: line(3, "kim@example.net") },
      { at: at(1), text: line(1, "lee@example.net") },
      { at: at(5), text: "[ERROR] RangeError: no seat 17" },
      { at: at(9), text: "all is well" },
    ]);
    expect(groups).toEqual([
      { text: "RangeError: no seat <n>", count: 1, lastAt: at(5), aboutSes: false },
      {
        text: "MessageRejected: <address> is not verified in US-WEST-2 (<n>)",
        count: 2,
        lastAt: at(3),
        aboutSes: true,
      },
    ]);
  });

  it("are short, however long the line is", () => {
    const [group] = errorGroupsOf([{ at: at(1), text: `[ERROR] ${"Mail to kim@example.net! ".repeat(40_000)}` }]);
    expect(group?.text.length).toBeLessThanOrEqual(300);
  });
});

/** None of what is between the angle marks may be left. */
it.each([
  ["an SMTP password", "login with ⟨BMXhUYlu5Z3gSXVQORxlVa7XPaz91aGWdfHxvkOZdWZ2⟩ failed"],
  ["a secret key", "key ⟨wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY⟩ refused"],
  ["a key id", "The key ⟨AKIAIOSFODNN7EXAMPLE⟩ is unknown"],
  ["a password by its name", 'connect with password="⟨hunter2!⟩" failed'],
  ["a token in JSON", '{"apiKey": "⟨k-1234⟩", "to": 1}'],
  ["a token in a variable", "BOOKING_API_TOKEN=⟨hunter2-not-to-be-shown⟩ is wrong"],
  ["a header", "Authorization: Bearer ⟨abc.def.ghi⟩ was refused"],
  ["basic credentials", "Authorization: Basic ⟨dXNlcjpwYXNz⟩"],
  ["a password in a URL", "cannot reach postgres://⟨app:hunter2⟩@db.example.net/x"],
  ["a signed URL", "GET https://x.example/?X-Amz-Signature=⟨0a1b2c⟩&a=1"],
  ["a Slack token", "⟨xoxb-123-456-abcdef⟩ is revoked"],
  ["a web token", "token ⟨eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N⟩"],
  ["a private key", "bad key -----BEGIN RSA PRIVATE KEY-----⟨MIIEow⟩"],
  ["an address", "⟨kim.o'neil+x@münchen.example⟩ bounced"],
  ["an IP address", "from ⟨192.0.2.17⟩"],
  ["a secret that is parted by what nobody sees", "password=⟨hun\u200bter2⟩ is wrong"],
])("nothing is left of %s", (_, marked) => {
  const [, secret = ""] = /⟨(.*)⟩/.exec(marked) ?? [];
  const clean = withPlaceholders(marked.replace(/[⟨⟩]/g, ""));
  for (const part of secret.replace("\u200b", "").split(/[@:.]/))
    if (part.length > 3) expect(clean).not.toContain(part);
  expect(clean).toMatch(/<(?:id|address|ip|key id)>|\[secret\]/);
});

it.each([
  "MailFromDomainNotVerifiedException: MAIL FROM domain not verified in us-west-2",
  "AccessDenied: not authorized to perform: ses:SendEmail on resource: arn:aws:ses:us-west-2",
  "ConfigurationSetDoesNotExistException: the set news does not exist",
])("words are left as they are: %s", (text) => {
  expect(withPlaceholders(text)).toBe(text);
});
