import type { ProviderSet } from "./rule.ts";

/** Orange and La Poste number their reasons: `OFR_416`, `LPN007_426`. */
// biome-ignore format: a line a rule
export const orange = {
  name: "orange",
  source: "https://assistance.orange.fr (postmaster) and https://postmaster.laposte.net",
  dated: "2026-11",
  hosts: [".orange.fr", ".wanadoo.fr", ".laposte.net"],
  words: ["mwinf", "ofr_", "ofr0", "lpn0", "lpn1", "laposte", "orange.fr", "destinataire", "veuillez"],
  rules: [
    { says: "trop de connexions|_104|_103 too many|too many connections", reason: "toomanyconn" },
    { says: "emetteur invalide|_405|_507|invalid sender", reason: "rejected" },
    { says: "_416|_418|_420|_619|destinataire invalide|invalid recipient|destinataires? inconnu", reason: "userunknown" },
    { says: "_426|_443|_444|compte du destinataire est bloqu|recipient account is blocked|boite du destinataire archivee|archived recipient", reason: "suspend" },
    { says: "_417|_430|boite du destinataire pleine|recipient overquota|mailbox full|_425", reason: "mailboxfull" },
    { says: "_402|authentification requise|authentication required|_305|_401", reason: "securityerror", example: "550 5.5.0 Authentification requise. LPN105_402" },
    { says: "_510|_519|_109|service refus|blocked using spamhaus|_102|_515|_516|_517", reason: "blocked", fix: "Write to Orange's or La Poste's postmaster with the number in the refusal." },
    { says: "_506|_513|_518|mail rejete|rejected for spam", reason: "spamdetected" },
    { says: "_630|client host rejected", reason: "policyviolation" },
    { says: "dmarc|spf|dkim", reason: "authfailure" },
    { says: "_421|_422|_423|_502|_503|too many|_103", reason: "ratelimited", example: "450 4.7.1 LPN005_421 limit" },
    { says: "_505|_514|_415|_997|_999|systeme indisponible|service temporairement", reason: "systemerror", example: "421 4.3.2 OFR_999 Service temporairement indisponible" },
    { says: "taille|message too large|_101", reason: "mesgtoobig", example: "552 5.3.4 OFR message too large" },
  ],
} as const satisfies ProviderSet;
