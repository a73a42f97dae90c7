import { RECEIVERS } from "../alerts/blind-spots.ts";
import type { Config } from "../config.ts";
import { SEVERITIES_WORST_FIRST, type Severity } from "../diagnosis/finding.ts";
import type { Hop } from "../diagnosis/hop.ts";
import { relaysUnder } from "../diagnosis/relays-under.ts";
import { senderName } from "../diagnosis/sender-facts.ts";
import { sendersFor } from "../diagnosis/senders-for.ts";
import type { Store } from "../ports/store.ts";
import { canaryRegions } from "./canary.ts";
import { type Memory, memoryOf } from "./memory.ts";

/** How a domain is, as the last sweeps left it. A hop that none of them looked at is not there. */
export type DomainState = { typed: string; at: string | null; hops: Readonly<Partial<Record<Hop, Severity>>> };

/** A domain's own hops, those of what sends for it, and how the mail of every region fares. Throws StoreTrouble. */
export async function domainStates(
  { alerts }: Pick<Store, "alerts">,
  { domains, relays, senders, regions, canary: configured, schedules }: Config,
): Promise<readonly DomainState[]> {
  // Switched off, what it found the last time is no longer how it is.
  const canary = schedules.canary === null ? null : configured;
  const read = async (kind: string, targets: readonly string[]) => memories(await alerts.memories(kind, targets));
  const [own, byRelay, bySender, byRegion, byCanary] = await Promise.all([
    read(
      "authentication",
      domains.map(({ domain }) => domain),
    ),
    read(
      "credentials",
      relays.map(({ name }) => name),
    ),
    read("senders", senders.map(senderName)),
    read("reputation", [...regions, RECEIVERS]),
    read("canary", canary ? canaryRegions({ canary, regions }) : []),
  ]);
  const shared = [...regions, RECEIVERS].flatMap((region) => byRegion.get(region) ?? []);
  return domains.map(({ domain, typed }) => {
    const known = own.get(domain);
    const theirs = [
      ...relaysUnder(domain, relays).flatMap(({ name }) => byRelay.get(name) ?? []),
      ...sendersFor(domain, senders).flatMap((sender) => bySender.get(senderName(sender)) ?? []),
      ...shared,
      ...(canary && isUnder(canary.domain, domain) ? canaryRegions({ canary, regions }) : []).flatMap(
        (region) => byCanary.get(region) ?? [],
      ),
    ];
    const hops: Partial<Record<Hop, Severity>> = {};
    for (const { hop, severity } of [known, ...theirs].flatMap((memory) => memory?.hops ?? [])) {
      hops[hop] = worse(hops[hop], severity);
    }
    return { typed, at: known?.at ?? theirs[0]?.at ?? null, hops };
  });
}

function isUnder(name: string, domain: string): boolean {
  return name === domain || name.endsWith(`.${domain}`);
}

function memories(all: readonly { target: string; document: string }[]): ReadonlyMap<string, Memory> {
  return new Map(
    all.flatMap(({ target, document }) => {
      const memory = memoryOf(document);
      return memory ? [[target, memory] as const] : [];
    }),
  );
}

function worse(one: Severity | undefined, other: Severity): Severity {
  if (one === undefined) return other;
  return SEVERITIES_WORST_FIRST.indexOf(one) < SEVERITIES_WORST_FIRST.indexOf(other) ? one : other;
}
