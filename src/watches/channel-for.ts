import type { Config } from "../config.ts";
import type { WatchKind } from "./watch.ts";

/** Where a watch tells what it found; null where no channel is configured. */
export function channelFor(kind: WatchKind, { channels }: Pick<Config, "channels">): string | null {
  return channels.watches?.[kind] ?? channels.alerts;
}

export const WITHOUT_CHANNEL =
  "no alert channel is configured, so that nobody is told of alerts: set MAILDIAG_ALERT_CHANNEL, or channels.alerts";
