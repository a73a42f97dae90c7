import type { AlertTold } from "../alerts/bodies.ts";
import type { Beside, RecipientDomain } from "../bounces/beside.ts";
import type { Explanation, ItemDetail } from "../bounces/explanation.ts";
import type { AnyCheck } from "../diagnosis/check.ts";
import type { Report } from "../diagnosis/report.ts";
import type { Gap } from "../events/gaps.ts";
import type { InsightsIn } from "../events/insights.ts";
import type { BounceBehind, CauseNow } from "../events/suppression-cause.ts";
import type { EventTemplate } from "../events/template.ts";
import type { Trace } from "../events/trace.ts";
import type { Watch } from "../ports/alerts.ts";
import type { OutboxComplaint } from "../ports/outbox.ts";
import type { AuditEntry, RemovalItem } from "../ports/removals.ts";
import type { SuppressedDestination } from "../ports/ses.ts";
import type { ListedSuppression, SuppressionFilter } from "../ports/suppressions.ts";
import type { TestMail } from "../ports/test-mails.ts";
import type { PortTrouble } from "../ports/trouble.ts";
import type { Asked } from "../removals/ask.ts";
import type { Secret } from "../secret.ts";

/** One line of `doctor`. `fix` is what to do, null where nothing is to be done. */
export type DoctorItem = {
  item: string;
  state: "ok" | "missing" | "denied" | "unreachable";
  detail: string;
  fix: string | null;
};

export type HelpEntry = {
  usage: string;
  summary: string;
  where: "everywhere" | "terminal";
  details: readonly string[];
};

/** One thing that was explained. `source` is null where there is only one. */
export type ExplainedInput = {
  source: string | null;
  explanation: Explanation;
  /** One for each item. */
  details: readonly ItemDetail[];
  /** Something in what was given looks like a secret: faces say so once. */
  holdsSecret: boolean;
  /** The rules that were tried are asked for. */
  why: boolean;
  /** What can be looked up beside it; null where nothing is to be asked. */
  beside: (() => Promise<Beside>) | null;
};

/** Explanations come one after another, because there may be more of them than memory. */
export type ExplanationsAnswer = { kind: "explanations"; documents: AsyncIterable<ExplainedInput> };

/** These may be larger than memory: whoever tells them reads on as they tell. */
export type StreamedAnswer = ExplanationsAnswer | SuppressionsAnswer;

/** What a command has to say, as data: render/ turns it into words for Slack, a terminal or JSON. */
export type Answer =
  | { kind: "reports"; reports: readonly Report[] }
  | ExplanationsAnswer
  | { kind: "help"; entries: readonly HelpEntry[] }
  | { kind: "doctor"; items: readonly DoctorItem[] }
  | { kind: "policy"; policy: IamPolicy }
  /** `verification` is null where none was asked for. */
  | { kind: "smtp-password"; region: string; password: Secret; verification: Verification | null }
  | TraceAnswer
  | SuppressionsAnswer
  | SuppressionAnswer
  | RequestedAnswer
  | TestMailAnswer
  | HistoryAnswer
  | AlertsAnswer
  | { kind: "import"; files: readonly ImportedFile[] }
  | { kind: "template"; template: EventTemplate; commands: readonly string[] }
  | WatchedAnswer
  /** The command ran its course by itself, and said what it had to say. */
  | { kind: "done"; status: number };

/** Lower-case where it is an address. */
export type TraceSubject = { kind: "message" | "address"; text: string };

/** What happened, what is missing, and what can be looked up now. */
export type TraceAnswer = {
  kind: "trace";
  subject: TraceSubject;
  trace: Trace;
  gaps: readonly Gap[];
  /** By region; empty where message insights were not asked. */
  insights: readonly InsightsIn[];
  recipients: Beside["recipients"];
  /** There are more events than are told. */
  more: boolean;
  /** Why the events could not be read; null where they could. */
  trouble: string | null;
};

/** One region's list, as the mirror has it. */
export type SuppressionRegion = {
  region: string;
  /** What the account suppresses for there; null where that could not be read. */
  suppressedReasons: readonly string[] | null;
  /** Of the whole list, whatever is asked for; null where it was never read whole. */
  total: number | null;
  /** Of what is asked for. */
  matching: readonly { reason: string; count: number }[];
  refreshedAt: Date | null;
  /** When it was last compared with the whole list. */
  reconciledAt: Date | null;
  /** It was read for the first time just now. */
  isFirstLook: boolean;
  /** That was seen just now. */
  removedElsewhere: number;
  /** Somebody else is reading the list. */
  busyUntil: Date | null;
  /** Why it could not be brought up to date; null where it could. */
  trouble: PortTrouble | null;
};

