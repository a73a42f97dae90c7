import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { entryOf } from "../../src/diagnosis/report.ts";
import { shellWord } from "../../src/diagnosis/shell-word.ts";
import { checked } from "./checked.ts";
import { changed } from "./world.ts";

const HOSTILE = "$(touch pwned)`id`;'x' \"y\"\n|&";

describe("one word of a shell command", () => {
  it.each([
    ["a domain stays as it is", "news.example.com", "news.example.com"],
    ["an address stays as it is", "a_b+c@example.com", "a_b+c@example.com"],
    ["a space is quoted", "a b", "'a b'"],
    ["an apostrophe is closed, escaped and opened again", "o'neill@example.com", "'o'\\''neill@example.com'"],
    ["nothing is a word of its own", "", "''"],
  ])("%s", (_, text, word) => {
    expect(shellWord(text)).toBe(word);
  });

  it("comes out of a shell as it went in", () => {
    expect(execFileSync("sh", ["-c", `printf %s ${shellWord(HOSTILE)}`], { encoding: "utf8" })).toBe(HOSTILE);
  });
});

it("every command of every fix quotes what comes from outside", () => {
  const dir = new URL("../../src/diagnosis/", import.meta.url);
  const raw = readdirSync(dir, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .flatMap((file) => readFileSync(new URL(file, dir), "utf8").match(/`aws [^`]*`/g) ?? [])
    .flatMap((command) => command.match(/\$\{[^}]*\}/g) ?? [])
    .filter((part) => !/^\$\{(?:shellWord\(|identityOf\(|attributes\}|origin\}|behavior\}|ACTION\})/.test(part));
  expect(raw).toEqual([]);
});

it("an address identity that speaks shell is quoted in every command", async () => {
  const address = "a;b'$(id)@example.com";
  const { report } = await checked(
    changed({
      identity: null,
      identities: {
        [address]: {
          VerifiedForSendingStatus: false,
          FeedbackForwardingStatus: false,
          DkimAttributes: { SigningEnabled: false, Status: "NOT_STARTED" },
          MailFromAttributes: { MailFromDomain: "bounce.example.com", MailFromDomainStatus: "FAILED" },
        },
      },
    }),
  );
  const fixes = report.results.flatMap(({ check, findings }) =>
    findings.map((finding) => entryOf(check, finding).fix?.(finding)),
  );
  const commands = fixes.flatMap((fix) => fix?.commands ?? []).filter((command) => command.includes("$(id)"));
  expect(commands.length).toBeGreaterThan(2);
  for (const command of commands) expect(command).toContain("'a;b'\\''$(id)@example.com'");
});
