import type { ParseArgsOptionsConfig } from "node:util";
import type { Config, ScheduleName } from "../config.ts";
import type { AnyCheck } from "../diagnosis/check.ts";
import type { Deps } from "../diagnosis/questions.ts";
import type { CheckResult } from "../diagnosis/report.ts";
import type { SendCanary } from "../events/canary.ts";
import type { Hearing } from "../events/hearing.ts";
import type { Chat } from "../ports/chat.ts";
import type { Inputs } from "../ports/inputs.ts";
import type { Queue } from "../ports/queue.ts";
import type { RemovalOrigin } from "../ports/removals.ts";
import type { Store, StoreStatus } from "../ports/store.ts";
import type { Removing, RemovingDeps } from "../removals/removing.ts";
import type { Secret } from "../secret.ts";
import type { RefreshProgress } from "../suppressions/refresh.ts";
import type { Mailing, MailingDeps } from "../test-mails/mailing.ts";
import type { Answer, WatchedAnswer } from "./answer.ts";

/** What a command is given beside its words. */
export type Context = {
  config: Config;
  /** The world: DNS, AWS, SMTP and the clock. */
  deps: Deps;
  /** Null in Slack: files of the machine that maildiag runs on are nobody's business there. */
  inputs: Inputs | null;
  /** Who asks, and where; absent in a terminal, where nobody can tell. */
  asker?: { user: string; origin: RemovalOrigin };
  /** Opens the store, if need be by making it; whoever opens it closes it. Throws StoreTrouble. */
  openStore: () => Promise<Store>;
  /** Likewise, where it has been made before; else null, and nothing is made. */
  findStore: () => Promise<Store | null>;
  /** Told while a report grows, by domain; of a report on relays alone, by its name. */
  onProgress?: (target: string, known: readonly CheckResult[], pending: readonly AnyCheck[]) => void;
  /** Told while a whole suppression list is read. */
  onReading?: (progress: RefreshProgress) => void;
  /** Told before many addresses are looked at one after another: how many. */
  onLooking?: (addresses: number) => void;
  /** Logs a bug, and returns the id that people are shown. */
  onBug: (bug: unknown) => string;
  /** Asks for one line that nobody may see; where there is no terminal, all of stdin. Terminal commands only. */
  readSecret?: (question: string) => Promise<Secret>;
  /** The programs that never return an answer of their own; wired by main. */
  launch: Launch;
  /** What does approved removals, and nothing else, to AWS. */
  removing: (given: Pick<RemovingDeps, "removals" | "mirror" | "instance" | "onTold" | "onTrouble">) => Removing;
  /** Sends a canary; null where configuration has none. */
  sendCanary: SendCanary | null;
  /** Of the events that this process takes off the queue all the time; null where it does not. */
  hearing: Hearing | null;
  /** What sends approved test mails, and nothing else; without a canary it only tells that they are not sent. */
  mailing: (given: Pick<MailingDeps, "testMails" | "instance" | "onTold" | "onTrouble">) => Mailing;
  /** Slack and the store, for `doctor`. */
  installation: Installation;
};

/** The first two give the exit status when their program has ended. */
export type Launch = {
  start: (config: Config) => Promise<number>;
  sandbox: (asked: SandboxAsked) => Promise<number>;
  /** Runs the watches that are due, and those of the named kinds. Throws StoreTrouble. */
  watch: (config: Config, kinds: readonly ScheduleName[]) => Promise<WatchedAnswer>;
};

/** `serve`: the page stays up without a terminal too. `port` 0: any. */
export type SandboxAsked = { world: string | undefined; serve: boolean; tour: boolean; port: number };

export type Installation = {
  /** null where no Slack token is configured */
  chat: () => Promise<Chat | null>;
  /** null where no queue of events is configured */
  queue: () => Promise<Queue | null>;
  /** Opens the store, if need be by making it. Throws StoreTrouble. */
  storeStatus: () => Promise<StoreStatus>;
};

export type Words = {
  /** The answer is asked for as JSON. */
  json: boolean;
  positionals: readonly string[];
  values: { readonly [option: string]: string | boolean | readonly (string | boolean)[] | undefined };
};

/** One report that words ask for. */
export type AskedReport = {
  /** The same words ask for this report alone, e.g. `check example.com --region us-east-1`. */
  command: string;
  /** What it is about, as typed. */
  typed: string;
  regions: readonly string[];
  words: Words;
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
  /** Its words are a text that people paste: only its own options are options, whatever else begins with a dash. */
  takesText?: boolean;
  /**
   * Where the answer is reports: which, one by one, so that a face can show each while it is made. Throws UsageMistake.
   * Equal `words` of one command make equal reports.
   */
  reports?: (words: Words, config: Config) => readonly AskedReport[];
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
