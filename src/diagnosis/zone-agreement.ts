import type { AuthoritativeAnswer, DnsType } from "../ports/dns.ts";
import { excerpt } from "./excerpt.ts";
import type { Finding } from "./finding.ts";
import type { Heard } from "./zone-answers.ts";

/** Answers quoted in one finding. */
const MOST_QUOTED = 40;

/** The names for which authoritative servers answer differently, one finding a name, in the order of the questions. */
export function disagreements(heard: readonly Heard[]): readonly Finding<"NS_DISAGREE">[] {
  return [...groupedBy(heard, ({ question }) => question.name)].flatMap(([name, ofName]) => {
    const differing = [...groupedBy(ofName, ({ question }) => question.type)].filter(
      ([type, ofType]) => new Set(ofType.flatMap((one) => contentOf(type, one.said.value) ?? [])).size > 1,
    );
    if (differing.length === 0) return [];
    const each = Math.floor(MOST_QUOTED / differing.length);
    const answers = differing.flatMap(([type, ofType]) => quotes(type, ofType).slice(0, each));
    return [{ code: "NS_DISAGREE", subject: name, data: { types: differing.map(([type]) => type), answers } }];
  });
}

/**
 * What an answer comes down to, for comparing; null where the server did not judge of the name: it is lame, or has handed
 * the name on to others.
 *
 * - The two absences count as one. Servers that answer NXDOMAIN for a name that only has names under it are broken
 *   (RFC 8020 §2), but who asks for records finds none either way.
 * - Behind an alias stands another name, which a server follows as far as it happens to hold that name's zone
 *   (RFC 1034 §4.3.2): the alias alone is compared.
 */
function contentOf(type: DnsType, answer: AuthoritativeAnswer | undefined): string | null {
  switch (answer?.kind) {
    case "answer": {
      if (type !== "CNAME" && answer.cname !== undefined) return `alias ${answer.cname.toLowerCase()}`;
      // Names do not count by case (RFC 4343); text does.
      const records = type === "TXT" ? answer.records : answer.records.map((record) => record.toLowerCase());
      return JSON.stringify([...new Set(records)].sort());
    }
    case "nodata":
    case "nxdomain":
      return "[]";
    default:
      return null;
  }
}

/** Each server once for each thing that it says. */
function quotes(type: DnsType, heard: readonly Heard[]) {
  const said = new Map<string, { type: DnsType; server: string; address: string; answer: string }>();
  for (const { server, address, said: answer } of heard) {
    const content = contentOf(type, answer.value);
    const key = `${server} ${content}`;
    if (content === null || said.has(key)) continue;
    said.set(key, { type, server, address, answer: excerpt(shown(answer.value)) });
  }
  return [...said.values()];
}

function shown(answer: AuthoritativeAnswer | undefined): string {
  if (answer?.kind === "nodata") return "no such record";
  if (answer?.kind !== "answer") return "no such name";
  const records = answer.records.join(" | ");
  return answer.cname === undefined ? records : `CNAME ${answer.cname}`;
}

function groupedBy<T, K>(items: readonly T[], keyOf: (item: T) => K): ReadonlyMap<K, readonly T[]> {
  return Map.groupBy(items, keyOf);
}
