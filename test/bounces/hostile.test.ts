import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { explain, explainInDetail } from "../../src/bounces/explain.ts";
import { EXPLANATION_KINDS } from "../../src/bounces/explanation.ts";
import { readMessage, walk } from "../../src/bounces/read/mime.ts";
import { REASONS } from "../../src/bounces/reason.ts";

const MB = 1_000_000;
const head = "From: MAILER-DAEMON@relay.test\nSubject: Undelivered Mail Returned to Sender\n";
const inputs: readonly (readonly [says: string, input: string])[] = [
  ["one long word", "a".repeat(MB)],
  ["brackets", "<".repeat(MB)],
  ["at signs", "@".repeat(MB)],
  ["addresses run together", "a@".repeat(MB / 2)],
  ["reply codes", "550-".repeat(100_000)],
  ["enhanced codes", "5.1.".repeat(100_000)],
  ["enhanced codes with spaces", "550 5.1.1 ".repeat(100_000)],
  ["spaces", `550 ${" ".repeat(MB)}x`],
  ["empty lines", `${head}${"\n".repeat(MB)}`],
  ["quote marks", ">".repeat(MB)],
  ["quoted lines", "> ".repeat(MB / 2)],
  ["a header that never ends", `From: x@y.test\nSubject: ${"x".repeat(MB)}`],
  ["a folded header that never ends", `From: x@y.test\nSubject: a\n${" b\n".repeat(MB / 4)}`],
  ["many header fields", `From: x@y.test\n${"To: a@b.test\n".repeat(50_000)}\n`],
  ["a mail of dashes", `${head}Content-Type: multipart/mixed; boundary="-"\n\n${"--".repeat(MB / 2)}`],
  ["a mail of delimiters", `${head}Content-Type: multipart/mixed; boundary=b\n\n${"--b\n".repeat(100_000)}`],
  ["tags that never close", `${head}Content-Type: text/html\n\n${"<style".repeat(100_000)}`],
  ["tags that open and open", `${head}Content-Type: text/html\n\n${"<style>".repeat(100_000)}`],
  ["entities", `${head}Content-Type: text/html\n\n${"&#38;".repeat(100_000)}`],
  ["encoded words", `${head}X: y\nSubject: ${"=?utf-8?q?a?=".repeat(5_000)}\n\nx`],
  ["soft line breaks", `${head}Content-Transfer-Encoding: quoted-printable\n\n${"=\n".repeat(200_000)}`],
  ["deep JSON", "[".repeat(100_000)],
  ["deep JSON that closes", `${"[".repeat(5_000)}${"]".repeat(5_000)}`],
  [
    "envelopes in envelopes",
    Array.from({ length: 8 }).reduce<string>(
      (inner) => JSON.stringify({ Message: inner }),
      '{"eventType":"Send","mail":{}}',
    ),
  ],
  ["many recipients", `${head}\n${Array.from({ length: 20_000 }, (_, n) => `<u${n}@r.test>: 550 no\n`).join("")}`],
  ["many hosts", `host ${"a.".repeat(MB / 2)} said: 550 no`],
  ["SES ids that are none", "0100018f00000000-".repeat(50_000)],
  ["surrogates", "550 \ud800\udfff\ud800 no such user"],
];

/** CPU time, not the wall clock: what is quadratic in a megabyte takes minutes, whatever else the machine does. */
function cpuMicros(input: string): number {
  const before = process.cpuUsage();
  explain(input);
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

describe("hostile input", () => {
  it.each(inputs)("%s is answered, in bounds", (_, input) => {
    const { explanation, details } = explainInDetail(input);
    expect(EXPLANATION_KINDS).toContain(explanation.kind);
    expect(explanation.items.length).toBeLessThanOrEqual(1_000);
    expect(details).toHaveLength(explanation.items.length);
    for (const item of explanation.items) expect((item.evidence ?? "").length).toBeLessThanOrEqual(500);
  });

  it.each(inputs)("%s costs less than a second of CPU", (_, input) => {
    expect(Math.min(cpuMicros(input), cpuMicros(input))).toBeLessThan(1_000_000);
  });

  it("nested beyond the limits is read down to them", () => {
    let mail = "From: a@b.test\nSubject: x\n\nend";
    for (let depth = 0; depth < 30; depth += 1)
      mail = `From: a@b.test\nSubject: x\nContent-Type: message/rfc822\n\n${mail}`;
    expect([...walk(readMessage(mail))].length).toBeLessThanOrEqual(10);
    const parts = Array.from({ length: 500 }, () => "--b\n\nx\n").join("");
    expect([...walk(readMessage(`Content-Type: multipart/mixed; boundary=b\n\n${parts}`))].length).toBeLessThanOrEqual(
      101,
    );
  });

  it("longer than ten megabytes is read up to there", () => {
    const mail = Buffer.alloc(11 * 1024 * 1024, "x");
    mail.write(`${head}X-Failed-Recipients: bob@rcpt.test\n\n  bob@rcpt.test\n    550 5.1.1 User unknown\n\n`);
    expect(explain(mail).items.map(({ reason, recipient }) => [reason, recipient])).toEqual([
      ["userunknown", "bob@rcpt.test"],
    ]);
  });
});

const pieces = [
  "From: MAILER-DAEMON@x.test\n",
  "Subject: failure notice\n",
  "Content-Type: multipart/report; boundary=b\n",
  "\n",
  "--b\n",
  "--b--\n",
  "Content-Type: message/delivery-status\n\n",
  "Content-Type: message/rfc822\n\n",
  "Final-Recipient: rfc822; bob@rcpt.test\n",
  "Action: failed\n",
  "Status: 5.1.1\n",
  "Diagnostic-Code: smtp; 550 5.1.1 no such user\n",
  "Content-Transfer-Encoding: base64\n",
  "Content-Type: text/html; charset=iso-2022-jp\n\n",
  "<bob@rcpt.test>: ",
  "550-5.7.1 no\n",
  "550 5.7.1 no\n",
  "\u001b$B$3$l\u001b(B",
  "\u0000",
  "é",
  "=?utf-8?b?w6k=?=",
  ">>> DATA\n<<< 554 no\n",
  '{"eventType":"Bounce","mail":{}}',
  "> ",
  "Authentication-Results: x; spf=fail\n",
];

describe("mails put together at random", () => {
  it("are answered with items of the agreed shape, whatever they are", () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 12 })), { maxLength: 40 }),
        (parts) => {
          const text = parts.join("");
          for (const input of [text, Buffer.from(text, "utf8"), Buffer.from(text, "latin1")]) {
            for (const item of explain(input).items) {
              expect(REASONS).toContain(item.reason);
              expect(item.replyCode ?? "550").toMatch(/^\d{3}$/);
              expect(item.enhancedCode ?? "5.1.1").toMatch(/^\d\.\d{1,3}\.\d{1,3}$/);
            }
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it("never make up a code: what is answered stands in the input", () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 12 })), { maxLength: 20 }),
        (parts) => {
          const text = parts.join("").replaceAll("base64", "7bit");
          for (const { replyCode, enhancedCode } of explain(text).items) {
            if (replyCode) expect(text).toContain(replyCode);
            if (enhancedCode) expect(text).toContain(enhancedCode);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it("cut off anywhere are still answered", () => {
    const whole = `${pieces.join("")}${pieces.toReversed().join("")}`;
    for (let length = 0; length < whole.length; length += 1)
      expect(EXPLANATION_KINDS).toContain(explain(whole.slice(0, length)).kind);
  });
});
