import { PortTrouble, type TroubleReason } from "../ports/trouble.ts";
import { excerpt } from "./excerpt.ts";
import type { Finding } from "./finding.ts";
import { type Heard, type Hearing, isDelegation } from "./zone-answers.ts";
import type { Zone, ZoneServer } from "./zone-servers.ts";

/** Why a server does not serve its zone; `data.reason` of NS_UNREACHABLE. */
export type ServerFault = "timeout" | "unreachable" | "error" | "lame" | "no-address" | "private-address";

type State =
  | { kind: "serves" }
  | { kind: "fault"; reason: ServerFault; rcode?: string }
  | { kind: "unknown"; trouble: PortTrouble }
  /** Reached by IPv6 alone, which need not work from here and proves nothing then. */
  | { kind: "left out" };

export type Reach = {
  findings: readonly Finding<"NS_UNREACHABLE">[];
  /** What could not be told: servers at which the run's limit struck, zones none of whose servers answered. */
  troubles: readonly PortTrouble[];
  serving: readonly string[];
  leftOut: readonly string[];
};

/** Which servers serve the zones that they are named for. */
export function reachOf({ zones, heard }: Hearing): Reach {
  const faults = new Map<string, Finding<"NS_UNREACHABLE">>();
  const troubles: PortTrouble[] = [];
  const serving = new Set<string>();
  const leftOut = new Set<string>();

  for (const zone of new Map(zones.toReversed().map((each) => [each.name, each])).values()) {
    const states = zone.servers.map((server) => ({ server, state: stateOf(zone, server, heard) }));
    if (!states.some(({ state }) => state.kind === "serves")) {
      troubles.push(silence(zone, states));
      continue;
    }
    for (const { server, state } of states) {
      if (state.kind === "serves") serving.add(server.name);
      if (state.kind === "left out") leftOut.add(server.name);
      if (state.kind === "unknown") troubles.push(state.trouble);
      if (state.kind === "fault" && !faults.has(server.name)) faults.set(server.name, unreachable(zone, server, state));
    }
  }
  return {
    findings: [...faults.values()].sort((a, b) => (a.subject < b.subject ? -1 : 1)),
    troubles,
    serving: [...serving].sort(),
    leftOut: [...leftOut].sort(),
  };
}

/** A server that has answered one question is there; the questions that it left open are told by name. */
function stateOf(zone: Zone, server: ZoneServer, all: readonly Heard[]): State {
  if (server.unresolved) return { kind: "unknown", trouble: server.unresolved };
  if (server.addresses.length === 0) return { kind: "fault", reason: "no-address" };
  const heard = all.filter((one) => one.zone === zone.name && one.server === server.name);
  if (heard.some((one) => judges(zone, one))) return { kind: "serves" };
  const lame = heard.find(({ said }) => said.value);
  if (lame) return { kind: "fault", reason: "lame", rcode: rcodeOf(lame) };

  const troubles = heard.flatMap(({ said }) => said.trouble ?? []);
  const cutOff = troubles.find((trouble) => trouble.reason === "limit" && !isRefusedAddress(trouble));
  if (cutOff) return { kind: "unknown", trouble: new PortTrouble("limit", { ...cutOff.details, asked: server.name }) };
  if (troubles.every(isRefusedAddress)) return { kind: "fault", reason: "private-address" };
  const overIpv4 = heard.filter(({ address }) => !address.includes(":")).flatMap(({ said }) => said.trouble ?? []);
  const reason = overIpv4.find((trouble) => !isRefusedAddress(trouble))?.reason;
  if (reason === undefined) return { kind: "left out" };
  return { kind: "fault", reason: reason === "timeout" || reason === "unreachable" ? reason : "error" };
}

/** Whether this is the word of a server that serves the zone, an absence or a delegation included. */
export function judges(zone: Zone, { question, said: { value } }: Heard): boolean {
  if (!value || value.kind === "lame") return false;
  return value.kind !== "referral" || isDelegation(value.zone, zone.name, question);
}

function rcodeOf({ said: { value } }: Heard): string {
  return value?.kind === "lame" ? value.rcode : "referral";
}

/** The port names the server whose address it refuses to ask; where the run's time is over, no server is to blame. */
export function isRefusedAddress(trouble: PortTrouble): boolean {
  return trouble.reason === "limit" && trouble.details.server !== undefined;
}

function unreachable(
  zone: Zone,
  { name, addresses }: ZoneServer,
  { reason, rcode }: Extract<State, { kind: "fault" }>,
): Finding<"NS_UNREACHABLE"> {
  return {
    code: "NS_UNREACHABLE",
    subject: name,
    data: { zone: zone.name, reason, addresses, ...(rcode !== undefined && { rcode }) },
  };
}

const REASONS_FIRST_TO_LAST = ["limit", "timeout", "unreachable", "servfail", "refused"] as const;

/** None of a zone's servers serves it: nothing can be compared, and the network may be ours. */
function silence(zone: Zone, states: readonly { server: ZoneServer; state: State }[]): PortTrouble {
  const reasons = states.map(({ state }) => troubleReason(state));
  const reason = REASONS_FIRST_TO_LAST.find((each) => reasons.includes(each)) ?? "error";
  const each = states.map(({ server, state }) => `${server.name}: ${described(state)}`).join(", ");
  return new PortTrouble(reason, {
    asked: zone.heldFor,
    detail: excerpt(`no server of ${zone.name} answers (${each})`),
  });
}

function troubleReason(state: State): TroubleReason {
  if (state.kind === "unknown") return state.trouble.reason;
  if (state.kind !== "fault") return "unreachable";
  if (state.reason === "timeout") return "timeout";
  if (state.rcode === "SERVFAIL") return "servfail";
  if (state.rcode === "REFUSED") return "refused";
  return state.reason === "lame" || state.reason === "error" ? "error" : "unreachable";
}

function described(state: State): string {
  if (state.kind === "unknown") return state.trouble.reason;
  if (state.kind === "fault") return state.rcode ?? state.reason;
  return "IPv6 only";
}
