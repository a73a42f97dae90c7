import type { PortTrouble } from "../ports/trouble.ts";
import type { Questions } from "./questions.ts";
import { readable } from "./readable.ts";
import { type Alignment, type DmarcReading, type DmarcRecord, dmarcReadingsIn } from "./records/dmarc.ts";
import {
  endsWalk,
  isAtOrBelow,
  organizationalDomainByList,
  organizationalDomainByWalk,
  publicSuffixByList,
  treeWalkOf,
} from "./records/organizational-domain.ts";

/** What stands at `_dmarc.<domain>`. `record` is the one that receivers read: null where there is none, or several. */
export type DmarcAt = {
  domain: string;
  name: string;
  texts: readonly string[];
  readings: readonly DmarcReading[];
  record: DmarcRecord | null;
};

export type Walk = {
  /** Every name that was asked until the walk ended. */
  asked: readonly DmarcAt[];
  /** Those with a record, longest name first. */
  found: readonly (DmarcAt & { record: DmarcRecord })[];
  /** A question that was not answered; the walk ends there. */
  trouble: PortTrouble | null;
};

/** The record that decides, and whether it is a parent's. */
export type Deciding = { at: DmarcAt & { record: DmarcRecord }; inherited: boolean };

async function dmarcAt(questions: Questions, domain: string): Promise<DmarcAt> {
  const name = `_dmarc.${domain}`;
  // A domain of 247 octets or more has no room for a policy: nothing can stand there.
  const answer = name.length > 253 ? null : await questions.dns(name, "TXT");
  const texts = answer?.found ? answer.records : [];
  const readings = dmarcReadingsIn(texts);
  const records = readings.flatMap(({ record }) => record ?? []);
  return { domain, name, texts, readings, record: records.length === 1 ? (records[0] ?? null) : null };
}

/** The DNS tree walk of RFC 9989 §4.10. Its names are known beforehand, so they are all asked at once. */
export async function treeWalk(questions: Questions, domain: string): Promise<Walk> {
  const answers = treeWalkOf(domain).map((name) => readable(dmarcAt(questions, name)));
  const asked: DmarcAt[] = [];
  const found: (DmarcAt & { record: DmarcRecord })[] = [];
  for (const answer of answers) {
    const { value: at, trouble } = await answer;
    if (trouble) return { asked, found, trouble };
    asked.push(at);
    if (!hasRecord(at)) continue;
    found.push(at);
    if (endsWalk(walked(at))) break;
  }
  return { asked, found, trouble: null };
}

/** Policy discovery by tree walk (RFC 9989 §4.10.1): author domain, organizational domain, public suffix. */
export function decidingByWalk(domain: string, walk: Walk): Deciding | null {
  const own = walk.found.find((at) => at.domain === domain);
  if (own) return { at: own, inherited: false };
  if (walk.trouble) throw walk.trouble;
  const organizational = organizationalDomainByWalk(domain, walk.found.map(walked));
  const suffix = walk.found.find(({ record }) => record.psd === "y");
  const at = walk.found.find((one) => one.domain === organizational) ?? suffix;
  return at ? { at, inherited: true } : null;
}

/** Policy discovery by the public suffix list (RFC 7489 §6.6.3, the public suffix by RFC 9091). */
export async function decidingByList(questions: Questions, domain: string): Promise<Deciding | null> {
  const organizational = organizationalDomainByList(domain);
  const suffix = publicSuffixByList(domain);
  const names = [...new Set([domain, organizational, ...(suffix ? [suffix] : [])])];
  const answers = names.map((name) => readable(dmarcAt(questions, name)));
  for (const answer of answers) {
    const { value: at, trouble } = await answer;
    if (trouble) throw trouble;
    const counts = at.domain !== suffix || at.domain === organizational || at.record?.psd === "y";
    if (hasRecord(at) && counts) return { at, inherited: at.domain !== domain };
  }
  return null;
}

/** The organizational domain by a tree walk. Throws the trouble that stood in its way. */
function organizationalDomainOf(domain: string, walk: Walk): string {
  if (walk.trouble) throw walk.trouble;
  return organizationalDomainByWalk(domain, walk.found.map(walked));
}

/**
 * Whether an authenticated domain (SPF's MAIL FROM, DKIM's d=) is aligned with the From domain (RFC 9989 §4.4, §4.10.2).
 * The organizational domain is the name itself or a parent, so what is not under the author's is not walked. Throws
 * the trouble on which the answer depends.
 */
export async function isAligned(
  questions: Questions,
  author: string,
  other: string,
  mode: Alignment,
): Promise<boolean> {
  if (other === author) return true;
  if (mode === "s" || !shareTopLevel(author, other)) return false;
  const walk = await treeWalk(questions, author);
  if (walk.trouble && shareTheRest(walk, await treeWalk(questions, other))) return true;
  const organizational = organizationalDomainOf(author, walk);
  return (
    isAtOrBelow(other, organizational) &&
    organizationalDomainOf(other, await treeWalk(questions, other)) === organizational
  );
}

/**
 * Two walks that have come to the same record, and then to the same question without an answer: whatever stands further
 * up, both end at the same organizational domain.
 */
function shareTheRest(one: Walk, other: Walk): boolean {
  const met = one.found.at(-1)?.domain;
  const sameQuestion = one.trouble?.details.asked === other.trouble?.details.asked;
  return met !== undefined && met === other.found.at(-1)?.domain && sameQuestion;
}

/** The same as receivers with the public suffix list see it. */
export function isAlignedByList(author: string, other: string, mode: Alignment): boolean {
  return other === author || (mode === "r" && organizationalDomainByList(author) === organizationalDomainByList(other));
}

function shareTopLevel(one: string, other: string): boolean {
  return one.split(".").at(-1) === other.split(".").at(-1);
}

function hasRecord(at: DmarcAt): at is DmarcAt & { record: DmarcRecord } {
  return at.record !== null;
}

function walked({ domain, record }: DmarcAt & { record: DmarcRecord }) {
  return { domain, psd: record.psd };
}
