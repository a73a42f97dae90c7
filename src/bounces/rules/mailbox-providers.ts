import type { ProviderSet } from "./rule.ts";

export const godaddy = {
  name: "godaddy",
  source: "https://www.godaddy.com/help/what-does-my-email-bounceback-mean-3568",
  dated: "2026-11",
  hosts: [".secureserver.net"],
  words: ["secureserver.net", "x.co/rlbounce", " ib0", " ib1", " ib2", " ib4", " ib5", " ib6", " ib7", "<http://x.co"],
  rules: [
    {
      says: " ib501| ib502|blank from: addresses|not allowed as a from",
      reason: "rejected",
      example: "550 Blank From: addresses are not allowed. IB501",
    },
    { says: " ib508|inspect your spf settings", reason: "authfailure", example: "550 Invalid SPF record. IB508" },
    { says: " ib705|virus infected", reason: "virusdetected", example: "550 Virus infected message, blocked. IB705" },
    { says: " ib103|poor reputation", reason: "badreputation", example: "421 Connection refused. IB103" },
    {
      says: " ib101|server temporarily unavailable",
      reason: "systemerror",
      retry: "later",
      example: "421 Server temporarily unavailable. IB101",
    },
    {
      says: " ib401|authentication not allowed",
      reason: "securityerror",
      example: "535 Authentication not allowed on IBSMTP Servers. IB401",
    },
    {
      says: " ib007| ib001| ib002| ib003|too many sessions",
      reason: "toomanyconn",
      example: "421 Connection refused, too many sessions from This IP. IB007",
    },
    {
      says: " ib104| ib105| ib106| ib110| ib111| ib112| ib113",
      reason: "blocked",
      example: "554 Connection refused. IB105",
      fix: "Ask for the removal of the sending IP at https://unblock.secureserver.net/.",
    },
    { says: " ib108|reverse dns for this ip failed", reason: "requireptr", example: "421 Temporarily rejected. IB108" },
    {
      says: " ib504| ib607| ib510|sent too many messages this hour|too many recipients this hour",
      reason: "ratelimited",
      example: "550 This IP has sent too many messages this hour. IB504",
    },
    {
      says: " ib506|from: domain is invalid",
      reason: "rejected",
      example: "550 example.com From: Domain is invalid. IB506",
    },
    {
      says: " ib212| ib213|spam",
      reason: "spamdetected",
      example: "552 This message has been rejected due to content judged to be spam. IB212",
    },
    { says: "rbl reject", reason: "blocked" },
    {
      says: "account storage limit|mailbox * full|quota",
      reason: "mailboxfull",
      example: "552 account storage limit reached IB",
    },
    { says: "recipient not found|no such user|account does not exist|mail-box does not exist", reason: "userunknown" },
  ],
} as const satisfies ProviderSet;

/** Orange and La Poste number their reasons: `OFR_416`, `LPN007_426`. */
export const orange = {
  name: "orange",
  source: "https://assistance.orange.fr (postmaster) and https://postmaster.laposte.net",
  dated: "2026-11",
  hosts: [".orange.fr", ".wanadoo.fr", ".laposte.net"],
  words: ["mwinf", "ofr_", "ofr0", "lpn0", "lpn1", "laposte", "orange.fr", "destinataire", "veuillez"],
  rules: [
    { says: "trop de connexions|_104|_103 too many|too many connections", reason: "toomanyconn" },
    { says: "emetteur invalide|_405|_507|invalid sender", reason: "rejected" },
    {
      says: "_416|_418|_420|_619|destinataire invalide|invalid recipient|destinataires? inconnu",
      reason: "userunknown",
    },
    {
      says: "_426|_443|_444|compte du destinataire est bloqu|recipient account is blocked|boite du destinataire archivee|archived recipient",
      reason: "suspend",
    },
    { says: "_417|_430|boite du destinataire pleine|recipient overquota|mailbox full|_425", reason: "mailboxfull" },
    {
      says: "_402|authentification requise|authentication required|_305|_401",
      reason: "securityerror",
      example: "550 5.5.0 Authentification requise. LPN105_402",
    },
    {
      says: "_510|_519|_109|service refus|blocked using spamhaus|_102|_515|_516|_517",
      reason: "blocked",
      fix: "Write to Orange's or La Poste's postmaster with the number in the refusal.",
    },
    { says: "_506|_513|_518|mail rejete|rejected for spam", reason: "spamdetected" },
    { says: "_630|client host rejected", reason: "policyviolation" },
    { says: "dmarc|spf|dkim", reason: "authfailure" },
    { says: "_421|_422|_423|_502|_503|too many|_103", reason: "ratelimited", example: "450 4.7.1 LPN005_421 limit" },
    {
      says: "_505|_514|_415|_997|_999|systeme indisponible|service temporairement",
      reason: "systemerror",
      example: "421 4.3.2 OFR_999 Service temporairement indisponible",
    },
    { says: "taille|message too large|_101", reason: "mesgtoobig", example: "552 5.3.4 OFR message too large" },
  ],
} as const satisfies ProviderSet;

