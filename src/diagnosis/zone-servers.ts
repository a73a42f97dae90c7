import { PortTrouble } from "../ports/trouble.ts";
import { excerpt } from "./excerpt.ts";
import type { Questions } from "./questions.ts";
import { readable } from "./readable.ts";
import { zoneCandidates, zoneCandidatesAbove } from "./zone-candidates.ts";

/** A zone with its servers. `heldFor` is the name that a person knows it by: the domain that was checked. */
export type Zone = { name: string; heldFor: string; servers: readonly ZoneServer[] };

/** `unresolved`: no address was found, and it is not known whether there is one. */
export type ZoneServer = { name: string; addresses: readonly string[]; unresolved?: PortTrouble };

/** The root has 13; nobody needs more, and a hostile zone may name hundreds. */
const MOST_SERVERS = 13;
/** Of each family, for one server. */
const MOST_ADDRESSES = 2;

/**
 * The zone that holds a domain: of the domain and its parents the nearest that has NS records. Throws PortTrouble where
 * that could not be found out.
 */
export async function zoneOf(questions: Questions, domain: string): Promise<Zone> {
  const candidates = zoneCandidates(domain);
  const ahead = candidates.map((name) => serverNames(questions, name));
  // The nearest decides; trouble further up is nobody's concern then.
  void Promise.allSettled(ahead);
  for (const [index, name] of [...candidates, ...zoneCandidatesAbove(domain)].entries()) {
    const names = await (ahead[index] ?? serverNames(questions, name));
    if (names.length > 0) return { name, heldFor: domain, servers: await serversOf(questions, names) };
  }
  const alias = (await readable(questions.dns(domain, "CNAME"))).value;
  const detail = alias?.found
    ? `it is an alias (CNAME) of ${excerpt(alias.records[0] ?? "", 253)}: a question for its name servers leads there`
    : "neither it nor a parent has name servers";
  throw new PortTrouble("error", { asked: domain, detail });
}

/**
 * A zone that a parent's server has pointed to. Its servers are those that a resolver finds; those that the parent named,
 * where it finds none.
 */
export async function delegatedZone(questions: Questions, name: string, named: readonly string[]): Promise<Zone> {
  const { value } = await readable(serverNames(questions, name));
  const names = value && value.length > 0 ? value : named;
  return { name, heldFor: name, servers: await serversOf(questions, names) };
}

/** None where the name is an alias: the NS records that a resolver then gives are those of the alias's target. */
async function serverNames(questions: Questions, zone: string): Promise<readonly string[]> {
  const [answer, alias] = await Promise.all([questions.dns(zone, "NS"), readable(questions.dns(zone, "CNAME"))]);
  return answer.found && !alias.value?.found ? answer.records : [];
}

function serversOf(questions: Questions, names: readonly string[]): Promise<readonly ZoneServer[]> {
  const distinct = [...new Set(names)].sort().slice(0, MOST_SERVERS);
  return Promise.all(distinct.map((name) => serverWithAddresses(questions, name)));
}

async function serverWithAddresses(questions: Questions, name: string): Promise<ZoneServer> {
  const families = [readable(questions.dns(name, "A")), readable(questions.dns(name, "AAAA"))];
  const answers = await Promise.all(families);
  const addresses = answers.flatMap(({ value }) =>
    value?.found ? [...value.records].sort().slice(0, MOST_ADDRESSES) : [],
  );
  const unresolved = addresses.length === 0 ? answers.find(({ trouble }) => trouble)?.trouble : undefined;
  return { name, addresses, ...(unresolved && { unresolved }) };
}
