import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseDomain } from "../src/domain-name.ts";

const long = `${"a".repeat(60)}.`;

describe("a domain is read from", () => {
  test.each([
    ["its plain form", "x.org", "x.org", "x.org"],
    ["upper case, which is shown as typed", "X.Org", "x.org", "X.Org"],
    ["a trailing dot", "x.org.", "x.org", "x.org"],
    ["the root's dot and a full stop", "x.org..", "x.org", "x.org"],
    ["a list's comma", "x.org,", "x.org", "x.org"],
    ["spaces and straight quotes", ' "x.org" ', "x.org", "x.org"],
    ["curly quotes at the end of a sentence", "“x.org”.", "x.org", "x.org"],
    ["a code span", "`x.org`", "x.org", "x.org"],
    ["Slack's link", "<http://x.org|x.org>", "x.org", "x.org"],
    ["Slack's link with a path", "<https://x.org/|x.org>", "x.org", "x.org"],
    ["Slack's link and a full stop", "<http://x.org|x.org>.", "x.org", "x.org"],
    ["a link whose label, which people see, is another name", "<http://evil.org|x.org>", "x.org", "x.org"],
    ["a link without a label", "<http://x.org>", "x.org", "x.org"],
    ["a URL with everything", "https://u:p@x.org:8443/a/b?c#d", "x.org", "x.org"],
    ["a URL without its scheme", "x.org/a", "x.org", "x.org"],
    ["a name with a port", "x.org:25", "x.org", "x.org"],
    ["an IDN", "münchen.de", "xn--mnchen-3ya.de", "münchen.de"],
    ["an IDN with an ideographic full stop", "例え。jp", "xn--r8jz45g.jp", "例え。jp"],
    ["a deviation character (UTS 46, non-transitional)", "Straße.de", "xn--strae-oqa.de", "Straße.de"],
    ["A-labels", "xn--mnchen-3ya.de", "xn--mnchen-3ya.de", "xn--mnchen-3ya.de"],
    ["underscores", "_dmarc.x_y.org", "_dmarc.x_y.org", "_dmarc.x_y.org"],
    ["digits in front", "1.2.3.org", "1.2.3.org", "1.2.3.org"],
    ["a label of 63 characters", `${"a".repeat(63)}.org`, `${"a".repeat(63)}.org`, `${"a".repeat(63)}.org`],
  ])("%s", (_, text, domain, typed) => {
    expect(parseDomain(text)).toEqual({ domain, typed });
  });
});

describe("no domain is", () => {
  test.each([
    ["an IPv4 address", "192.0.2.1", '"192.0.2.1" is an IP address, not a domain.'],
    ["an IPv6 address", "::1", '"::1" is an IP address, not a domain.'],
    ["an IPv6 address in a URL", "http://[::1]:80/", '"[::1]:80" is an IP address, not a domain.'],
    ["an IPv4 address in disguise", "0x7f.1", '"0x7f.1" is not a domain: a domain does not end with a number.'],
    ["a full-width number at the end", "x.１２", '"x.１２" is not a domain: a domain does not end with a number.'],
    [
      "a single label",
      "localhost",
      '"localhost" is not a domain: it has only one part; a domain has a dot, as in example.com.',
    ],
    [
      "an e-mail address, whose domain is named",
      "a@x.org",
      '"a@x.org" is an e-mail address, not a domain; its domain is x.org.',
    ],
    [
      "an e-mail link",
      "<mailto:a@x.org|a@x.org>",
      '"a@x.org" is an e-mail address, not a domain; its domain is x.org.',
    ],
    ["an e-mail address without a domain", "a@", '"a@" is an e-mail address, not a domain.'],
    ["nothing", " ", "A domain is missing, such as example.com."],
    ["two dots together", "a..org", '"a..org" is not a domain: two dots stand together, or a dot stands first.'],
    ["a wildcard", "*.x.org", '"*.x.org" is not a domain: it has characters that no domain has.'],
    [
      "a leading hyphen",
      "-x.org",
      '"-x.org" is not a domain: the part "-x" begins or ends with a hyphen, or has characters that no domain has.',
    ],
    ["two words", "x.org y.org", '"x.org y.org" is not a domain: it has characters that no domain has.'],
    [
      "a label of 64 characters",
      `${"a".repeat(64)}.org`,
      `"${"a".repeat(64)}.org" is not a domain: a part is longer than 63 characters.`,
    ],
    [
      "more than 253 characters",
      `${long.repeat(5)}org`,
      `"${long.repeat(5).slice(0, 80)}…" is not a domain: it is longer than 253 characters.`,
    ],
    ["a novel", "x".repeat(5000), `"${"x".repeat(80)}…" is too long for a domain.`],
    [
      "a direction override, which does not come back alive",
      "x.org\u202e",
      '"x.org\ufffd" is not a domain: it has characters that no domain has.',
    ],
    [
      "ANSI, which does not come back alive",
      "\u001b[31mx.org",
      '"\ufffd[31mx.org" is not a domain: it has characters that no domain has.',
    ],
  ])("%s", (_, text, problem) => {
    expect(parseDomain(text)).toEqual({ problem });
  });
});

test("whatever is typed, a domain is fit for DNS, is read again as itself, and a problem obeys nobody", () => {
  const texts = fc.oneof(fc.string({ unit: "binary" }), fc.domain(), fc.webUrl(), fc.emailAddress());
  fc.assert(
    fc.property(texts, (text) => {
      const parsed = parseDomain(text);
      if ("problem" in parsed) return !/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u.test(parsed.problem);
      return (
        /^(?=.{1,253}$)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})+$/.test(parsed.domain) &&
        "domain" in parseDomain(parsed.domain)
      );
    }),
    { numRuns: 500 },
  );
});
