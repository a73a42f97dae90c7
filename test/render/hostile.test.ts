import { describe, expect, it } from "vitest";
import { inert } from "../../src/render/inert.ts";
import { jsonOf } from "../../src/render/json.ts";
import { terminalOf } from "../../src/render/terminal.ts";
import { checked } from "../diagnosis/checked.ts";
import { type Changes, changed } from "../diagnosis/world.ts";

const ANSI = "\u001b]0;owned\u0007\u001b[2J\u009b31m";
const BIDI = "\u202egnp.exe\u2066\u200f\u2028\u2029\u200b\ufeff";
const SLACK = "<!channel> <@U0001> <https://evil.example|click> *bold* `code` ```block```";
const LONG = "x".repeat(60_000);

const HOSTILE: readonly (readonly [string, Changes])[] = [
  [
    "an SPF record with a terminal's control sequences",
    { without: ["bounce TXT"], with: [`bounce TXT "v=spf1 ${ANSI} include:amazonses.com -all"`] },
  ],
  [
    "an SPF record that turns the reading direction",
    { without: ["bounce TXT"], with: [`bounce TXT "v=spf1 ${BIDI} -all"`] },
  ],
  ["an SPF record that speaks to Slack", { without: ["@ TXT"], with: [`@ TXT "v=spf1 ${SLACK} -all"`] }],
  ["an SPF record of 60 kB", { without: ["@ TXT"], with: [`@ TXT v=spf1 ${LONG} -all`] }],
  [
    "a DMARC record of everything",
    {
      without: ["_dmarc"],
      with: [`_dmarc TXT "v=DMARC1; p=${ANSI}${BIDI}${SLACK}" "; rua=mailto:${"a".repeat(120)}@example.com"`],
    },
  ],
  ["a DKIM key of everything", { without: ["token1"], with: ["token1._domainkey CNAME odd.google.com."] }],
  [
    "servers that disagree with control sequences",
    { instead: { "ns2.dns.example": `@ TXT "v=spf1 ${ANSI}${BIDI} -all"` } },
  ],
];

// biome-ignore lint/suspicious/noControlCharactersInRegex: everything that a terminal obeys, hides or turns around.
const ALIVE = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/;

describe.each(HOSTILE)("%s", (_, changes) => {
  it("stays inert and short in a terminal and in JSON", async () => {
    const { report } = await checked(changed(changes));
    const answer = { kind: "reports", reports: [report] } as const;
    const text = terminalOf(answer).join("\n");
    const [json = ""] = jsonOf(answer);
    expect(text).not.toMatch(ALIVE);
    expect(json).not.toMatch(ALIVE);
    expect(text.length).toBeLessThan(20_000);
    expect(json.length).toBeLessThan(40_000);
    expect(JSON.parse(json).schema).toBe("maildiag/report@1");
  });
});

describe("inert", () => {
  it.each([
    ["plain text stays", "v=spf1 include:amazonses.com ~all", "v=spf1 include:amazonses.com ~all"],
    ["letters of every script stay", "bücher.例え.рф", "bücher.例え.рф"],
    ["a line break shows", "a\nb", "a\\u{a}b"],
    ["an escape shows", "\u001b[31m", "\\u{1b}[31m"],
    ["a direction override shows", "a\u202eb", "a\\u{202e}b"],
    ["a lone surrogate shows", "a\ud800b", "a\\u{d800}b"],
    ["a tag character shows", "a\u{e0041}b", "a\\u{e0041}b"],
  ])("%s", (_, text, shown) => {
    expect(inert(text)).toBe(shown);
  });

  it("never cuts a character in two", () => {
    expect(inert("😀😀😀", 3)).toBe("😀… (4 more characters)");
  });
});
