import type { ProviderSet } from "./rule.ts";

const POSTMASTER = "Write to Orange's or La Poste's postmaster with the number in the refusal.";

/** Orange and La Poste number their reasons: `OFR_416`, `LPN007_426`; the number says more than the sentence. */
// biome-ignore format: a line a rule
export const orange = {
  name: "orange",
  source: "https://www.postmastery.com/orange-postmaster-smtp-error-codes-ofr/ and https://postmaster.laposte.net",
  dated: "2026-11",
  hosts: [".orange.fr", ".wanadoo.fr", ".laposte.net"],
  words: ["mwinf", "ofr_", "ofr0", "lpn0", "lpn1", "lpn4", "lpnaaa", "ouk_", "laposte", "orange.fr", "destinataire", "emetteur", "veuillez", "trop de connexions", "authentification"],
  rules: [
    { says: "_104", reason: "toomanyconn", retry: "later", example: "421 Service refuse. OFR005_104" },
    { says: "_101|_102|_103|_510|_999", reason: "blocked", fix: POSTMASTER, example: "550 Service refuse. OFR006_103" },
    { says: "_305|_402", reason: "securityerror", example: "550 5.5.0 Authentification requise. LPN105_402" },
    { says: "_401|_517", reason: "authfailure", example: "571 5.7.1 Message refused LPN007_517" },
    { says: "_403|_405|_415|_421", reason: "rejected", example: "501 5.1.0 Emetteur invalide. OFR004_405" },
    { says: "_416|_418|lpn416", reason: "userunknown", example: "550 5.1.1 Invalid recipient. OFR_416" },
    { says: "_417", reason: "mailboxfull", example: "552 5.1.1 Recipient overquota. OFR_417" },
    { says: "_420|_426", reason: "suspend", example: "550 5.5.0 Archived recipient. LPN007_420" },
    { says: "_505", reason: "systemerror", retry: "later", example: "421 4.2.0 Service refuse. OFR005_505" },
    { says: "_506|_513", reason: "spamdetected", example: "550 5.2.0 Mail rejete. OFR_506" },
    { says: "_514", reason: "mesgtoobig", example: "552 Message trop gros OFR_514" },
    { says: "_630|client host rejected", reason: "policyviolation", example: "554 5.7.1 Client host rejected LPN000_630" },
    { says: "dmarc|spf|dkim", reason: "authfailure" },
    { says: "trop de connexions|too many connections", reason: "toomanyconn", retry: "later" },
    { says: "emetteur invalide|invalid sender|mail from not owned", reason: "rejected" },
    { says: "archivee|archived recipient|destinataire est bloqu|recipient account is", reason: "suspend" },
    { says: "destinataire pleine|overquota|mailbox full", reason: "mailboxfull" },
    { says: "destinataire invalide|invalid recipient|destinataire inconnu|destinataires inconnus", reason: "userunknown" },
    { says: "authentification|authentication required", reason: "securityerror" },
    { says: "taille limite|message too large", reason: "mesgtoobig" },
    { says: "mail rejete|rejected for spam", reason: "spamdetected" },
    { says: "service temporairement|systeme indisponible", reason: "systemerror", retry: "later" },
    { says: "service refus|source bloquee|blocked using|ont ete bloques", reason: "blocked", fix: POSTMASTER },
  ],
} as const satisfies ProviderSet;
