import type { ParseArgsOptionsConfig } from "node:util";
import type { Config } from "../config.ts";
import type { Check } from "../diagnosis/check.ts";
import type { Deps } from "../diagnosis/questions.ts";
import type { CheckResult } from "../diagnosis/report.ts";
import type { Sts } from "../ports/sts.ts";
import type { Answer } from "./answer.ts";

/** What a command is given beside its words. */
export type Context = {
  config: Config;
  /** The world: DNS, SES and the clock. */
  deps: Deps & { sts: Sts };
  /** Told while a report grows, by domain. */
  onProgress?: (domain: string, known: readonly CheckResult[], pending: readonly Check[]) => void;
  /** Logs a bug, and returns the id that people are shown. */
  onBug: (bug: unknown) => string;
  /** The programs that never return an answer of their own; wired by main. */
  launch: { sandbox: (world: string | undefined) => Promise<number> };
};

export type Words = {
  positionals: readonly string[];
  values: { readonly [option: string]: string | boolean | readonly (string | boolean)[] | undefined };
};

/** A command: the same words in Slack and in a terminal. Throws UsageMistake for what people got wrong. */
export type Command = {
  name: string;
  /** As in `check <domain>… [--region R]…` */
  usage: string;
  summary: string;
  /** More lines for `help <command>`. */
  details?: readonly string[];
  where: "everywhere" | "terminal";
  options: ParseArgsOptionsConfig;
  run: (words: Words, context: Context) => Promise<Answer>;
};

/** What a person got wrong, in their words. They see it with the usage line; nothing is half done. */
export class UsageMistake extends Error {
  readonly command: Command | null;

  constructor(problem: string, command: Command | null = null) {
    super(problem);
    this.name = "UsageMistake";
    this.command = command;
  }
}
