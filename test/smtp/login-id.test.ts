import { expect, it } from "vitest";
import { passwordOf } from "../../src/sandbox/smtp/logins.ts";
import { Secret } from "../../src/secret.ts";
import { createLoginIds, freshSalt } from "../../src/smtp/login-id.ts";

const KEY = { id: "AKIAIOSFODNN7EXAMPLE", created: "2026-01-01T00:00:00Z" };
const ENDPOINT = { host: "email-smtp.us-east-1.amazonaws.com", port: 587 };

it.each([
  ["a password of SES", passwordOf(KEY, "us-east-1")],
  ["a made-up one", "correct horse"],
])("the id of %s is the same for the same login in every process, and for no other", async (_, text) => {
  const login = { username: KEY.id, password: new Secret(text), keyState: "active" };
  const [salt, other] = [freshSalt(), freshSalt()];
  const idOf = createLoginIds();
  const id = await idOf(salt, ENDPOINT, login);
  expect(await createLoginIds()(salt, { ...ENDPOINT, host: ENDPOINT.host.toUpperCase() }, login)).toBe(id);
  expect(await idOf(salt, ENDPOINT, { ...login, keyState: null })).toBe(id);
  const others = await Promise.all([
    idOf(other, ENDPOINT, login),
    idOf(salt, { ...ENDPOINT, port: 465 }, login),
    idOf(salt, { ...ENDPOINT, host: "127.0.0.1" }, login),
    idOf(salt, ENDPOINT, { ...login, username: "AKIAIOSFODNN8EXAMPLE" }),
    idOf(salt, ENDPOINT, { ...login, password: new Secret(`${text}.`) }),
  ]);
  expect(new Set([id, ...others]).size).toBe(6);
});
