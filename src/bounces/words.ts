import type { Fix, Who } from "../diagnosis/finding.ts";
import type { Hop } from "../diagnosis/hop.ts";
import type { Retry } from "./explanation.ts";
import type { Reason } from "./reason.ts";
import { REASON_WORDS, type Words } from "./reason-words.ts";

/** Where the hop says more than the class does. */
const AT_HOP: { readonly [H in Hop]?: { readonly [R in Reason]?: Partial<Words> } } = {
  relay: {
    securityerror: {
      meaning: "The stored user name or password of whoever submits the mail was refused.",
      who: "you",
      fix: "Create new credentials for an active key and store them where the mail is sent from.",
    },
  },
  submission: {
    failedstarttls: {
      meaning: "The endpoint takes no credentials without TLS.",
      who: "you",
      retry: "after-fix",
      fix: "Turn on STARTTLS for port 587 or 2587, or TLS from the start for 465 or 2465.",
    },
    undefined: {
      meaning: "SES refused the message before it took it.",
      who: "you",
      fix: "Look at the account, the identity and the permissions: run `check` on the From domain.",
    },
    securityerror: {
      meaning: "SES refused the request: the credentials or permissions do not do.",
      who: "you",
      fix: "Look at the IAM permissions of the sending user: ses:SendRawEmail for this identity.",
    },
    networkerror: {
      meaning: "The endpoint could not be reached.",
      who: "you",
      fix: "Check host name, port and firewall.",
    },
    expired: {
      meaning: "The endpoint did not answer in time.",
      who: "you",
      fix: "Check host name, port and firewall.",
    },
  },
  authentication: {
    rejected: {
      meaning: "{server} could not find the domain of the return path (MAIL FROM), or will not take mail from it.",
      who: "you",
      fix: "See that the MAIL FROM domain has its MX and SPF records on every name server: run `check`.",
    },
    hostunknown: {
      meaning: "{server} could not find the sender's domain.",
      who: "you",
      retry: "after-fix",
      fix: "See that the MAIL FROM domain has its MX and SPF records on every name server: run `check`.",
    },
    notaccept: {
      meaning: "The sender's domain says that it takes no mail (null MX), so {server} takes none from it.",
      who: "you",
      retry: "after-fix",
      fix: "Send from a domain that can be answered, or take the null MX away.",
    },
  },
};

const NAMES: Readonly<Record<string, string>> = {
  "amazon-ses": "Amazon SES",
  apple: "iCloud",
  barracuda: "Barracuda",
  cisco: "Cisco's gateway",
  cloudflare: "Cloudflare",
  comcast: "Comcast",
  cox: "Cox",
  facebook: "Facebook",
  gmail: "Gmail",
  godaddy: "GoDaddy",
  ionos: "IONOS, GMX or WEB.DE",
  iua: "I.UA",
  "japanese-mobile": "The carrier's mail server",
  "mail.ru": "Mail.ru",
  messagelabs: "Email Security.cloud (MessageLabs)",
  microsoft: "Microsoft's mail server",
  mimecast: "Mimecast",
  orange: "Orange or La Poste",
  proofpoint: "Proofpoint",
  spamhaus: "The recipient's server, by a Spamhaus list,",
  spectrum: "Spectrum",
  tencent: "Tencent's mail server",
  yahoo: "Yahoo",
  yandex: "Yandex",
  zoho: "Zoho",
};

export type WordsOverride = {
  readonly meaning?: string | undefined;
  readonly fix?: string | undefined;
  readonly who?: Who | undefined;
  readonly retry?: Retry | undefined;
};

/** Plain meaning, who must act, what to do and when to retry, for a reason at a hop; `over` is the deciding rule's. */
export function wordsFor(
  reason: Reason,
  hop: Hop | null,
  provider: string | null,
  over: WordsOverride,
): { meaning: string; who: Who; fix: Fix; retry: Retry } {
  const words = { ...REASON_WORDS[reason], ...(hop === null ? {} : AT_HOP[hop]?.[reason]) };
  const server = (provider && NAMES[provider]) ?? "The recipient's server";
  const meaning = over.meaning ?? words.meaning;
  // Before SES's message id nobody on the recipient's side has seen the mail.
  const ours = hop === "relay" || hop === "submission";
  const who = over.who ?? (ours && words.who !== "aws" && words.who !== "nobody" ? "you" : words.who);
  return {
    meaning: meaning.startsWith("{server}")
      ? meaning.replace("{server}", server)
      : meaning.replaceAll("{server}", server.replace(/^The /, "the ")),
    who,
    fix: { text: over.fix ?? words.fix, who, records: [], commands: [] },
    retry: over.retry ?? words.retry,
  };
}
