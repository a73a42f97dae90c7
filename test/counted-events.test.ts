import { expect, it } from "vitest";
import { countEvents } from "../src/counted-events.ts";
import { createMetrics } from "../src/metrics.ts";
import { bounce, published, stored } from "./events/ses.ts";

const NOON = Date.UTC(2026, 10, 20, 12);

it("counts what was taken in, by no other region or type than those that are known", async () => {
  const metrics = createMetrics();
  const events = stored(
    published("Send", 0),
    published("Send", 5),
    bounce(9, "Permanent", "General"),
    published('Teleport\n{evil="1"}', 9),
    published("Send", 3_600, { region: "mars-north-1" }),
  );
  countEvents(
    metrics,
    { messages: 6, events, added: 3, deadLetters: 1 },
    { regions: ["us-west-2"], types: ["Send", "Bounce"], now: new Date(NOON + 10_000) },
  );
  const text = await metrics.registry.metrics();
  const lines = text.split("\n").filter((line) => /^maildiag_event/.test(line) && !line.includes("_bucket"));
  expect(lines).toEqual([
    'maildiag_event_messages_total{outcome="stored"} 6',
    'maildiag_events_received_total{region="us-west-2",type="Send"} 2',
    'maildiag_events_received_total{region="us-west-2",type="Bounce"} 1',
    'maildiag_events_received_total{region="us-west-2",type="other"} 1',
    'maildiag_events_received_total{region="other",type="Send"} 1',
    'maildiag_events_total{outcome="stored"} 3',
    'maildiag_events_total{outcome="duplicate"} 2',
    'maildiag_events_total{outcome="dead-letter"} 1',
    'maildiag_event_lag_seconds_sum{region="us-west-2"} 26',
    'maildiag_event_lag_seconds_count{region="us-west-2"} 4',
    'maildiag_event_lag_seconds_sum{region="other"} 0',
    'maildiag_event_lag_seconds_count{region="other"} 1',
  ]);
});
