import type { ProviderSet } from "./rule.ts";

/** Facebook (Meta) begins its refusals with a code such as `RCP-P2`. */
// biome-ignore format: a line a rule
export const facebook = {
  name: "facebook",
  source: "https://www.facebook.com/postmaster/response_codes",
  dated: "2026-11",
  hosts: [".facebook.com"],
  words: ["facebook.com", "response_codes?ip"],
  rules: [
    { says: "pol-p1|pol-p2|pol-p3|pol-p4|pol-t1|pol-t2|pol-t3", reason: "blocked" },
    { says: "pol-p5", reason: "virusdetected" },
    { says: "pol-p6", reason: "spamdetected", meaning: "A link in the message is blocked by Facebook." },
    { says: "pol-p7", reason: "authfailure" },
    { says: "pol-p8", reason: "spamdetected" },
    { says: "msg-p1|int-p2", reason: "mesgtoobig" },
    { says: "msg-p2", reason: "contenterror", meaning: "The message holds an attachment of a type that Facebook does not take." },
    { says: "msg-p3", reason: "notcompliantrfc" },
    { says: "rcp-p2|rcp-p3", reason: "filtered", who: "recipient", meaning: "The recipient's own settings refuse the mail." },
    { says: "rcp-p1|int-p1|int-p3|int-p4", reason: "userunknown" },
    { says: "rcp-t4", reason: "suspend" },
    { says: "rcp-t1|int-t", reason: "systemerror", retry: "later" },
    { says: "dns-p1|dns-p2|dns-t1", reason: "rejected", hop: "authentication", meaning: "The domain of the return path (MAIL FROM) does not exist, or has no MX record." },
    { says: "dns-p3|dns-t2", reason: "requireptr" },
    { says: "con-t1|con-t2|con-t3|con-t4|msg-t1", reason: "toomanyconn", retry: "later" },
  ],
} as const satisfies ProviderSet;
