import { expect, it } from "vitest";
import { gapsOf } from "../../src/events/gaps.ts";
import { traceOf } from "../../src/events/trace.ts";
import type { StoredEvent } from "../../src/ports/event-store.ts";
import { jsonOf } from "../../src/render/json.ts";

it("an event that was stored before its secret was known for one is printed without it", () => {
  const token = "xoxb-1234567890-abcdefghijkl";
  const event: StoredEvent = {
    id: "e",
    at: new Date("2026-11-20T12:00:00Z"),
    type: "Bounce",
    messageId: "m",
    recipient: "kim@example.net",
    region: "us-west-2",
    detail: { bounce: { bounceType: "Permanent", bouncedRecipients: [{ diagnosticCode: `550 5.1.1 ${token}` }] } },
  };
  const trace = traceOf([event]);
  const [printed = ""] = jsonOf({
    kind: "trace",
    subject: { kind: "message", text: "m" },
    trace,
    gaps: gapsOf(trace, [], []),
    insights: [],
    recipients: [],
    more: false,
    trouble: null,
  });
  expect(printed).not.toContain(token);
  expect(JSON.parse(printed).events[0].detail.bounce.bouncedRecipients[0].diagnosticCode).toBe("550 5.1.1 [secret]");
});
