import type { Check, RegionsTarget } from "./check.ts";
import type { Finding, Fix, Json } from "./finding.ts";
import { shellWord } from "./shell-word.ts";

/** The words of the canary. It finds nothing by itself: events/canary.ts does, with what was sent and seen. */
export const canarySubmission: Check<"CANARY_TAKEN" | "CANARY_REFUSED", RegionsTarget> = {
  name: "canary-submission",
  title: "Canary, handed to SES",
  hop: "submission",
  codes: {
    CANARY_TAKEN: {
      severity: "ok",
      title: ({ data }) => `SES took ${data.count} canaries in ${data.region}`,
      why: () => "Each got a message id.",
    },
    CANARY_REFUSED: {
      severity: "failure",
      title: ({ data }) => `SES refuses canaries in ${data.region}`,
      why: ({ data }) => `It says: ${data.refused}. Other mail from the same address is refused there as well.`,
      fix: ({ data }) => ({
        text: "Mend what SES names. Where it says not verified: verify the identity in that region, or take the region out of canary.regions.",
        who: "you",
        records: [],
        commands: [`aws sesv2 list-email-identities --region ${shellWord(data.region)}`],
      }),
    },
  },
  looks: () => [],
};

type EventsCode = "CANARY_SEEN" | "CANARY_UNWATCHED" | "CANARY_PARTLY_SEEN" | "CANARY_UNSEEN";

export const canaryEvents: Check<EventsCode, RegionsTarget> = {
  name: "canary-events",
  title: "Canary, seen by its events",
  hop: "processing",
  codes: {
    CANARY_SEEN: {
      severity: "ok",
      title: ({ data }) => `Every canary of ${data.region} came to its end, and was seen`,
      why: ({ data }) => `Seen: ${list(data.seen)}.`,
    },
    CANARY_UNWATCHED: {
      severity: "unknown",
      title: ({ data }) => `Nobody sees what becomes of the canaries of ${data.region}`,
      why: ({ data }) => `SES took them. ${data.why}.`,
      fix: ({ data }) => ({ ...seeing(data.blindness), who: "you", records: [] }),
    },
    CANARY_PARTLY_SEEN: {
      severity: "failure",
      title: ({ data }) => `Some events do not reach maildiag from ${data.region}: ${list(data.missing)}`,
      why: ({ data }) =>
        `SES took the mails and published ${list(data.seen) || "other events"}, but in ${data.seconds} seconds these did not come: ${list(data.missing)}. The event destination does not publish these types, or they are late.`,
      fix: publishing,
    },
    CANARY_UNSEEN: {
      severity: "failure",
      title: ({ data }) => `No event reaches maildiag from ${data.region}`,
      why: ({ data }) =>
        `SES took ${data.count} mails, and in ${data.seconds} seconds nothing was heard of them. The link that is missing lies behind submission: SES does not publish events of this identity there (configuration set → SNS → SQS), or they go to another queue.`,
      fix: publishing,
    },
  },
  looks: () => [],
};

/** By `blindness`, as in events/canary.ts. */
function seeing(blindness: Json | undefined): Pick<Fix, "text" | "commands"> {
  switch (blindness) {
    case "queue":
      return {
        text: "The queue of events is configured, and could not be read: mend what it says, by what maildiag policy prints where a permission is missing. Then run maildiag canary again.",
        commands: ["maildiag doctor", "maildiag policy"],
      };
    case "store":
      return {
        text: "Mend the store that MAILDIAG_DATABASE_URL names: events are kept there. Then run maildiag canary again.",
        commands: ["maildiag doctor"],
      };
    case "time":
      return { text: "Nothing has to be mended for this. Run maildiag canary again.", commands: ["maildiag canary"] };
    default:
      return {
        text: "Set up the queue of events, and name it in MAILDIAG_EVENTS_QUEUE_URL. maildiag doctor tells whether it can be read.",
        commands: ["maildiag setup events", "maildiag doctor"],
      };
  }
}

function publishing({ data }: Finding): Fix {
  return {
    text: `Set up event publishing in ${data.region} with all types of events, and attach it to the identity. Then run maildiag canary again.`,
    who: "you",
    records: [],
    commands: [
      `maildiag setup events --region ${shellWord(data.region)}`,
      `aws sesv2 list-configuration-sets --region ${shellWord(data.region)}`,
    ],
  };
}

function list(value: Json | undefined): string {
  return Array.isArray(value) ? value.join(", ") : "";
}
