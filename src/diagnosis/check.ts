import type { Relay } from "../ports/relay.ts";
import type { Sender } from "../ports/sender.ts";
import type { SuppressionHistory } from "../suppressions/growth.ts";
import type { Catalogue, Finding } from "./finding.ts";
import type { Hop } from "./hop.ts";
import type { Questions } from "./questions.ts";
import type { Refusing } from "./refusing.ts";

/** IAM users that send by SMTP and that nobody declared: what to leave out, and how far to look. */
export type UndeclaredSearch = {
  /** Usernames (key ids) of every relay that is configured, whatever the report is about. */
  declared: readonly string[];
  /** Users whose keys are looked at one by one, those with an outward sign of SMTP first. */
  mostUsers: number;
  /** The report is about something else: what could not be looked at is not told. */
  quietly: boolean;
  /** Ends the search before the run ends, so that the rest of the report need not wait; who was found by then is told. */
  limit?: AbortSignal;
};

/** All that every report is about. */
export type RegionsTarget = {
  /** What it is about as people say it, a domain as it was typed; for showing. */
  typed: string;
  regions: readonly string[];
};

/** Relays, whatever domain they send for. */
export type RelaysTarget = RegionsTarget & {
  relays: readonly Relay[];
  /** Absent: nobody looks for them. */
  undeclared?: UndeclaredSearch;
};

/** Senders, whatever domain they send for. Absent: nobody looks at any. */
export type SendersTarget = RegionsTarget & { senders?: readonly Sender[] };

/** Rates. `refusing` is what stored events tell; absent where nobody looks. It throws PortTrouble where they cannot be read. */
export type ReputationTarget = RegionsTarget & {
  /** Where it is one part of a report about a domain. */
  domain?: string;
  refusing?: () => Promise<readonly Refusing[]>;
};

/** What a report over all hops is about: a domain, and the relays and senders that send from it or from under it. */
export type Target = RelaysTarget &
  SendersTarget & {
    /** A-labels, lower-case, no trailing dot */
    domain: string;
    /** What is known of a region's suppression list from earlier looks; null, or absent: this is the first. */
    suppressionHistory?: (region: string) => Promise<SuppressionHistory | null>;
  };

/**
 * Looks at something and tells what it found, or names further looks that do not depend on each other and run side by
 * side. It may throw PortTrouble: `diagnose` turns that into COULD_NOT_CHECK, and every other look still stands.
 * Findings keep the order in which they are written, whichever look ends first.
 */
export type Look<Code extends string = string> = {
  /** Becomes `data.region` of every finding of this look and of those inside it. */
  region?: string;
  look: () => Promise<readonly (Finding<Code> | Look<Code>)[]>;
  /**
   * What the findings of this look, and of those inside it, amount to: appended to them. Here a check says its ok code
   * where there was nothing else to say, and what only holds where DNS shows no other cause.
   */
  close?: (found: readonly Finding[]) => readonly Finding<Code>[];
};

/** A check looks at one thing of one hop. It knows a target and the run's questions, nothing else. */
export type Check<Code extends string = string, About = Target> = {
  name: string;
  title: string;
  hop: Hop;
  codes: Catalogue<Code>;
  looks: (target: About, questions: Questions) => readonly Look<Code>[];
};

/** A check whatever it is about, for those who only read its words. */
export type AnyCheck = Check<string, never>;
