import type { Look } from "./check.ts";
import { type DkimKeyCode, dkimKeyFindings } from "./dkim-key-findings.ts";
import { type DkimName, doubledNames } from "./dkim-names.ts";
import { excerpt } from "./excerpt.ts";
import type { Finding, FindingData } from "./finding.ts";
import type { Questions } from "./questions.ts";
import { readable } from "./readable.ts";
import { pickDkimKey } from "./records/dkim-key.ts";

export type DkimRecordCode = DkimKeyCode | "DKIM_CNAME_MISSING" | "DKIM_CNAME_WRONG" | "DKIM_NAME_DOUBLED";

/** How far a CNAME chain is followed; resolvers stop at about as many. */
const LONGEST_CHAIN = 8;
const MOST_SHOWN = 3;

/**
 * What receivers find under one name that SES signs for. `domain` is the identity's, `about` goes into every finding.
 * Throws PortTrouble where DNS does not answer.
 */
export async function lookAtDkimName(
  questions: Questions,
  dkim: DkimName,
  domain: string,
  about: FindingData,
): Promise<readonly (Finding<DkimRecordCode> | Look<DkimRecordCode>)[]> {
  if (dkim.type === "TXT") return lookAtOwnKey(questions, dkim.name, domain, about);
  const { name, target } = dkim;
  const data = { ...about, target };
  askAhead(questions.dns(target, "TXT"));
  const chain = await followCname(questions, name, target);
  const reached = chain.at(-1) === target;
  const wrong = chain.length > 0 && !reached;
  const copied = !reached && holdsTheSameKey(questions, name, target);
  // A CNAME to elsewhere stands as a fact; only a key that is seen behind it acquits. Where there is no CNAME, a copy
  // of the key that cannot be looked for leaves it open.
  if (reached || (wrong ? copied && (await readable(copied)).value : await copied)) {
    return dkimKeyFindings(name, await textsAt(questions, target), data);
  }
  if (wrong)
    return [{ code: "DKIM_CNAME_WRONG", subject: name, data: { ...data, chain: chain.map((text) => excerpt(text)) } }];
  const isMisplaced = async (doubled: string) => {
    const answer = await questions.dns(doubled, "CNAME");
    return (
      answer.found && answer.records.some((found) => found === target || doubledNames(target, domain).includes(found))
    );
  };
  const doubled = await firstThat(isMisplaced, doubledNames(name, domain));
  if (doubled) return [{ code: "DKIM_NAME_DOUBLED", subject: name, data: { ...data, type: "CNAME", doubled } }];
  // What stands there instead has to go first: it has been asked for already.
  const instead = (await textsAt(questions, name)).slice(0, MOST_SHOWN).map((text) => excerpt(text));
  return [{ code: "DKIM_CNAME_MISSING", subject: name, data: { ...data, ...(instead.length > 0 && { instead }) } }];
}

async function lookAtOwnKey(questions: Questions, name: string, domain: string, about: FindingData) {
  const texts = await textsAt(questions, name);
  const findings = dkimKeyFindings(name, texts, about);
  if (!findings.some(({ code }) => code === "DKIM_KEY_MISSING")) return findings;
  const isMisplaced = async (doubled: string) => pickDkimKey(await textsAt(questions, doubled)) !== null;
  const doubled = await firstThat(isMisplaced, doubledNames(name, domain));
  if (!doubled) return findings;
  return [{ code: "DKIM_NAME_DOUBLED" as const, subject: name, data: { ...about, type: "TXT", doubled } }];
}

/** Starts a question that will be asked in any case; its trouble is told where its answer is awaited. */
function askAhead(question: Promise<unknown>): void {
  void Promise.allSettled([question]);
}

/**
 * The names that a CNAME leads over, until `target` or the end. A CNAME of one's own in between is innocent: receivers
 * follow it like any other.
 */
async function followCname(questions: Questions, name: string, target: string): Promise<readonly string[]> {
  const chain: string[] = [];
  for (let at = name; chain.length < LONGEST_CHAIN; ) {
    const answer = await questions.dns(at, "CNAME");
    const next = answer.found ? (answer.records.find((record) => record === target) ?? answer.records[0]) : undefined;
    if (next === undefined) break;
    chain.push(next);
    if (next === target || next === name || chain.indexOf(next) < chain.length - 1) break;
    at = next;
  }
  return chain;
}

/** Some DNS providers "flatten" a CNAME into a copy of its target's records; the mail is verified with it all the same. */
async function holdsTheSameKey(questions: Questions, name: string, target: string): Promise<boolean> {
  const here = pickDkimKey(await textsAt(questions, name))?.key;
  if (here?.state !== "readable") return false;
  const there = pickDkimKey(await textsAt(questions, target))?.key;
  return there?.state === "readable" && there.publicKey === here.publicKey;
}

async function textsAt(questions: Questions, name: string): Promise<readonly string[]> {
  const answer = await questions.dns(name, "TXT");
  return answer.found ? answer.records : [];
}

/**
 * That the record is missing where it belongs is known already; where it stands instead only makes the advice better,
 * so trouble on that search takes nothing back.
 */
async function firstThat(
  holds: (name: string) => Promise<boolean>,
  names: readonly string[],
): Promise<string | undefined> {
  const tried = await Promise.all(names.map((name) => readable(holds(name))));
  return names.find((_, index) => tried[index]?.value === true);
}
