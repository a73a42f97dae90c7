import type { AuthoritativeAnswer } from "../ports/dns.ts";
import type { Questions } from "./questions.ts";
import { type Readable, readable } from "./readable.ts";
import { isWithin, type RestsOn } from "./zone-names.ts";
import { delegatedZone, type Zone, type ZoneServer } from "./zone-servers.ts";

/** What one address of one server of a zone said; its silence is an observation too, hence a value. */
export type Heard = {
  zone: string;
  server: string;
  address: string;
  question: RestsOn;
  said: Readable<AuthoritativeAnswer>;
};

export type Hearing = { zones: readonly Zone[]; heard: readonly Heard[] };

/** From the zone that was asked first: more is a loop or a game. */
const DEEPEST_DELEGATION = 3;

/**
 * Asks every server of a zone every question, side by side. Where a server points to a child zone, the child's own
 * servers are asked as well, so that a delegated name is judged by those who hold it.
 */
export async function hear(questions: Questions, zone: Zone, asked: readonly RestsOn[], depth = 0): Promise<Hearing> {
  const delegated = new Map<string, Promise<Hearing>>();

  async function ask(server: ZoneServer, address: string, question: RestsOn): Promise<Heard> {
    const said = await readable(questions.authoritative({ name: server.name, address }, question.name, question.type));
    const { value } = said;
    if (value?.kind === "referral" && isDelegation(value.zone, zone.name, question) && depth < DEEPEST_DELEGATION) {
      const key = `${value.zone} ${question.name} ${question.type}`;
      if (!delegated.has(key)) delegated.set(key, follow(value.zone, value.servers, question));
    }
    return { zone: zone.name, server: server.name, address, question, said };
  }

  async function follow(child: string, named: readonly string[], question: RestsOn): Promise<Hearing> {
    return hear(questions, await delegatedZone(questions, child, named), [question], depth + 1);
  }

  const heard = await Promise.all(
    zone.servers.flatMap((server) =>
      server.addresses.flatMap((address) => asked.map((question) => ask(server, address, question))),
    ),
  );
  const below = await Promise.all(delegated.values());
  return {
    zones: [zone, ...below.flatMap(({ zones }) => zones)],
    heard: [...heard, ...below.flatMap((one) => one.heard)],
  };
}

/** A referral that leads down, towards the name; one that leads up or aside only says that the server is lame. */
export function isDelegation(child: string, parent: string, { name }: RestsOn): boolean {
  return child !== parent && isWithin(child, parent) && isWithin(name, child);
}
