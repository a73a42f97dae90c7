import type { Config } from "../config.ts";
import { authentication } from "./authentication.ts";
import { canary } from "./canary.ts";
import { credentials } from "./credentials.ts";
import { digest } from "./digest.ts";
import { reputation } from "./reputation.ts";
import { senders } from "./senders.ts";
import { suppressions } from "./suppressions.ts";
import type { Watch, WatchKind } from "./watch.ts";

/** The registry: one line a kind of watch. */
export const WATCHES: readonly Watch[] = [
  credentials,
  authentication,
  suppressions,
  senders,
  reputation,
  canary,
  digest,
];

/** Milliseconds that a whole sweep may take, or one of that target alone. */
export function limitOf(kind: WatchKind, config: Config, target?: string): number {
  const watch = WATCHES.find((each) => each.kind === kind);
  return watch?.limitMs(target === undefined ? watch.targets(config).length : 1) ?? 0;
}
