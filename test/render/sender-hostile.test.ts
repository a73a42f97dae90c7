import { expect, it } from "vitest";
import { jsonOf } from "../../src/render/json.ts";
import { slackReportFile, slackReportThread } from "../../src/render/slack.ts";
import { terminalOf } from "../../src/render/terminal.ts";
import type { World } from "../../src/sandbox/world.ts";
import { healthy } from "../../src/sandbox/worlds/healthy.ts";
import { checked } from "../diagnosis/checked.ts";
import { expectPostable } from "./slack-posted.ts";

const SECRETS = [
  "BMXhUYlu5Z3gSXVQORxlVa7XPaz91aGWdfHxvkOZdWZ2",
  "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
  "AKIAIOSFODNN7EXAMPLE",
  "hunter2",
  "kim@example.net",
];
const LINES: readonly (readonly [string, string])[] = [
  ["secrets", `MessageRejected: SES said no; password=hunter2 ${SECRETS.filter((one) => one !== "hunter2").join(" ")}`],
  ["mentions and links", "MessageRejected: SES <!channel> <@U0001> <https://evil.example|click> *bold* `code`"],
  ["what a terminal obeys", "MessageRejected: SES \u001b]0;owned\u0007\u001b[2J\u009b31m \u202egnp.exe\u2066\u200b"],
  ["a mebibyte", `MessageRejected: SES ${"x y ".repeat(262_144)}`],
  ["a mebibyte of one word", `MessageRejected: SES ${"x".repeat(1024 * 1024)}`],
  ["a mebibyte of addresses", `MessageRejected: SES ${"kim@example.net,".repeat(65_536)}`],
  ["JSON that is none", `{"level":"ERROR","message":"MessageRejected: SES ${"{".repeat(100_000)}`],
];
// biome-ignore lint/suspicious/noControlCharactersInRegex: everything that a terminal obeys, hides or turns around.
const ALIVE = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/;

function worldOf(line: string): World {
  return {
    ...healthy,
    config: { ...healthy.config, senders: [{ function: "mailer", region: "us-east-1" }] },
    lambda: {
      "us-east-1": {
        mailer: {
          configuration: {
            State: "Failed",
            StateReason: `no role ${line.slice(0, 1_500)}`,
            Environment: { Variables: { TOKEN: "hunter2" } },
          },
        },
      },
    },
    logGroups: { "us-east-1": { "/aws/lambda/mailer": [{ minutesAgo: 3, message: `[ERROR] ${line}` }] } },
  };
}

it.each(LINES)("a log of %s is inert, short and masked wherever it is told", async (_, line) => {
  const { report, codes } = await checked(worldOf(line), { limitMs: 20_000 });
  expect(codes).toContain("SENDER_LOG_ERRORS");
  const answer = { kind: "reports", reports: [report] } as const;
  const thread = slackReportThread(report, { id: "r:1" });
  thread.forEach(expectPostable);
  const texts = [
    terminalOf(answer).join("\n"),
    jsonOf(answer).join("\n"),
    JSON.stringify(thread),
    slackReportFile(report).content,
  ];
  for (const text of texts) {
    expect(text).not.toMatch(ALIVE);
    expect(text.length).toBeLessThan(60_000);
    for (const secret of SECRETS) expect(text).not.toContain(secret);
  }
  for (const { text } of thread) expect(text).not.toMatch(/<[!@h]/);
});
