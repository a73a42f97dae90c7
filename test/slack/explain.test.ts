import { expect, test } from "vitest";
import { botIn } from "./bot-in.ts";

const REPLY = "550 5.7.509 Access denied, sending domain example.com does not pass DMARC verification";
const DSN = `From: MAILER-DAEMON@amazonses.com
To: bounce@example.com
Subject: Delivery Status Notification (Failure)
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; a8-50.smtp-out.amazonses.com

Final-Recipient: rfc822; nobody@shop.example
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 user unknown

--b
Content-Type: message/rfc822

From: News <news@example.com>
To: nobody@shop.example
Subject: Hello
Message-ID: <1@example.com>

Hello
--b--
`;

const OPEN = { env: { MAILDIAG_ALERT_CHANNEL: "C0OPS" } };

test("an explanation is told to the asker alone where addresses may not be shown to all", async () => {
  const { slack, bot } = await botIn();
  await slack.people.type("U0ANA", "#mail-ops", `/maildiag explain ${REPLY}`);
  await bot.idle();
  const [answer, ...more] = slack.messages;
  expect(more).toEqual([]);
  expect(answer).toMatchObject({ channel: "C0OPS", onlyTo: "U0ANA" });
  expect(answer?.text).toContain("Broke at authentication: authfailure");
});

test("in an allowed channel everybody sees it, and who asked", async () => {
  const { slack, bot } = await botIn(OPEN);
  await slack.people.type(
    "U0ANA",
    "#mail-ops",
    `/maildiag explain smtp; 550-5.1.1 <nobody@shop.example>: no such user`,
  );
  await bot.idle();
  const [answer] = slack.messages;
  expect(answer?.onlyTo ?? null).toBeNull();
  expect(JSON.stringify(answer?.blocks)).toContain("U0ANA");
  expect(JSON.stringify(answer?.blocks)).toContain("userunknown");
});

test("the words keep their line breaks, quotes and dashes", async () => {
  const { slack, bot } = await botIn();
  await slack.people.mention(
    "U0ANA",
    "#mail-ops",
    `explain 550-5.7.1 "You're blocked" — see\n550 5.7.1 <https://block.example/?a=b> --why`,
  );
  await bot.idle();
  const blocks = JSON.stringify(slack.messages.filter(({ user }) => user === "U0BOT").map((message) => message.blocks));
  expect(blocks).toContain("You're blocked");
  expect(blocks).toContain("https://block.example/?a=b");
  expect(blocks).toContain("Rules tried");
});

test("explain without a text opens a modal; nothing in it is a mistake there, and what is in it is explained", async () => {
  const { slack, bot } = await botIn();
  await slack.people.type("U0ANA", "#mail-ops", "/maildiag explain");
  const view = await slack.until((it) => it.modalOf("U0ANA"));
  const empty = await slack.people.submit("U0ANA", view.id, {});
  expect(Object.keys(empty.errors ?? {})).toEqual(["explain_text"]);
  await slack.people.submit("U0ANA", view.id, { explain_text: REPLY });
  await bot.idle();
  expect(slack.find("Broke at authentication")).toMatchObject({ onlyTo: "U0ANA", channel: "C0OPS" });
});

test("the message shortcut explains what somebody pasted, in its thread where all may read it", async () => {
  const { slack, bot } = await botIn(OPEN);
  const said = slack.people.say("U0BEN", "#mail-ops", `it said ${REPLY}`);
  await slack.people.shortcut("U0ANA", "explain_bounce", said);
  await bot.idle();
  expect(slack.find("Broke at authentication")).toMatchObject({ threadTs: said.ts });
});

test("a bounce that is mentioned as a file is read, and its From domain can be checked by a button", async () => {
  const { slack, bot } = await botIn(OPEN);
  const file = slack.people.upload("U0ANA", "bounce.eml", DSN);
  await slack.people.mention("U0ANA", "#mail-ops", "explain", { files: [file] });
  await bot.idle();
  const answer = slack.messages.find(({ user }) => user === "U0BOT");
  expect(JSON.stringify(answer?.blocks)).toContain("nobody@shop.example");
  if (!answer) throw new Error("no answer");
  await slack.people.press("U0BEN", answer, "check_domain");
  await bot.idle();
  expect(slack.find("example.com: nothing failed")).toBeDefined();
});

test("a file that may not be read is said to be so", async () => {
  const { slack, bot } = await botIn(OPEN);
  slack.fail({ method: "download", then: "http500" });
  const file = slack.people.upload("U0ANA", "bounce.eml", DSN);
  await slack.people.mention("U0ANA", "#mail-ops", "explain", { files: [file] });
  await bot.idle();
  expect(slack.find("files:read")).toMatchObject({ onlyTo: "U0ANA" });
});

test("who may not use maildiag may not have anything explained, by shortcut either", async () => {
  const { slack, bot } = await botIn(OPEN);
  const said = slack.people.say("U0BEN", "#mail-ops", REPLY);
  await slack.people.shortcut("U0GUEST", "explain_bounce", said);
  await bot.idle();
  expect(slack.find("Broke at")).toBeUndefined();
  expect(slack.messages.at(-1)).toMatchObject({ onlyTo: "U0GUEST" });
});

test.each([
  ["a relay's name", "credentials wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"],
  ["a command", "BMXhUYlu5Z3gSXVQORxlVa7XPaz91aGWdfHxvkOZdWZ2"],
  ["a region", "check example.com --region wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"],
  ["a domain", "check wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"],
  ["a part of a reply", "explain 535 Authentication Credentials Invalid BMXhUYlu5Z3gSXVQORxlVa7XPaz91aGWdfHxvkOZdWZ2"],
])("a secret that is pasted as %s is not repeated, and the person is told to rotate it", async (_, line) => {
  const { slack, bot, log } = await botIn(OPEN);
  await slack.people.type("U0ANA", "#mail-ops", `/maildiag ${line}`);
  await bot.idle();
  const said = JSON.stringify(slack.messages).toLowerCase();
  expect(said).not.toContain("wjalrxutn");
  expect(said).not.toContain("bmxhuylu5");
  expect(log.join("\n").toLowerCase()).not.toMatch(/wjalrxutn|bmxhuylu5/);
  expect(slack.find("rotate it now")).toMatchObject({ onlyTo: "U0ANA" });
});

test("a secret in a file that is handed in is not quoted, and its owner is told once", async () => {
  const { slack, bot, log } = await botIn(OPEN);
  const transcript = `AUTH PLAIN ${Buffer.from("\\0AKIAIOSFODNN7EXAMPLE\\0Corr3ct-horse").toString("base64")} 535 Authentication Credentials Invalid`;
  const file = slack.people.upload("U0ANA", "smtp.log", transcript);
  await slack.people.mention("U0ANA", "#mail-ops", "explain", { files: [file] });
  await bot.idle();
  expect(slack.find("Broke at relay")).toBeDefined();
  expect(JSON.stringify(slack.messages) + log.join("")).not.toContain("QUtJQUlPU0ZPRE5ON0VYQU1QTEU");
  expect(slack.messages.filter((message) => JSON.stringify(message).includes("rotate it now"))).toHaveLength(1);
});
