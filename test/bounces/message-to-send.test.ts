import { describe, expect, it } from "vitest";
import { explain } from "../../src/bounces/explain.ts";
import { messageToSend } from "../../src/bounces/message-to-send.ts";

const facts = {
  at: "2026-11-21T20:00:00Z",
  messageId: "<1@shop.test>",
  sesMessageId: null,
  fromDomain: "shop.test",
  authentication: { spf: "pass", dkim: "pass" },
};

function messageFor(line: string): string | null {
  const [item] = explain(line).items;
  return item ? messageToSend(item, facts) : null;
}

describe("the message to send on", () => {
  it("gives the recipient's administrator the facts, and no more", () => {
    expect(messageFor("550 5.7.507 Access denied, rejected by recipient <bob@rcpt.test>")).toBe(
      [
        "Our mail from shop.test to bob@rcpt.test was refused by your mail system.",
        "",
        "Time: 2026-11-21T20:00:00Z",
        "Message-ID: <1@shop.test>",
        "Code: 550 5.7.507",
        "Reply: 550 5.7.507 Access denied, rejected by recipient <bob@rcpt.test>",
        "Our authentication results: spf=pass dkim=pass",
        "",
        "What it means: The recipient's organisation blocks the IP address that the mail was sent from.",
        "What we ask: Ask the recipient's administrator to take the address off their IP block list.",
        "Microsoft's delisting portal is https://sender.office.com/; for Outlook.com and Hotmail https://olcsupport.office.com/.",
      ].join("\n"),
    );
  });

  it("is none where we ourselves must act", () => {
    expect(
      messageFor("550 5.7.509 Access denied, sending domain shop.test does not pass DMARC verification"),
    ).toBeNull();
    expect(messageFor("550 5.1.1 User unknown")).toBeNull();
  });
});
