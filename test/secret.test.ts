import { format, inspect } from "node:util";
import { serialize } from "node:v8";
import { describe, expect, test } from "vitest";
import { masked, Secret } from "../src/secret.ts";

const VALUE = "p4ss/w+rd with spaces";

describe("a Secret", () => {
  const secret = new Secret(VALUE);
  const ways: Record<string, () => string> = {
    template: () => `${secret}`,
    concatenation: () => `${secret}`.concat(String(secret)),
    JSON: () => JSON.stringify({ deep: [secret] }),
    inspect: () => inspect({ deep: { secret } }, { showHidden: true, depth: 9 }),
    "inspect without customs": () => inspect(secret, { customInspect: false, showHidden: true }),
    "console's format": () => format("%s %o %O %j %d", secret, secret, secret, secret, secret),
    spread: () => JSON.stringify({ ...secret }),
    "own names": () => JSON.stringify(Reflect.ownKeys(secret)),
    structuredClone: () => inspect(structuredClone(secret)),
    serialization: () => serialize(secret).toString("latin1"),
    "an error's message": () => String(new Error(`failed with ${secret}`, { cause: secret }).stack),
  };
  test.each(Object.entries(ways))("does not print by %s", (_, print) => {
    expect(print()).not.toContain(VALUE.slice(0, 4));
  });

  test("says [secret] where it is asked to be text, and its value only by reveal", () => {
    expect([`${secret}`, JSON.stringify(secret), inspect(secret), secret.reveal()]).toEqual([
      "[secret]",
      '"[secret]"',
      "[secret]",
      VALUE,
    ]);
  });
});

describe("masked", () => {
  new Secret("masked-one");
  new Secret("masked-one-and-more");
  new Secret("tiny");
  new Secret("secret");
  new Secret("a&b=c/d?e");
  new Secret("lone \ud800 surrogate");
  test.each([
    ["as it is", "x masked-one y masked-one", "x [secret] y [secret]"],
    ["a longer one that begins with a shorter one", "masked-one-and-more", "[secret]"],
    ["percent-encoded, as in a URL", "https://h/?q=a%26b%3Dc%2Fd%3Fe", "https://h/?q=[secret]"],
    ["in base64, as in SMTP AUTH", `AUTH ${Buffer.from("masked-one").toString("base64")}`, "AUTH [secret]"],
    ["not a value shorter than six characters, which stands in too many words", "a tiny text", "a tiny text"],
    ["not the placeholder's own word", "[secret]", "[secret]"],
  ])("%s", (_, text, expected) => {
    expect(masked(text)).toBe(expected);
    expect(masked(masked(text))).toBe(expected);
  });
});
