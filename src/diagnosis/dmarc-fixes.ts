import type { AlignmentSeen } from "./dmarc-findings.ts";
import type { DnsRecordToPublish, Finding, FindingData, Fix } from "./finding.ts";
import { quotedList } from "./quoted.ts";
import { shellWord } from "./shell-word.ts";

export function publish(
  text: string,
  records: readonly DnsRecordToPublish[] = [],
  commands: readonly string[] = [],
): Fix {
  return { text, who: "you", records, commands };
}

/** The policy is none: raised where it is written, all else kept. */
export function toRaise(finding: Finding): Fix {
  const { data } = finding;
  const how =
    data.raises === "t"
      ? "take t=y out, under which receivers apply one level less than the record says"
      : `raise ${data.raises === "sp" ? "sp" : "the policy"} to quarantine, then reject`;
  return publish(
    `Once the reports show that all mail of yours passes, ${how}.${proposals(data)}`,
    suggestedRecord(finding),
  );
}

/** A record that cannot be read: written anew with all of it that could be. */
export function toCorrect(finding: Finding): Fix {
  const { data } = finding;
  const rules = "Correct the record: tags are parted by semicolons; p, sp and np are none, quarantine or reject.";
  if (typeof data.suggested !== "string") return publish(rules);
  const left = quotedList(data.leftOut);
  return publish(
    `${rules} This keeps what could be read of it${left === "" ? "" : `, without ${left}`}.${proposals(data)}`,
    suggestedRecord(finding),
  );
}

function suggestedRecord({ subject, data }: Finding): readonly DnsRecordToPublish[] {
  return typeof data.suggested === "string" ? [{ type: "TXT", name: subject, value: data.suggested }] : [];
}

/** What in a suggested record is nobody's word but ours. */
function proposals({ proposes }: FindingData): string {
  if (!Array.isArray(proposes)) return "";
  return [
    proposes.includes("p") ? " No valid policy could be read: p=none is a proposal, write what was meant." : "",
    proposes.includes("rua") ? " The address in rua is a proposal: name one that you read." : "",
  ].join("");
}

/** In what receivers differ, and how each way sees it. */
export function discoveryWords({ data }: Finding): string {
  const differing = alignmentOf(data).filter(({ byWalk, byList }) => byWalk !== byList);
  const policy = (data.differences as readonly string[]).includes("policy")
    ? [
        `Walking the tree (RFC 9989) leads to ${decided(data.byWalk)}, the public suffix list (RFC 7489) to ${decided(data.byList)}.`,
      ]
    : [];
  const seen = new Set(
    differing.map(({ what, name, byWalk }) => {
      const [aligned, not] = byWalk
        ? ["walk the tree (RFC 9989)", "go by the public suffix list (RFC 7489)"]
        : ["go by the public suffix list (RFC 7489)", "walk the tree (RFC 9989)"];
      return `${what === "dkim" ? `DKIM with d=${name}` : `The MAIL FROM ${name}`} is aligned with ${data.domain} for receivers that ${aligned}, not for those that ${not}.`;
    }),
  );
  return [...policy, ...seen].join(" ");
}

/** Both ways agree about what stands at the From domain itself, and about what is signed with exactly its name. */
export function toAgree({ subject, data }: Finding): Fix {
  const differences = data.differences as readonly string[];
  if (differences.includes("policy"))
    return publish(`Publish a record of its own at ${subject}: receivers of both kinds then go by it.`);
  const open = notSafe(data);
  if (open.length === 0)
    return { ...publish("Nothing has to be done: DKIM is aligned for both kinds of receivers."), who: "nobody" };
  const missing = [...new Set(open.filter(({ own }) => !own).map(({ region }) => region))];
  const exact = "a signature with exactly its name is aligned for both kinds.";
  if (missing.length === 0) return publish(`Have SES sign with d=${data.domain}, as the dkim check says: ${exact}`);
  return publish(
    `Make ${data.domain} an SES identity of its own and publish its DKIM records: ${exact}`,
    [],
    missing.map(
      (region) =>
        `aws sesv2 create-email-identity --region ${shellWord(region)} --email-identity ${shellWord(data.domain)}`,
    ),
  );
}

/** What was seen in regions where DKIM is not aligned for both kinds. */
function notSafe(data: FindingData): readonly AlignmentSeen[] {
  const seen = alignmentOf(data);
  const isSafe = (region: string) =>
    seen.some(({ what, region: at, byWalk, byList }) => what === "dkim" && at === region && byWalk && byList);
  return seen.filter(({ region }) => !isSafe(region));
}

function alignmentOf({ alignment }: FindingData): readonly AlignmentSeen[] {
  return Array.isArray(alignment) ? (alignment as readonly AlignmentSeen[]) : [];
}

function decided(outcome: FindingData[string] | undefined): string {
  const { name, policy } = (outcome ?? {}) as { name?: string | null; policy?: string | null };
  return name ? `the policy "${policy}" at ${name}` : "no record";
}