/** What the lists hold. `close` is for whoever has told it: it holds the store. */
export type SuppressionsAnswer = {
  kind: "suppressions";
  now: Date;
  filter: SuppressionFilter;
  regions: readonly SuppressionRegion[];
  /** Over all regions that are known. */
  matching: number;
  /** Of the recipients: those with most entries, and how many there are. */
  domains: { domains: readonly { domain: string; count: number }[]; all: number };
  /** Entries by the day (UTC) on which they were written. */
  growth: { from: Date; perDay: readonly number[]; busiest: { day: Date; count: number } | null };
  /** Why the store could not be used; null where it could. */
  trouble: string | null;
  /** Of one region, or of all: the newest first. There may be more of them than memory. */
  entries: (region: string | null) => AsyncIterable<ListedSuppression>;
  close: () => Promise<void>;
};

/** Where an address stands in one region. */
export type FoundSuppression = {
  region: string;
  suppressedReasons: readonly string[] | null;
  /** As in SuppressionRegion; null where there is no copy. */
  total: number | null;
  /** null: it could not be read. */
  listed: boolean | null;
  /** `address` as the list has it. */
  entry: (SuppressedDestination & { address: string }) | null;
  /** Whether the account suppresses for its reason there; null where nothing is listed, or it is not known. */
  acts: boolean | null;
  behind: BounceBehind | null;
  cause: CauseNow | null;
  trouble: PortTrouble | null;
};

export type SuppressionAnswer = {
  kind: "suppression";
  address: string;
  recipient: RecipientDomain & { address: string };
  regions: readonly FoundSuppression[];
  /** Why the stored events could not be read; null where they could. */
  trouble: string | null;
};

/** What came of asking for a removal, which is decided in that channel. */
export type RequestedAnswer = { kind: "requested"; asked: Asked; channel: string };

/** What came of asking for a test mail: another to that address is open, or its own suppression keeps it back. */
export type TestMailAnswer = { kind: "test-mail" } & (
  | { came: "asked"; mail: TestMail; holdsSecret: boolean }
  | { came: "open"; wish: TestMailWish; by: string; at: Date }
  | { came: "suppressed"; wish: TestMailWish; listed: Pick<RemovalItem, "address" | "entry" | "acts"> }
);

type TestMailWish = Pick<TestMail, "to" | "from" | "region" | "channel">;

/** Nothing was asked for. */
export type TestMailNotAsked = Exclude<TestMailAnswer, { came: "asked" }>;

/** The newest first, of one address or of all. */
export type HistoryAnswer = {
  kind: "history";
  address: string | null;
  entries: readonly AuditEntry[];
  /** As lines of a CSV file. */
  csv: boolean;
};

/** What `watch --once` did. `trouble` is Slack's word where nothing could be said at all. */
export type WatchedAnswer = {
  kind: "watched";
  watches: readonly {
    kind: string;
    ran: "all" | "partly" | "nothing" | "not-due" | "busy";
    troubles: readonly string[];
  }[];
  outbox: { waiting: number; since: Date | null; trouble: string | null; complaints: readonly OutboxComplaint[] };
};

/** `lastTold` null: nobody was told. `watch` is the kind of the watch that found it. */
export type StandingAlert = { watch: string; alert: AlertTold; lastTold: Date | null };

/** What fires, and what ended lately; how each watch that ever ran fares, and what Slack refuses. */
export type AlertsAnswer = {
  kind: "alerts";
  at: Date;
  alerts: readonly StandingAlert[];
  watches: readonly Pick<Watch, "kind" | "last">[];
  complaints: readonly OutboxComplaint[];
  /** There is somewhere to tell alerts. */
  hasChannel: boolean;
  /** The checks, in whose catalogues the words for alerts stand. */
  checkNamed: (name: string) => AnyCheck | undefined;
};

/** `problems` are dead letters, counted by their reason. */
export type ImportedFile = {
  name: string;
  documents: number;
  events: number;
  added: number;
  problems: readonly { reason: string; count: number }[];
};

/** What a live login said. */
export type Verification = {
  /** host:port */
  where: string;
  username: string;
  result: "accepted" | "failed" | "unknown";
  detail: string;
  /** Milliseconds since it was tried, which may have been by another; null where no login came about. */
  ageMs: number | null;
};

export type IamPolicy = { Version: "2012-10-17"; Statement: readonly IamStatement[] };

export type IamStatement = {
  Sid: string;
  Effect: "Allow";
  Action: readonly string[];
  Resource: string | readonly string[];
  Condition?: { readonly [operator: string]: { readonly [key: string]: readonly string[] } };
};
