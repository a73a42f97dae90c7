import { expect, test } from "vitest";
import { asCommand, asMessage } from "../../../src/sandbox/slack/typed-text.ts";
import { EXAMPLE_WORKSPACE } from "../../../src/sandbox/slack/workspace.ts";

test.for([
  { typed: "check x.org", sent: "check <http://x.org|x.org>" },
  { typed: "check x.org.", sent: "check <http://x.org|x.org>." },
  { typed: "https://x.org/a?b&c", sent: "<https://x.org/a?b&amp;c>" },
  { typed: "a@x.org, b@y.org", sent: "<mailto:a@x.org|a@x.org>, <mailto:b@y.org|b@y.org>" },
  { typed: "@ana look at #mail-ops", sent: "<@U0ANA> look at <#C0OPS|mail-ops>" },
  { typed: "@nobody <b> & co", sent: "@nobody &lt;b&gt; &amp; co" },
  { typed: "550 5.7.1 no", sent: "550 5.7.1 no" },
])("a message $typed", ({ typed, sent }) => {
  expect(asMessage(typed, EXAMPLE_WORKSPACE)).toBe(sent);
});

test("a command's text is linked only where the manifest asks for it", () => {
  expect(asCommand("check x.org <b>", false, EXAMPLE_WORKSPACE)).toBe("check x.org &lt;b&gt;");
  expect(asCommand("check x.org", true, EXAMPLE_WORKSPACE)).toBe("check <http://x.org|x.org>");
});
