import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { jada } from "../../src/sandbox/worlds/jada.ts";
import { inWorld, maildiag } from "./maildiag.ts";

const DSN = `From: MAILER-DAEMON@amazonses.com
To: bounce@example.com
Subject: Delivery Status Notification (Failure)
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

An error occurred while trying to deliver the mail.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; a8-50.smtp-out.amazonses.com

Final-Recipient: rfc822; nobody@steigerwald-dougherty.com
Action: failed
Status: 5.1.10
Remote-MTA: dns; steigerwalddougherty-com01b.mail.protection.outlook.com
Diagnostic-Code: smtp; 550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup

--b--
`;

let folder = "";
const path = (name: string) => join(folder, name);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "maildiag-explain-"));
  writeFileSync(path("bounce.eml"), DSN);
  writeFileSync(path("letter.eml"), "From: a@example.com\nTo: b@example.com\nSubject: Lunch?\n\nAt noon?\n");
  writeFileSync(path("replies.txt"), "550 5.1.1 user unknown\nhello\n\n554 5.7.1 Relay access denied\n");
});

afterAll(() => rmSync(folder, { recursive: true }));

const documents = (stdout: string) =>
  stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));

describe("maildiag explain", () => {
  it("explains words as a text, whatever dashes stand in it", async () => {
    const ran = await maildiag(["explain", "550", "5.1.1", "--", "user -unknown", "--json"]);
    const quoted = await maildiag(["explain", "550 5.1.1 user unknown -- no such user", "--json"]);
    expect([ran.status, quoted.status]).toEqual([0, 0]);
    expect(JSON.parse(quoted.stdout)).toMatchObject({
      schema: "maildiag/explanation@1",
      kind: "reply",
      items: [{ hop: "gateway", reason: "userunknown", replyCode: "550", enhancedCode: "5.1.1", permanent: true }],
    });
    expect(JSON.parse(quoted.stdout)).not.toHaveProperty("source");
  });

  it("explains a file, and standard input, alike", async () => {
    const [file, piped] = await Promise.all([
      maildiag(["explain", path("bounce.eml"), "--json"]),
      maildiag(["explain", "-", "--json"], {}, DSN),
    ]);
    expect(file.stdout).toBe(piped.stdout);
    expect(JSON.parse(file.stdout)).toMatchObject({
      kind: "bounce",
      items: [
        {
          recipient: "nobody@steigerwald-dougherty.com",
          hop: "gateway",
          reason: "userunknown",
          enhancedCode: "5.1.10",
        },
      ],
    });
  });

  it("prints a document a line for several files, in their order, each with its source", async () => {
    const ran = await maildiag(["explain", path("letter.eml"), path("bounce.eml"), "--json"]);
    expect(ran.status).toBe(0);
    expect(documents(ran.stdout).map(({ source, kind }) => [source, kind])).toEqual([
      [path("letter.eml"), "not-a-bounce"],
      [path("bounce.eml"), "bounce"],
    ]);
  });

  it("explains a reply a line with --lines, and says what is none", async () => {
    const ran = await maildiag(["explain", "--lines", path("replies.txt"), "--json"]);
    expect(
      documents(ran.stdout).map(({ source, items }) => [source.split(":").at(-1), items[0]?.reason ?? null]),
    ).toEqual([
      ["1", "userunknown"],
      ["2", null],
      ["3", null],
      ["4", "norelaying"],
    ]);
  });

  it("tells a person the hop, the evidence, and then what can be looked up", async () => {
    const ran = await inWorld(jada, (env) => maildiag(["explain", path("bounce.eml")], env));
    expect(ran.status).toBe(0);
    expect(ran.stdout).toContain("✗ Broke at gateway: userunknown, permanent");
    expect(ran.stdout).toContain("steigerwald-dougherty.com takes mail at");
    expect(ran.stdout).toContain("(microsoft).");
    expect(ran.stdout).toContain("Not on the suppression list of us-west-2.");
    expect(ran.stdout.split("\n").filter((line) => [...line].length > 80)).toEqual([]);
  });

  it("shows the rules that were tried with --why", async () => {
    const ran = await maildiag(["explain", "--why", "--json", "550 5.1.1 user unknown"]);
    const [item] = JSON.parse(ran.stdout).items;
    expect(item.tried.at(-1)).toEqual({ rule: item.rule, matched: true });
  });

  it.each([
    ["a file that is not there", ["explain", "nowhere.eml"], 'There is no file "nowhere.eml"'],
    ["a folder", ["explain", tmpdir()], "is a folder"],
    ["--lines without a file", ["explain", "--lines"], "--lines"],
    ["--lines with a file that is not there", ["explain", "--lines", "nowhere.txt"], "nowhere.txt"],
    ["an option that does not exist", ["explain", "--lins", "x.txt"], "Did you mean --lines?"],
  ])("%s: exit 2, nothing on stdout", async (_, words, says) => {
    const ran = await maildiag(words);
    expect({ status: ran.status, stdout: ran.stdout }).toEqual({ status: 2, stdout: "" });
    expect(ran.stderr).toContain(says);
  });
});

describe("a secret in what is given", () => {
  const KEY = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
  const line = `535 Authentication Credentials Invalid for ${KEY}`;

  it.each([["as lines"], ["as JSON", "--json"]])(
    "is not quoted %s, and is told once on stderr",
    async (_, ...options) => {
      writeFileSync(path("secrets.txt"), `${line}\n${line}\n`);
      const { status, stdout, stderr } = await maildiag(["explain", "--lines", path("secrets.txt"), ...options]);
      expect(status).toBe(0);
      expect(stdout.match(/\[secret\]/g)).toHaveLength(2);
      expect(stdout + stderr).not.toContain("wJalrXUtnFEMI");
      expect(stderr.match(/replace it now/g)).toHaveLength(1);
    },
  );

  it("is told where only the mail around the quote holds it", async () => {
    writeFileSync(path("with-key.eml"), DSN.replace("An error", `aws_secret_access_key = ${KEY}\nAn error`));
    const { stdout, stderr } = await maildiag(["explain", "--json", path("with-key.eml")]);
    expect(JSON.parse(stdout).items[0].evidence).toContain("RecipientNotFound");
    expect(stderr).toContain("replace it now");
  });

  it("is nothing that an ordinary bounce has", async () => {
    const { stderr } = await maildiag(["explain", "--json", path("bounce.eml")]);
    expect(stderr).toBe("");
  });
});
