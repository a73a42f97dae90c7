import type { ReportState } from "../ports/store.ts";

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
  maildiag_schema: { version: number; name: string };
};
