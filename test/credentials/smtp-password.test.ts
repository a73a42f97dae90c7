import { expect, it } from "vitest";
import { passwordKindOf, smtpPassword } from "../../src/credentials/smtp-password.ts";
import { usernameKindOf } from "../../src/credentials/username-kind.ts";
import { Secret } from "../../src/secret.ts";

/** Published beside the algorithm: https://docs.aws.amazon.com/ses/latest/dg/smtp-credentials.html */
it.each([
  ["eu-central-1", "some+secret+key", "BMXhUYlu5Z3gSXVQORxlVa7XPaz91aGWdfHxvkOZdWZ2"],
  ["eu-central-1", "another+secret+key", "BBbphbrQmrKMx42d1N6+C7VINYEBGI5v9VsZeTxwskfh"],
  ["us-west-1", "some+secret+key", "BH+jbMzper5WwlwUar9E1ySBqHa9whi0GPo+sJ0mVYJj"],
  ["us-west-1", "another+secret+key", "BKVmjjMDFk/qqw8EROW99bjCS65PF8WKvK5bSr4Y6EqF"],
])("in %s %s becomes the published password", (region, secret, password) => {
  const derived = smtpPassword(new Secret(secret), region);
  expect(derived.reveal()).toBe(password);
  expect(`${derived} ${JSON.stringify({ derived })}`).not.toContain(password);
});

const ofVersion = (version: number, bytes = 33) =>
  Buffer.concat([Buffer.of(version), Buffer.alloc(bytes - 1, 7)]).toString("base64");

it.each([
  ["a derived one", "BMXhUYlu5Z3gSXVQORxlVa7XPaz91aGWdfHxvkOZdWZ2", "current"],
  ["one of the kind of before 2019", ofVersion(2), "obsolete"],
  ["one of a version that nobody knows", ofVersion(3), "foreign"],
  ["one that is too long", ofVersion(4, 34), "foreign"],
  ["one that is too short", ofVersion(2, 32), "foreign"],
  ["a secret access key as it is", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "foreign"],
  ["words", "correct horse battery staple", "foreign"],
])("%s is told by its form", (_, password, kind) => {
  expect(passwordKindOf(new Secret(password))).toBe(kind);
});

it.each([
  ["AKIAIOSFODNN7EXAMPLE", "long-term"],
  ["ASIAIOSFODNN7EXAMPLE", "temporary"],
  ["inp-abc123", "mail-manager"],
  ["akiaiosfodnn7example", "other"],
  ["AKIA", "other"],
  ["AKIAIOSFODNN7EXAMPLE ", "other"],
  ["admin@example.com", "other"],
])("the username %j is %s", (username, kind) => {
  expect(usernameKindOf(username)).toBe(kind);
});
