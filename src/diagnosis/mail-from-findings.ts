import { decidingByWalk, isAligned, treeWalk } from "./dmarc-discovery.ts";
import { excerpt } from "./excerpt.ts";
import type { Finding, FindingData } from "./finding.ts";
import { hasAddress } from "./has-address.ts";
import { SES_RETURN_PATH } from "./mail-from-domain.ts";
import type { Questions } from "./questions.ts";
import { readable, tell } from "./readable.ts";
import { lookupsFault, recordFault, recordOf } from "./spf-faults.ts";
import { proposalAsData, proposalFor } from "./spf-proposal.ts";
import { type SesPass, sesNetworks, sesPasses } from "./spf-ses.ts";
import { type SpfTree, spfTree } from "./spf-tree.ts";

export type MailFromDnsCode =
  | "MAIL_FROM_NO_ADDRESS"
  | "MAIL_FROM_NOT_ALIGNED"
  | "MAIL_FROM_MX_MISSING"
  | "MAIL_FROM_MX_WRONG"
  | "MAIL_FROM_MX_MULTIPLE"
  | "MAIL_FROM_MX_TARGET_MISSING"
  | "MAIL_FROM_SPF_MISSING"
  | "MAIL_FROM_SPF_MULTIPLE"
  | "MAIL_FROM_SPF_SYNTAX"
  | "MAIL_FROM_SPF_TOO_MANY_LOOKUPS"
  | "MAIL_FROM_SPF_SES_NOT_AUTHORIZED";

type Found = readonly (Finding<MailFromDnsCode> | ReturnType<typeof tell>)[];

/** The hosts that take bounces for SES; every region's works for every region (SES developer guide, "mail-from"). */
const FEEDBACK_HOST = /^feedback-smtp\.[a-z0-9-]{1,40}\.amazonses\.com$/;
const MOST_SHOWN = 10;

/** Judges the MX of a custom MAIL FROM domain: SES wants exactly one, its own feedback host. */
export async function mxFindings(questions: Questions, name: string): Promise<Found> {
  const answer = await questions.dns(name, "MX");
  const records = answer.found ? answer.records : [];
  const shown = records.slice(0, MOST_SHOWN).map((mx) => excerpt(`${mx.preference} ${mx.exchange || "."}`, 260));
  const found = (code: MailFromDnsCode, data: FindingData = {}): Found => {
    return [{ code, subject: name, data: { name, records: shown, ...data } }];
  };
  const [only] = records;
  if (!only) return found("MAIL_FROM_MX_MISSING");
  if (records.length > 1) return found("MAIL_FROM_MX_MULTIPLE");
  const target = excerpt(only.exchange, 253);
  if (!FEEDBACK_HOST.test(only.exchange)) return found("MAIL_FROM_MX_WRONG", { target });
  return (await hasAddress(questions, only.exchange)) ? [] : found("MAIL_FROM_MX_TARGET_MISSING", { target });
}

/** Some receivers ask whether the return path itself has an address; the MX is enough by RFC 5321 §2.3.5. */
export async function addressFindings(questions: Questions, name: string): Promise<Found> {
  if (await hasAddress(questions, name)) return [];
  return [{ code: "MAIL_FROM_NO_ADDRESS", subject: name, data: { name } }];
}

/** Judges SPF where SES's mail is judged: at exactly this name, for the addresses that SES sends from. */
export async function spfFindings(questions: Questions, name: string): Promise<Found> {
  const networks = readable(sesNetworks(questions));
  const tree = await spfTree(questions, name);
  const fault = recordFault(tree.root);
  if (fault) return [{ code: CODE_OF[fault.kind], subject: name, data: fault.data }];

  const { value, trouble } = await networks;
  const passes = value ? await readable(sesPasses(questions, name, tree, value)) : { trouble };
  const troubles = new Set([...tree.troubles, ...(passes.trouble ? [passes.trouble] : [])]);
  // The networks were read out of the same tree: no further question.
  const ses = value && (await spfTree(questions, SES_RETURN_PATH));
  return [...judged(tree, passes.value ?? null, ses?.lookups ?? 0), ...[...troubles].map(tell)];
}

const CODE_OF = {
  missing: "MAIL_FROM_SPF_MISSING",
  multiple: "MAIL_FROM_SPF_MULTIPLE",
  syntax: "MAIL_FROM_SPF_SYNTAX",
} as const satisfies Record<string, MailFromDnsCode>;

/** Too many lookups stands for what SES comes to by it. `passes` is null where that is not known. */
function judged(
  tree: SpfTree,
  passes: readonly SesPass[] | null,
  sesLookups: number,
): readonly Finding<MailFromDnsCode>[] {
  const subject = tree.root.name;
  const failing = passes?.filter(({ result }) => result !== "pass") ?? [];
  const tooMany = lookupsFault(tree);
  if (tooMany) {
    const data = { ...tooMany, sesPasses: passes && failing.length === 0 };
    return [{ code: "MAIL_FROM_SPF_TOO_MANY_LOOKUPS", subject, data }];
  }
  const [first] = failing;
  if (!first || !tree.root.record) return [];
  return [
    {
      code: "MAIL_FROM_SPF_SES_NOT_AUTHORIZED",
      subject,
      data: {
        ...recordOf(tree),
        failing: failing.map(({ network, result }) => ({ network, result })),
        tried: passes?.length ?? 0,
        result: first.result,
        problem: first.problem && excerpt(first.problem),
        ...proposalAsData(proposalFor(tree, sesLookups)),
      },
    },
  ];
}

/**
 * Whether SPF can count for DMARC: the MAIL FROM domain under the From domain's record. Says nothing where there is no
 * record, and leaves it to the dmarc check to tell that none could be read.
 */
export async function alignmentFindings(questions: Questions, domain: string, name: string): Promise<Found> {
  const { value: deciding } = await readable(decidingFor(questions, domain));
  if (!deciding) return [];
  const { name: dmarc, record } = deciding.at;
  const { value: aligned, trouble } = await readable(isAligned(questions, domain, name, record.aspf));
  if (trouble) return [tell(trouble)];
  if (aligned) return [];
  // Whether leaving strict alignment would be enough.
  const relaxed = record.aspf === "s" ? (await readable(isAligned(questions, domain, name, "r"))).value : false;
  const data = { name, domain, aspf: record.aspf, dmarc, relaxed: relaxed ?? null };
  return [{ code: "MAIL_FROM_NOT_ALIGNED", subject: name, data }];
}

async function decidingFor(questions: Questions, domain: string) {
  return decidingByWalk(domain, await treeWalk(questions, domain));
}
