import type { Sender } from "../ports/sender.ts";
import type { World } from "./world.ts";

/** A world's senders as configuration would have them. */
export function sendersOf({ config }: Pick<World, "config">): readonly Sender[] {
  return (config.senders ?? []).map(({ function: name, region, domains }) => ({
    function: name,
    region,
    domains: domains?.map((domain) => ({ domain, typed: domain })) ?? null,
  }));
}
