import type { ProviderSet } from "./rule.ts";

const UNBLOCK = "Ask for the removal of the sending IP at https://unblock.secureserver.net/.";

/** GoDaddy ends its refusals with `IB` and a number. */
// biome-ignore format: a line a rule
export const godaddy = {
  name: "godaddy",
  source: "https://www.godaddy.com/help/fix-rejected-email-with-a-bounce-error-40685",
  dated: "2026-11",
  hosts: [".secureserver.net"],
  words: ["secureserver.net", "x.co/rlbounce", " ib0", " ib1", " ib2", " ib4", " ib5", " ib6", " ib7", "<http://x.co", "rbl reject", "account storage limit"],
  rules: [
    { says: " ib401|authentication not allowed", reason: "securityerror", example: "535 Authentication not allowed on IBSMTP Servers. IB401" },
    { says: " ib501| ib502|blank from: addresses|not allowed as a from", reason: "notcompliantrfc", example: "550 Blank From: addresses are not allowed. IB501" },
    { says: " ib506|from: domain is invalid", reason: "rejected", hop: "authentication", example: "550 example.com From: Domain is invalid. IB506" },
    { says: " ib508|inspect your spf settings", reason: "authfailure", example: "550 Invalid SPF record. IB508" },
    { says: " ib108|reverse dns for this ip failed", reason: "requireptr", example: "421 Temporarily rejected. IB108" },
    { says: " ib212| ib213", reason: "spamdetected", example: "552 This message has been rejected. IB212" },
    { says: " ib705|virus infected", reason: "virusdetected", example: "552 Virus infected message, rejected. IB705" },
    { says: " ib605| ib007| ib001| ib002| ib003|too many sessions", reason: "toomanyconn", example: "421 Connection refused, too many sessions from This IP. IB007" },
    { says: " ib101| ib504| ib510| ib607|too many messages this hour|too many recipients this hour|messages per session", reason: "ratelimited", retry: "later", example: "550 This IP has sent too many messages this hour. IB504" },
    { says: " ib103|poor reputation", reason: "badreputation", example: "421 Connection refused. IB103" },
    { says: " ib104| ib105| ib106| ib110| ib111| ib112| ib113|rbl reject|spamhaus.org/query/bl", reason: "blocked", example: "554 Connection refused. IB105", fix: UNBLOCK },
    { code: "451", alone: true, says: "able to establish an smtp connection", reason: "expired" },
    { says: "in the queue too long|delivery timeout", reason: "expired", example: "Delivery timeout (secureserver.net)" },
    { says: "account storage limit|mailbox * full|quota", reason: "mailboxfull", example: "552 account storage limit reached IB" },
    { says: "spam or virus content|spam", reason: "spamdetected" },
    { says: "account disabled", reason: "suspend" },
    { says: "message is looping", reason: "systemerror", who: "recipient-admin" },
    { says: "recipient not found|no such user|account does not exist|mail-box does not exist", reason: "userunknown" },
  ],
} as const satisfies ProviderSet;
