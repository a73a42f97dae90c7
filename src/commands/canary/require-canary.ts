import type { Config } from "../../config.ts";
import { type Command, UsageMistake } from "../command.ts";

export const CANARY_IS_OFF = "The canary is off. Switch it on with canary: { from: ADDRESS } in maildiag.yaml.";

/** From where canaries are sent. Throws UsageMistake where the configuration does not say. */
export function requireCanary(
  { canary, regions }: Pick<Config, "canary" | "regions">,
  command: Command,
): { from: string; regions: readonly string[] } {
  if (!canary) throw new UsageMistake(CANARY_IS_OFF, command);
  return { from: canary.from, regions: canary.regions ?? regions };
}