export const tencent = {
  name: "tencent",
  source: "https://service.mail.qq.com (SMTP error codes of QQ Mail and Tencent Exmail)",
  dated: "2026-11",
  hosts: [".qq.com", ".exmail.qq.com", ".foxmail.com"],
  words: ["service.mail.qq.com", "mail.qq.com"],
  rules: [
    {
      says: "ip frequency limited|connection frequency limited|frequency limited|connections too many",
      reason: "toomanyconn",
    },
    {
      says: "dmarc|spf check failed|dkim check failed|sender verify",
      reason: "authfailure",
      example: "550 DMARC check failed.",
    },
    {
      says: "mailbox unavailable or access denied|mailbox not found|recipient address rejected",
      reason: "userunknown",
    },
    { says: "mail content denied|spam", reason: "spamdetected" },
    { says: "suspend|domain may not exist|deactivated", reason: "suspend" },
    {
      says: "ip blocked|ip is rejected|sender * blocked|mail is rejected|suspicious|connection denied",
      reason: "blocked",
      example: "550 Connection denied.",
    },
    { says: "mailbox full|over quota", reason: "mailboxfull" },
    { says: "name server|domain * error", reason: "hostunknown" },
  ],
} as const satisfies ProviderSet;

/** Japan's phone carriers answer alike for unknown, refusing and filtering users; the form tells which. */
export const japaneseMobile = {
  name: "japanese-mobile",
  source:
    "https://www.nttdocomo.co.jp/service/docomo_mail/ and https://www.au.com/mobile/service/email/ (rejection by the recipient's own settings)",
  dated: "2026-11",
  hosts: [
    ".docomo.ne.jp",
    ".ezweb.ne.jp",
    ".au.com",
    ".softbank.ne.jp",
    ".auone-net.jp",
    ".uqmobile.jp",
    ".dion.ne.jp",
    ".kddi.com",
  ],
  words: ["ezweb.ne.jp", "docomo.ne.jp", "@au.com", "uqmobile.jp", "auone-net.jp"],
  rules: [
    {
      alone: true,
      says: "550 : user unknown|550 : unknown user",
      reason: "filtered",
      meaning: "The recipient's own settings refuse mail from this sender.",
      who: "recipient",
    },
    {
      says: "550 unknown user",
      reason: "filtered",
      meaning: "The recipient's own settings refuse mail from this sender.",
      who: "recipient",
    },
    { says: "too many recipients", reason: "toomanyconn" },
    {
      says: "please check the recipient|as their mailbox is full|mailbox is full|mailbox full",
      reason: "mailboxfull",
      example: "As their mailbox is full.",
    },
    {
      says: "could not be delivered to|recipient address rejected|user unknown|unknown user",
      reason: "userunknown",
      example: "550 <a@ezweb.ne.jp>: User unknown",
    },
  ],
} as const satisfies ProviderSet;

export const spectrum = {
  name: "spectrum",
  source: "https://www.spectrum.net/support/internet/understanding-email-error-codes",
  dated: "2026-11",
  hosts: [".charter.net", ".rr.com", ".twc.com", ".spectrum.net", ".brighthouse.com"],
  words: ["spectrum.net", "aup#", "charter.net"],
  rules: [
    {
      says: "aup#in-1310|aup#in-1300|aup#in-1340|aup#out-1310|aup#in-1315|too many",
      reason: "toomanyconn",
      example: "550 5.1.0 sender rejected. AUP#In-1310",
    },
    {
      says: "aup#in-1210|aup#out-1210|aup#in-1500|aup#in-1580|aup#in-1590|aup#in-1510|aup#in-1530|aup#i-1000|aup#i-1010|aup#in-1050|aup#in-1060|aup#in-1310",
      reason: "blocked",
      example: "421 AUP#In-1210",
    },
    {
      says: "aup#in-1350|aup#in-1360|aup#in-1380|aup#out-1390|aup#in-1400",
      reason: "ratelimited",
      example: "421 AUP#In-1350",
    },
    { says: "aup#cdrbl|aup#blk|aup#bl|aup#cxr|aup#por", reason: "blocked", example: "554 AUP#CDRBL" },
    { says: "aup#snd|aup#rcv|aup#out", reason: "policyviolation", example: "550 AUP#SND" },
    { says: "user unknown|invalid recipient|recipient rejected", reason: "userunknown" },
  ],
} as const satisfies ProviderSet;

