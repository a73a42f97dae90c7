import { PortTrouble, type TroubleReason } from "../ports/trouble.ts";
import { excerpt } from "./excerpt.ts";
import type { Heard, Hearing } from "./zone-answers.ts";
import { isRefusedAddress, judges } from "./zone-reach.ts";
import type { Zone } from "./zone-servers.ts";

/** A question that servers of its zone left open, although they answer others. */
type Gap = { name: string; type: string; server: string; reason: TroubleReason; answered: string };

/**
 * The names that were not compared between all servers that are there: one trouble for a name and a reason, with the
 * servers that left it open. A packet that is lost even after its retry accuses no server; it only must not count as
 * agreement.
 */
export function gapsIn({ zones, heard }: Hearing): readonly PortTrouble[] {
  const gaps = [...new Map(zones.map((zone) => [zone.name, zone])).values()].flatMap((zone) => gapsOf(zone, heard));
  return [...Map.groupBy(gaps, ({ name, reason }) => `${name} ${reason}`).values()].flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const servers = [...new Set(group.map(({ server }) => server))].sort();
    const counts = [...new Set(group.map(({ type, answered }) => `${type}: ${answered}`))];
    const details = { asked: first.name, server: servers.join(", "), detail: excerpt(counts.join("; ")) };
    return [new PortTrouble(first.reason, details)];
  });
}

function gapsOf(zone: Zone, all: readonly Heard[]): readonly Gap[] {
  const heard = all.filter((one) => one.zone === zone.name);
  const there = new Set(heard.filter((one) => judges(zone, one)).map(({ server }) => server));
  const ofServers = heard.filter(({ server }) => there.has(server));
  const byQuestion = Map.groupBy(ofServers, ({ question }) => `${question.type} ${question.name}`);
  return [...byQuestion.values()].flatMap((ofQuestion) => {
    const byServer = [...Map.groupBy(ofQuestion, ({ server }) => server)];
    const open = byServer.filter(([, said]) => !said.some((one) => judges(zone, one)));
    const answered = `${byServer.length - open.length} of ${byServer.length} servers answered`;
    return open.flatMap(([server, said]) =>
      said
        .slice(0, 1)
        .map(({ question: { name, type } }) => ({ name, type, server, answered, reason: reasonOf(said) })),
    );
  });
}

/** What was said over IPv4 counts first: IPv6 need not work from here. */
function reasonOf(said: readonly Heard[]): TroubleReason {
  const lame = said.find((one) => one.said.value)?.said.value;
  if (lame) {
    const rcode = lame.kind === "lame" ? lame.rcode : "";
    return rcode === "SERVFAIL" ? "servfail" : rcode === "REFUSED" ? "refused" : "error";
  }
  const asked = said.filter((one) => one.said.trouble && !isRefusedAddress(one.said.trouble));
  const first = asked.find(({ address }) => !address.includes(":")) ?? asked[0];
  return first?.said.trouble?.reason ?? "error";
}
