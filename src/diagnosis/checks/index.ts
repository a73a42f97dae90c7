import type { Check } from "../check.ts";
import { account } from "./account.ts";
import { dkim } from "./dkim.ts";
import { dmarc } from "./dmarc.ts";
import { events } from "./events.ts";
import { identity } from "./identity.ts";
import { mailFrom } from "./mail-from.ts";
import { mx } from "./mx.ts";
import { nameServers } from "./name-servers.ts";
import { regions } from "./regions.ts";
import { spf } from "./spf.ts";
import { suppression } from "./suppression.ts";

/** The registry: one line a check, in the order in which a report tells them. */
export const CHECKS: readonly Check[] = [
  account,
  identity,
  regions,
  suppression,
  events,
  nameServers,
  mailFrom,
  dkim,
  dmarc,
  spf,
  mx,
];
