import type { Check, RelaysTarget, ReputationTarget, SendersTarget } from "../check.ts";
import { account } from "./account.ts";
import { dkim } from "./dkim.ts";
import { dmarc } from "./dmarc.ts";
import { endpoint } from "./endpoint.ts";
import { events } from "./events.ts";
import { identity } from "./identity.ts";
import { mailFrom } from "./mail-from.ts";
import { mx } from "./mx.ts";
import { nameServers } from "./name-servers.ts";
import { regions } from "./regions.ts";
import { relayAuth } from "./relay-auth.ts";
import { relayKey } from "./relay-key.ts";
import { relayPermission } from "./relay-permission.ts";
import { reputation } from "./reputation.ts";
import { sender } from "./sender.ts";
import { spf } from "./spf.ts";
import { suppression } from "./suppression.ts";

/** The registry: one line a check, in the order in which a report tells them. */
export const CHECKS: readonly Check[] = [
  relayKey,
  relayAuth,
  sender,
  endpoint,
  relayPermission,
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
  reputation,
];

/** Those that are about relays alone, in the same order. */
export const RELAY_CHECKS: readonly Check<string, RelaysTarget>[] = [relayKey, relayAuth, endpoint, relayPermission];

/** Those that are about senders alone. */
export const SENDER_CHECKS: readonly Check<string, SendersTarget>[] = [sender];

/** Those that are about rates and quota. */
export const REPUTATION_CHECKS: readonly Check<string, ReputationTarget>[] = [account, reputation];
