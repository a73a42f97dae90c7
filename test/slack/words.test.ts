import { describe, expect, it } from "vitest";
import { mentionedText, wordsOf } from "../../src/slack/words.ts";
import { cpuMs } from "../cpu-ms.ts";

describe("words, as devices and Slack make of them", () => {
  it.each<[string, string, readonly string[]]>([
    ["a plain line", "check example.com", ["check", "example.com"]],
    ["a domain that Slack linked", "check <http://x.org|x.org>", ["check", "x.org"]],
    ["a linked address", "trace <mailto:a@b.org|a@b.org>", ["trace", "a@b.org"]],
    ["a link without a label", "check <https://x.org/>", ["check", "https://x.org/"]],
    ["a link whose label lies: where it leads counts", "check <http://bad.org|good.org>", ["check", "http://bad.org"]],
    ["an em dash for two hyphens", "check x.org —region us-east-1", ["check", "x.org", "--region", "us-east-1"]],
    ["an en dash for two hyphens", "check x.org –region us-east-1", ["check", "x.org", "--region", "us-east-1"]],
    ["an em dash and a hyphen", "check x.org —-json", ["check", "x.org", "--json"]],
    ["a dash that parts a sentence", "check x.org — now", ["check", "x.org", "—", "now"]],
    ["curly quotes", "explain “550 5.1.1 user unknown”", ["explain", "550 5.1.1 user unknown"]],
    ["German quotes", "explain „zwei Wörter“", ["explain", "zwei Wörter"]],
    ["single curly quotes", "explain ‘two words’", ["explain", "two words"]],
    ["an apostrophe is no quote", "explain it doesn’t arrive", ["explain", "it", "doesn't", "arrive"]],
    ["a quoted value of an option", "x —why=“not wanted” y", ["x", "--why=not wanted", "y"]],
    ["a quote that is never closed", 'explain "two words', ["explain", '"two', "words"]],
    ["a full stop at the end", "check x.org --region us-east-1.", ["check", "x.org", "--region", "us-east-1"]],
    ["an ideographic full stop", "check x.org。", ["check", "x.org"]],
    ["spaces that do not break", "check\u00a0x.org\u2003--json", ["check", "x.org", "--json"]],
    ["characters without width", "check \u200bx.org\ufeff", ["check", "x.org"]],
    ["direction marks", "check \u202ex.org\u2069", ["check", "x.org"]],
    ["several lines", "check x.org\ny.org", ["check", "x.org", "y.org"]],
    ["what Slack escapes", "explain &lt;a@b.org&gt; R&amp;D", ["explain", "<a@b.org>", "R&D"]],
    ["what was escaped twice stays once", "explain &amp;lt;", ["explain", "&lt;"]],
    ["a domain as code", "check `x.org`", ["check", "x.org"]],
    ["all of it as code", "`check x.org`", ["check", "x.org"]],
    ["the command's own name once more", "/maildiag check x.org", ["check", "x.org"]],
    ["nothing", "  ", []],
  ])("%s", (_, typed, words) => {
    expect(wordsOf(typed)).toEqual(words);
  });

  it.each<[string, string, string]>([
    ["behind the mention", "<@U0BOT> check x.org", "check x.org"],
    ["behind a mention with a name", "<@U0BOT|maildiag> check x.org", "check x.org"],
    ["behind a colon", "<@U0BOT>: check x.org", "check x.org"],
    ["behind a greeting", "hey <@U0BOT> check x.org", "check x.org"],
    ["before the mention, where nothing follows", "check x.org <@U0BOT>!", "check x.org"],
    ["another's mention is none", "<@U0ANA> check x.org", "<@U0ANA> check x.org"],
  ])("what is said %s", (_, text, said) => {
    expect(mentionedText(text, "U0BOT").trim()).toBe(said);
  });

  it("takes time in proportion to what is typed", () => {
    const began = cpuMs();
    for (const part of ['"a ', "'", "<http://", 'a="', "—", "`", "“", "<mailto:a|"]) {
      wordsOf(part.repeat(40_000 / part.length));
      mentionedText(part.repeat(40_000 / part.length), "U0BOT");
    }
    expect(cpuMs() - began).toBeLessThan(2_000);
  });
});
