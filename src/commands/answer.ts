import type { Beside } from "../bounces/beside.ts";
import type { Explanation, ItemDetail } from "../bounces/explanation.ts";
import type { Report } from "../diagnosis/report.ts";
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
  /** The rules that were tried are asked for. */
  why: boolean;
  /** What can be looked up beside it; null where nothing is to be asked. */
  beside: (() => Promise<Beside>) | null;
};

/** Explanations come one after another, because there may be more of them than memory. */
export type ExplanationsAnswer = { kind: "explanations"; documents: AsyncIterable<ExplainedInput> };

/** What a command has to say, as data: render/ turns it into words for Slack, a terminal or JSON. */
export type Answer =
  | { kind: "reports"; reports: readonly Report[] }
  | ExplanationsAnswer
  | { kind: "help"; entries: readonly HelpEntry[] }
  | { kind: "doctor"; items: readonly DoctorItem[] }
  | { kind: "policy"; policy: IamPolicy }
  /** `verification` is null where none was asked for. */
  | { kind: "smtp-password"; region: string; password: Secret; verification: Verification | null }
  /** The command ran its course by itself, and said what it had to say. */
  | { kind: "done"; status: number };

/** What a live login said. */
export type Verification = {
  /** host:port */
  where: string;
  username: string;
  result: "accepted" | "failed" | "unknown";
  detail: string;
};

export type IamPolicy = { Version: "2012-10-17"; Statement: readonly IamStatement[] };

export type IamStatement = {
  Sid: string;
  Effect: "Allow";
  Action: readonly string[];
  Resource: string | readonly string[];
  Condition?: { readonly [operator: string]: { readonly [key: string]: readonly string[] } };
};
