import type { World } from "../world.ts";
import { accountPaused } from "./account-paused.ts";
import { denied } from "./denied.ts";
import { dkimDoubled } from "./dkim-doubled.ts";
import { healthy } from "./healthy.ts";
import { jada } from "./jada.ts";
import { mailFromMissing } from "./mail-from-missing.ts";
import { nameServersDisagree } from "./name-servers-disagree.ts";

/** The registry: one line a world; the first is the default. */
export const WORLDS: readonly World[] = [
  jada,
  healthy,
  mailFromMissing,
  dkimDoubled,
  nameServersDisagree,
  accountPaused,
  denied,
];