export const cox = {
  name: "cox",
  source: "https://www.cox.com/residential/support/email-error-codes.html",
  dated: "2026-11",
  hosts: [".cox.net"],
  words: ["cox.com", "cox.net", "cxbl", "cxthrt", "cxmxrt", "cxsnd", "cxmj", "cxdns"],
  rules: [
    { says: "cxbl|cxdnsbl|blocked", reason: "blocked", example: "554 ESMTP CXBL" },
    { says: "cxthrt|cxmxrt|too many", reason: "ratelimited", example: "452 CXTHRT" },
    { says: "cxsnd|sender rejected|cxmj", reason: "rejected", example: "552 CXSND" },
    { says: "cxdns|dns", reason: "rejected", hop: "authentication", example: "552 5.2.0 CXDNS" },
    { says: "user unknown|recipient rejected|no such user", reason: "userunknown" },
  ],
} as const satisfies ProviderSet;

export const comcast = {
  name: "comcast",
  source: "https://postmaster.comcast.net/smtp-error-codes.php",
  dated: "2026-11",
  hosts: [".comcast.net"],
  words: ["comcast"],
  rules: [
    { says: "ptr record|reverse dns|ptr dns", reason: "requireptr" },
    {
      says: "bl000|bl001|bl00|blocked",
      reason: "blocked",
      example: "554 comcast BL000001",
      fix: "Comcast's form is https://postmaster.comcast.net/.",
    },
    { says: "rl0000|too many sessions|rate", reason: "ratelimited", example: "421 comcast RL000001" },
    { says: "dmarc", reason: "authfailure" },
    { says: "over quota|mailbox full", reason: "mailboxfull" },
    { says: "account not available|not our customer|user unknown|recipient rejected", reason: "userunknown" },
  ],
} as const satisfies ProviderSet;

export const mailRu = {
  name: "mail.ru",
  source: "https://help.mail.ru/developers/notices",
  dated: "2026-11",
  hosts: [".mail.ru"],
  words: ["help.mail.ru", "mail.ru/", "notify.mail.ru"],
  rules: [
    { says: "dmarc policy|dmarc", reason: "authfailure" },
    { says: "spam message rejected|spam", reason: "spamdetected" },
    {
      says: "message was not accepted - invalid mailbox|invalid mailbox|user not found|no such user",
      reason: "userunknown",
    },
    { says: "account is disabled|mailbox is unavailable", reason: "suspend" },
    { says: "dynamic ip|reverse dns", reason: "requireptr" },
    { says: "ratelimit|too many|try again later", reason: "ratelimited", retry: "later" },
  ],
} as const satisfies ProviderSet;

export const ionos = {
  name: "ionos",
  source: "https://postmaster.1and1.com/en/error-messages and https://postmaster.gmx.net/en/error-messages",
  dated: "2026-11",
  hosts: [".kundenserver.de", ".gmx.net", ".gmx.com", ".web.de", ".1and1.com", ".ionos.com", ".perfora.net"],
  words: ["postmaster.1and1.com", "postmaster.gmx", "postmaster.web.de"],
  rules: [
    { says: "size limit exceeded", reason: "mesgtoobig" },
    { says: "bad dns ptr|reverse dns", reason: "requireptr" },
    { says: "dmarc|spf|dkim", reason: "authfailure" },
    {
      says: "black listed|blacklist|reject due to policy|ip address * blocked",
      reason: "blocked",
      example: "554 Transaction failed. Reject due to policy restrictions. postmaster.gmx.net",
    },
    { says: "mailbox unavailable|user unknown|address unknown", reason: "userunknown" },
    { says: "quota exceeded|mailbox full", reason: "mailboxfull" },
    { says: "rate limit|too many|nemesis*temporar", reason: "ratelimited", retry: "later" },
  ],
} as const satisfies ProviderSet;

export const zoho = {
  name: "zoho",
  source: "https://www.zoho.com/mail/help/email-delivery-troubleshooting.html",
  dated: "2026-11",
  hosts: [".zoho.com", ".zoho.eu", ".zohomail.com"],
  words: ["zoho"],
  rules: [
    { says: "dmarc", reason: "authfailure" },
    { says: "spam", reason: "spamdetected" },
    { says: "relay", reason: "norelaying" },
    {
      says: "does not exist|invalid|unknown",
      reason: "userunknown",
      example: "550 5.1.1 User does not exist - zoho.com",
    },
    { says: "disabled|inactive|suspended", reason: "suspend" },
  ],
} as const satisfies ProviderSet;
