import { describe, expect, it } from "vitest";
import { readMessage } from "../../src/events/read-message.ts";
import { bounceBehind, causeNow, type SuppressedEntry } from "../../src/events/suppression-cause.ts";
import { traceOf } from "../../src/events/trace.ts";
import { bounce, delivery, ID, published } from "./ses.ts";

const NOW = new Date("2026-11-30T00:00:00Z");
const GONE = "smtp; 550 5.1.1 user unknown";
const FULL = "smtp; 452 4.2.2 The email account that you tried to reach is over quota";
const NO_HOST = "smtp; 550 5.1.2 Host unknown (Name server: example.net: host not found)";
const OTHER = "0100-other-000000";

/** The fixtures begin at noon of November 20; an entry is written some seconds after its bounce. */
const entry = (given: Partial<SuppressedEntry> = {}): SuppressedEntry => ({
  reason: "BOUNCE",
  since: new Date("2026-11-20T12:00:12Z"),
  messageId: ID,
  ...given,
});

function trace(...events: readonly unknown[]) {
  return traceOf(events.flatMap((event) => readMessage(JSON.stringify(event), NOW).events));
}

const refused = (diagnostic: string) => [published("Send", 0), bounce(10, "Permanent", "General", diagnostic)];
const later = (seconds: number) => [
  published("Send", seconds, { messageId: OTHER }),
  delivery(seconds + 2, { messageId: OTHER }),
];
const again = (seconds: number) => [
  published("Send", seconds, { messageId: OTHER }),
  bounce(seconds + 2, "Permanent", "General", GONE, { messageId: OTHER }),
];

describe("the bounce behind an entry", () => {
  it("is the one of its message", () => {
    expect(bounceBehind(trace(...refused(GONE), ...again(40)), entry())).toMatchObject({
      messageId: ID,
      item: { reason: "userunknown", evidence: expect.stringContaining("user unknown") },
    });
  });

  it("is no other message's where the entry names one", () => {
    expect(bounceBehind(trace(...again(0)), entry())).toBeNull();
  });

  it("is the last before the entry where that names none, and nothing that lies far from it", () => {
    expect(bounceBehind(trace(...refused(GONE)), entry({ messageId: null }))?.messageId).toBe(ID);
    const since = new Date("2026-11-20T18:00:00Z");
    expect(bounceBehind(trace(...refused(GONE)), entry({ messageId: null, since }))).toBeNull();
  });

  it("is never SES's own refusal because of the list", () => {
    const dropped = [
      published("Send", 0),
      bounce(10, "Permanent", "OnAccountSuppressionList", "Amazon SES did not send it"),
    ];
    expect(bounceBehind(trace(...dropped), entry())).toBeNull();
  });
});

const DAY = 86_400;

describe("whether the cause is over", () => {
  it.each([
    { says: "nothing is told", events: refused(GONE), domain: "mx", because: "not-told" },
    {
      says: "mail was delivered since",
      events: [...refused(GONE), ...later(DAY)],
      domain: "mx",
      because: "delivered-since",
    },
    {
      says: "mail was delivered before",
      events: [...later(-DAY), ...refused(GONE)],
      domain: "mx",
      because: "not-told",
    },
    {
      says: "mail bounced again since",
      events: [...refused(GONE), ...again(DAY)],
      domain: "mx",
      because: "bounced-since",
    },
    { says: "the domain was not there and is", events: refused(NO_HOST), domain: "mx", because: "takes-mail-now" },
    { says: "the domain is still not there", events: refused(NO_HOST), domain: "gone", because: "domain-gone" },
    { says: "the domain takes no mail", events: refused(GONE), domain: "null-mx", because: "takes-no-mail" },
    { says: "DNS does not answer", events: refused(NO_HOST), domain: "unknown", because: "not-told" },
    { says: "the mailbox was full long ago", events: refused(FULL), domain: "mx", because: "mailbox-was-full" },
    { says: "nothing is known at all", events: [], domain: "mx", because: "not-told" },
  ] as const)("$says", ({ events, domain, because }) => {
    const known = trace(...events);
    const one = entry();
    expect(causeNow(known, one, bounceBehind(known, one), domain, NOW).because).toBe(because);
  });

  it("a full mailbox may be full still for some days", () => {
    const known = trace(...refused(FULL));
    const soon = new Date("2026-11-22T00:00:00Z");
    expect(causeNow(known, entry(), bounceBehind(known, entry()), "mx", soon).because).toBe("not-told");
  });

  it("a complaint stands, whatever was delivered since", () => {
    const one = entry({ reason: "COMPLAINT" });
    expect(causeNow(trace(...later(DAY)), one, null, "mx", NOW).because).toBe("complaint");
  });
});
