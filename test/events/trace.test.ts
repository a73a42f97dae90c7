import { describe, expect, it } from "vitest";
import { stoppedOf, traceOf } from "../../src/events/trace.ts";
import { bounce, complaint, delay, delivery, published, stored } from "./ses.ts";

const send = published("Send", 0);
const REFUSED = "smtp; 550 5.1.1 The email account that you tried to reach does not exist. gsmtp";

/** A sequence of events → the types in their order, the outcome, and the hop where it stopped. */
const CASES: readonly [
  sentence: string,
  events: readonly unknown[],
  line: string,
  outcome: string,
  hop: string | null,
][] = [
  ["sent and nothing since", [send], "Send", "sent", null],
  ["accepted by the recipient's server", [send, delivery(2)], "Send Delivery", "delivered", null],
  ["told in the wrong order", [delivery(2), send], "Send Delivery", "delivered", null],
  ["told twice", [send, send, delivery(2), delivery(2)], "Send Delivery", "delivered", null],
  ["a delivery without its send", [delivery(2)], "Delivery", "delivered", null],
  ["delayed, so far", [send, delay(60, "MailboxFull")], "Send DeliveryDelay", "delayed", "gateway"],
  [
    "delayed by SES itself, for the sender's sake",
    [send, delay(60, "SendingDeferral")],
    "Send DeliveryDelay",
    "delayed",
    "processing",
  ],
  [
    "delayed twice, then delivered",
    [delivery(900), delay(600, "General"), send, delay(60, "General")],
    "Send DeliveryDelay DeliveryDelay Delivery",
    "delivered",
    null,
  ],
  [
    "delayed, then given up",
    [send, delay(60, "General"), bounce(9_000, "Transient", "General", "smtp; 421 4.4.1 no answer from host")],
    "Send DeliveryDelay Bounce",
    "bounced",
    "gateway",
  ],
  ["refused by the gateway", [send, bounce(2, "Permanent", "General", REFUSED)], "Send Bounce", "bounced", "gateway"],
  [
    "refused over authentication",
    [
      send,
      bounce(
        2,
        "Permanent",
        "General",
        "smtp; 550-5.7.26 This mail has been blocked because the sender is unauthenticated. gsmtp",
      ),
    ],
    "Send Bounce",
    "bounced",
    "authentication",
  ],
  [
    "returned after its delivery",
    [send, delivery(2), bounce(600, "Permanent", "General", REFUSED)],
    "Send Delivery Bounce",
    "returned",
    "mailbox",
  ],
  [
    "returned after its delivery, the return told first and by a clock that is behind",
    [bounce(1, "Permanent", "General", REFUSED), send, delivery(2)],
    "Send Delivery Bounce",
    "returned",
    "mailbox",
  ],
  [
    "returned by a server behind the one that took it, the delivery never told",
    [send, bounce(600, "Permanent", "General", REFUSED, { reportingMTA: "dns; mx.inner.example.net" })],
    "Send Bounce",
    "returned",
    "mailbox",
  ],
  [
    "dropped for the account's suppression list",
    [send, bounce(1, "Permanent", "OnAccountSuppressionList")],
    "Send Bounce",
    "dropped",
    "processing",
  ],
  [
    "dropped as a complaint on the suppression list",
    [send, complaint(1, { complaintSubType: "OnAccountSuppressionList" })],
    "Send Complaint",
    "dropped",
    "processing",
  ],
  [
    "dropped for a virus",
    [send, published("Reject", 1, { reason: "Bad content" })],
    "Send Reject",
    "dropped",
    "processing",
  ],
  [
    "a template that could not be filled in",
    [published("Rendering Failure", 0, { templateName: "T", errorMessage: "Attribute 'x' is not present" })],
    "Rendering Failure",
    "dropped",
    "processing",
  ],
  ["complained of", [send, delivery(2), complaint(99)], "Send Delivery Complaint", "complained", "mailbox"],
  [
    "called no spam",
    [send, delivery(2), complaint(99, { complaintFeedbackType: "not-spam" })],
    "Send Delivery Complaint",
    "delivered",
    null,
  ],
  ["opened, its delivery never told", [send, published("Open", 50)], "Send Open", "read", null],
  ["sent by a clock that is ahead", [published("Send", 4), delivery(2)], "Send Delivery", "delivered", null],
  [
    "a kind of event that nobody knows yet",
    [send, published("Teleport", 5, { where: "elsewhere" })],
    "Send Teleport",
    "sent",
    null,
  ],
  ["nothing but a kind that nobody knows", [published("Teleport", 5)], "Teleport", "unknown", null],
];

describe("one message to one recipient", () => {
  it.each(CASES)("%s", (_, events, line, outcome, hop) => {
    const trace = traceOf(stored(...events));
    expect(trace.events.map(({ type }) => type).join(" ")).toBe(line);
    expect(trace.passages.map((passage) => passage.outcome)).toEqual([outcome]);
    expect(stoppedOf(trace)?.hop ?? null).toBe(hop);
  });

  it.each(CASES)("is the same in whatever order it is told: %s", (_, events) => {
    const all = stored(...events);
    const turned = [...all.toReversed(), ...all];
    expect(traceOf(turned)).toEqual(traceOf(all));
  });
});

describe("several", () => {
  it("recipients of one message each have their own passage", () => {
    const to = ["kim@example.net", "lee@example.net", "ann@example.net"];
    const trace = traceOf(
      stored(
        published("Send", 0, { to }),
        delivery(2, { to: ["Kim@Example.net"] }),
        bounce(3, "Permanent", "General", REFUSED, { to: ["lee@example.net"] }),
      ),
    );
    expect(trace.passages.map(({ recipient, outcome }) => [recipient, outcome])).toEqual([
      ["ann@example.net", "sent"],
      ["kim@example.net", "delivered"],
      ["lee@example.net", "bounced"],
    ]);
    expect(stoppedOf(trace)).toMatchObject({ hop: "gateway", reason: "userunknown", recipient: "lee@example.net" });
  });

  it("an opening by one of several recipients decides for none of them", () => {
    const to = ["kim@example.net", "lee@example.net"];
    const trace = traceOf(stored(published("Send", 0, { to }), published("Open", 9, { to })));
    expect(trace.passages.map(({ outcome }) => outcome)).toEqual(["sent", "sent"]);
    expect(trace.events.map(({ type, recipient }) => [type, recipient])).toEqual([
      ["Send", "kim@example.net"],
      ["Send", "lee@example.net"],
      ["Open", null],
    ]);
  });

  it("messages to one address stand in the order in which they were sent, and the newest says where it stands", () => {
    const trace = traceOf(
      stored(
        published("Send", 5_000, { messageId: "second" }),
        delivery(5_002, { messageId: "second" }),
        send,
        bounce(2, "Permanent", "General", REFUSED),
      ),
    );
    expect(trace.passages.map(({ outcome }) => outcome)).toEqual(["bounced", "delivered"]);
    expect(stoppedOf(trace)).toBeNull();
  });

  it("nothing is nothing", () => {
    expect(traceOf([])).toEqual({ events: [], passages: [] });
    expect(stoppedOf(traceOf([]))).toBeNull();
  });
});
