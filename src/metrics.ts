import { Counter, Gauge, Histogram, Registry } from "prom-client";

export type Metrics = ReturnType<typeof createMetrics>;

/** What `/metrics` tells; one registry a process that serves it, so that tests and the sandbox do not share one. */
export function createMetrics() {
  const registry = new Registry();
  const registers = [registry];
  const runs = new Counter({
    name: "maildiag_runs_total",
    help: "Runs of commands, by how they ended: done, mistake or broken.",
    labelNames: ["command", "outcome"],
    registers,
  });
  const runSeconds = new Histogram({
    name: "maildiag_run_seconds",
    help: "How long runs took, without the time in the queue.",
    labelNames: ["command"],
    buckets: [0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30],
    registers,
  });
  const findings = new Counter({
    name: "maildiag_findings_total",
    help: "Findings of reports, by code and severity.",
    labelNames: ["code", "severity"],
    registers,
  });
  const calls = new Counter({
    name: "maildiag_calls_total",
    help: "Calls to Slack, AWS and DNS; the outcome is ok, or why there was no answer.",
    labelNames: ["service", "operation", "outcome"],
    registers,
  });
  const callSeconds = new Histogram({
    name: "maildiag_call_seconds",
    help: "How long calls to Slack, AWS and DNS took.",
    labelNames: ["service"],
    buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers,
  });
  const waiting = new Gauge({
    name: "maildiag_waiting",
    help: "What waits: runs for their turn, edits for the budget, handlers that are under way.",
    labelNames: ["what"],
    registers,
  });
  const refusals = new Counter({
    name: "maildiag_refused_people_total",
    help: "People who asked and may not, by why.",
    labelNames: ["why"],
    registers,
  });
  const sockets = new Gauge({
    name: "maildiag_slack_sockets",
    help: "Sockets to Slack that are connected.",
    registers,
  });
  const eventMessages = new Counter({
    name: "maildiag_event_messages_total",
    help: "Messages of the events' queue: stored; left = stored, but not taken off the queue.",
    labelNames: ["outcome"],
    registers,
  });
  const events = new Counter({
    name: "maildiag_events_received_total",
    help: "Events that were received, new ones and known ones; a type or region that is not known is other.",
    labelNames: ["region", "type"],
    registers,
  });
  const eventOutcomes = new Counter({
    name: "maildiag_events_total",
    help: "What came of them: stored, duplicate, dead-letter.",
    labelNames: ["outcome"],
    registers,
  });
  const eventLagSeconds = new Histogram({
    name: "maildiag_event_lag_seconds",
    help: "From when an event happened, by SES's clock, to when it was stored.",
    labelNames: ["region"],
    buckets: [1, 5, 15, 60, 300, 900, 3_600, 21_600, 86_400, 604_800],
    registers,
  });
  const eventTroubles = new Counter({
    name: "maildiag_event_troubles_total",
    help: "How often the queue or the store was in trouble while events were taken in.",
    labelNames: ["reason"],
    registers,
  });
  const sweeps = {
    total: new Counter({
      name: "maildiag_sweeps_total",
      help: "Sweeps of the watches, by what they could look at: all, partly or nothing.",
      labelNames: ["kind", "looked"],
      registers,
    }),
    seconds: new Histogram({
      name: "maildiag_sweep_seconds",
      help: "How long sweeps took.",
      labelNames: ["kind"],
      buckets: [0.5, 2, 10, 30, 60, 300, 900, 1_800, 3_600],
      registers,
    }),
  };
  const outbox = {
    waiting: new Gauge({
      name: "maildiag_outbox_waiting",
      help: "What waits to be said in Slack.",
      registers,
    }),
    oldestSeconds: new Gauge({
      name: "maildiag_outbox_oldest_seconds",
      help: "How long the oldest of it has waited; 0 where nothing waits.",
      registers,
    }),
    refused: new Gauge({
      name: "maildiag_outbox_refused_channels",
      help: "Channels that refuse what is to be said in them.",
      registers,
    }),
    tries: new Counter({
      name: "maildiag_outbox_tries_total",
      help: "Tries to say something, by how they ended: sent, found, edited, plain, anew, instead, unreachable, limited, failed or refused.",
      labelNames: ["outcome"],
      registers,
    }),
  };
  return {
    registry,
    eventMessages,
    events,
    eventOutcomes,
    eventLagSeconds,
    eventTroubles,
    runs,
    runSeconds,
    findings,
    calls,
    callSeconds,
    waiting,
    refusals,
    sockets,
    sweeps,
    outbox,
  };
}
