import type { Report } from "../diagnosis/report.ts";

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

/** What a command has to say, as data: render/ turns it into words for Slack, a terminal or JSON. */
export type Answer =
  | { kind: "reports"; reports: readonly Report[] }
  | { kind: "help"; entries: readonly HelpEntry[] }
  | { kind: "doctor"; items: readonly DoctorItem[] }
  | { kind: "policy"; policy: IamPolicy }
  /** The command ran its course by itself, and said what it had to say. */
  | { kind: "done"; status: number };

export type IamPolicy = { Version: "2012-10-17"; Statement: readonly IamStatement[] };

export type IamStatement = {
  Sid: string;
  Effect: "Allow";
  Action: readonly string[];
  Resource: string | readonly string[];
  Condition?: { readonly [operator: string]: { readonly [key: string]: readonly string[] } };
};
