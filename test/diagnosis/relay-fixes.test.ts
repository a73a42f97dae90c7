import { expect, it } from "vitest";
import { newCredentials } from "../../src/diagnosis/relay-fixes.ts";

const OWN = "AKIAIOSFODNN7EXAMPLE";
const OTHER = "AKIAIOSFODNN8EXAMPLE";
const relay = { host: "email-smtp.us-east-1.amazonaws.com", port: 587, region: "us-east-1", from: "ann@example.com" };
const remove = (id: string) => `aws iam delete-access-key --user-name mailer --access-key-id ${id}`;
const create = "aws iam create-access-key --user-name mailer";
const derive = "maildiag smtp-password --region us-east-1";

it.each([
  ["a deleted key whose user has none", "RELAY_KEY_MISSING", { otherKeys: 0, inactiveKey: null }, [create, derive]],
  [
    "a deleted key whose user has one more",
    "RELAY_KEY_MISSING",
    { otherKeys: 1, inactiveKey: OTHER },
    [create, derive],
  ],
  [
    "a deleted key beside two of which one is dead",
    "RELAY_KEY_MISSING",
    { otherKeys: 2, inactiveKey: OTHER },
    [remove(OTHER), create, derive],
  ],
  [
    "a deleted key beside two live ones: a third cannot be made",
    "RELAY_KEY_MISSING",
    { otherKeys: 2, inactiveKey: null },
    [derive],
  ],
  ["a deactivated key", "RELAY_KEY_INACTIVE", { otherKeys: 1, inactiveKey: null }, [remove(OWN), create, derive]],
  ["an old key alone", "RELAY_KEY_OLD", { otherKeys: 0, inactiveKey: null }, [create, derive]],
  [
    "an old key beside a live one: a third cannot be made",
    "RELAY_KEY_OLD",
    { otherKeys: 1, inactiveKey: null },
    [derive],
  ],
] as const)("new credentials for %s", (_, code, data, commands) => {
  const fix = newCredentials({ code, subject: "gmail", data: { ...relay, key: OWN, user: "mailer", ...data } });
  expect(fix.commands).toEqual(commands);
  // What the steps say and what there is to copy agree.
  const [, first = ""] = /1\. (.*?) 2\. /.exec(fix.text) ?? [];
  expect(/delete the inactive key/i.test(first)).toBe(
    commands.some((command) => command.includes("delete-access-key")),
  );
  expect(/IAM user of its own/.test(first)).toBe(!commands.some((command) => command === create));
});
