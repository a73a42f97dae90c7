import type { Generated } from "kysely";
import type { AlertState } from "../ports/alerts.ts";
import type { CanaryRecord } from "../ports/canary-records.ts";
import type { OutboxAim } from "../ports/outbox.ts";
import type { NewAuditEntry, RemovalOutcome, RemovalState } from "../ports/removals.ts";
import type { Looked } from "../ports/schedule.ts";
import type { ReportState } from "../ports/store.ts";
import type { TestMailState } from "../ports/test-mails.ts";

/** The columns as the newest migration leaves them. Times are milliseconds since 1970, in both databases. */
export type Tables = {
  reports: {
    id: string;
    command: string;
    team: string;
    channel: string;
    ts: string | null;
    thread_ts: string | null;
    asked_by: string;
    instance: string;
    /** Which life of the instance. */
    life: string;
    /** How often it has been taken over: whoever raises it from what they read has it. */
    claims: number;
    state: ReportState;
    document: string | null;
    opened_at: number;
    settled_at: number | null;
  };
  instances: { id: string; beat_at: number };
  events: {
    /** Of its content: the same event twice has the same. */
    id: string;
    message_id: string;
    /** Lower-case. */
    recipient: string | null;
    region: string | null;
    type: string;
    at: number;
    /** JSON. */
    detail: string;
  };
  /** When an event of this type happened last in that region; stays when the event is forgotten. */
  events_seen: { region: string; type: string; at: number };
  events_dead: { id: string; at: number; reason: string; body: string };
  outbox: {
    /** In the order in which things are to be said. */
    place: Generated<number>;
    id: string;
    channel: string;
    aim: OutboxAim["to"];
    /** Of a thread or an edit: the entry whose message it is. */
    of_id: string | null;
    person: string | null;
    thread_ts: string | null;
    kind: string;
    at: number;
    /** `dropped`: a newer edit stands for it. */
    state: "waiting" | "sent" | "dropped";
    due_at: number;
    tries: number;
    /** 0 or 1: somebody began to send it, and how that ended is not known. */
    maybe_sent: number;
    /** Whose it is until `held_until`. */
    hold: string | null;
    held_until: number;
    complaint: string | null;
    sent_at: number | null;
    sent_channel: string | null;
    sent_ts: string | null;
    /** JSON. */
    body: string;
  };
  /** `id` is a slow hash of the login: see `login-id.ts`. `claim` is whose attempt it is. */
  logins: { id: string; claim: string; key_state: string | null; at: number; outcome: string | null };
  logins_salt: { place: number; salt: string };
  suppressions: {
    region: string;
    /** As SES writes it. */
    address: string;
    /** Lower-case, to be found by. */
    folded: string;
    domain: string;
    reason: string;
    last_update: number;
    /** In which the list had it last. */
    pass: number;
    /** When maildiag itself took it off; the list may show it for a while yet. */
    gone_at: number | null;
  };
  suppression_changes: {
    region: string;
    place: number;
    kind: "added" | "renewed" | "removed";
    address: string;
    reason: string;
    last_update: number;
    seen_at: number;
  };
  suppression_regions: {
    region: string;
    baseline_at: number | null;
    refreshed_at: number | null;
    reconciled_at: number | null;
    cursor: number | null;
    place: number;
    pass: number;
    holder: string | null;
    held_until: number;
  };
  removals: {
    id: string;
    /** Whoever raises it from what they read has changed it. */
    version: number;
    state: RemovalState;
    asked_by: string;
    asked_at: number;
    why: string;
    origin_channel: string | null;
    origin_thread_ts: string | null;
    channel: string;
    pending_since: number;
    decided_by: string | null;
    decided_at: number | null;
    removed_by: string | null;
    undone_by: string | null;
    undone_at: number | null;
    ended_at: number | null;
    /** Which instance, and which life of it, works on it; it shows `hold` for that, until `held_until`. */
    holder: string | null;
    life: string | null;
    hold: string | null;
    held_until: number;
  };
  removal_items: {
    removal_id: string;
    /** In the order in which they were asked for. */
    place: number;
    /** As the list writes it; `folded` is lower-case. */
    address: string;
    folded: string;
    region: string;
    reason: string;
    since: number;
    message_id: string | null;
    was_reason: string | null;
    was_since: number | null;
    was_message_id: string | null;
    /** 0 or 1; null is not known. */
    acts: number | null;
    cause: string | null;
    outcome: RemovalOutcome;
    /** 0 or 1. */
    is_tried: number;
    aws_request_id: string | null;
    trouble: string | null;
    settled_at: number | null;
    /** When the thread was told that it bounced again. */
    rebound_at: number | null;
  };
  removal_claims: { address: string; region: string; removal_id: string };
  /** `entries` is JSON. */
  removal_offers: { id: string; at: number; entries: string };
  audit: {
    place: Generated<number>;
    removal_id: string;
    at: number;
    actor: string;
    action: NewAuditEntry["action"];
    outcome: NewAuditEntry["outcome"];
    /** As the list wrote it; `folded` is lower-case. */
    address: string;
    folded: string;
    region: string;
    reason: string | null;
    before: string | null;
    after: string | null;
    aws_request_id: string | null;
    note: string | null;
    channel: string | null;
    ts: string | null;
  };
  /** A row a kind of watch. */
  schedule: {
    kind: string;
    /** This slot and all before it are done. */
    done_slot: number | null;
    /** The one that was begun last. */
    slot: number;
    /** How often it was begun. */
    tries: number;
    /** Whose it is until `held_until`. */
    hold: string | null;
    held_until: number;
    started_at: number;
    ended_at: number | null;
    looked: Looked | null;
  };
  watches: {
    kind: string;
    revision: number;
    /** JSON: the last sweep, blind spots, cursor. */
    document: string;
  };
  /** What is remembered of one target of a watch. */
  watch_targets: { kind: string; target: string; document: string };
  alerts: {
    kind: string;
    id: string;
    state: AlertState;
    /** When it ended; null while it stands. */
    ended_at: number | null;
    /** JSON: all of it. */
    document: string;
  };
  alert_messages: {
    kind: string;
    id: string;
    closed_at: number | null;
    /** JSON: all of it. */
    document: string;
  };
  canary_records: {
    region: string;
    at: number;
    sent: number;
    outcome: CanaryRecord["outcome"];
    /** JSON: a list of texts. */
    missing: string;
    whole_after_ms: number | null;
  };
  test_mails: {
    id: string;
    /** Whoever raises it from what they read has changed it. */
    version: number;
    state: TestMailState;
    asked_by: string;
    asked_at: number;
    why: string;
    origin_channel: string | null;
    origin_thread_ts: string | null;
    channel: string;
    region: string;
    sender: string;
    recipient: string;
    /** The recipient in lower case, to be found by. */
    folded: string;
    subject: string;
    content: string;
    note: string | null;
    decided_by: string | null;
    decided_at: number | null;
    sent_at: number | null;
    message_id: string | null;
    trouble: string | null;
    told: string | null;
    ended_at: number | null;
    /** Which instance, and which life of it, sends it; nobody hears of it again after `held_until`. */
    holder: string | null;
    life: string | null;
    held_until: number;
  };
  maildiag_schema: { version: number; name: string };
};
