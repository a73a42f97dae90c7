import type { PortTrouble, TroubleReason } from "../ports/trouble.ts";
import type { CatalogueEntry, Finding, FindingData } from "./finding.ts";

export const COULD_NOT_CHECK = "COULD_NOT_CHECK";

/** What trouble at a port becomes: an unknown, with what was asked and what was missing. */
export function couldNotCheck(trouble: PortTrouble): Finding<typeof COULD_NOT_CHECK> {
  const { asked, permission, region, server, detail } = trouble.details;
  const data: FindingData = {
    // First, as in the findings of a region's look: the same trouble met twice is then the same finding.
    ...(region && { region }),
    reason: trouble.reason,
    ...(permission && { permission }),
    ...(server && { server }),
    ...(detail && { detail }),
  };
  return { code: COULD_NOT_CHECK, subject: asked, data };
}

const REASONS: { readonly [R in TroubleReason]: string } = {
  timeout: "no answer came in time",
  servfail: "the name servers could not answer (SERVFAIL)",
  refused: "the question was refused",
  denied: "permission was denied",
  throttled: "too many questions, even after waiting",
  unreachable: "it could not be reached",
  credentials: "there are no AWS credentials",
  error: "the other side answered with an error",
  limit: "a limit of maildiag was reached",
};

function reasonOf({ data }: Finding): string {
  return REASONS[data.reason as TroubleReason] ?? "it could not be looked at";
}

/** Belongs to every check's catalogue. */
export const couldNotCheckEntry: CatalogueEntry = {
  severity: "unknown",
  title: (finding) => {
    const { permission, reason } = finding.data;
    return `could not check ${finding.subject}: ${reason === "denied" && permission ? `${permission} is denied` : reasonOf(finding)}`;
  },
  why: ({ data }) => {
    const asked = data.permission ? `The AWS action ${data.permission}` : "The question";
    const server = data.server ? ` to ${data.server}` : "";
    return `${asked}${server} was not answered (${data.reason}${data.detail ? `: ${data.detail}` : ""}). This is neither good nor bad: it is not known.`;
  },
  fix: ({ data }) => ({
    text: remedy(data),
    who: "you",
    records: [],
    commands:
      data.reason === "denied"
        ? ["maildiag policy"]
        : data.reason === "credentials"
          ? ["aws sts get-caller-identity"]
          : [],
  }),
};

function remedy(data: FindingData): string {
  switch (data.reason as TroubleReason) {
    case "denied":
      return `Allow ${data.permission ?? "the action"} for the credentials that maildiag runs with; \`maildiag policy\` prints the whole policy.`;
    case "credentials":
      return "Give maildiag AWS credentials: the AWS_… variables, a profile or an instance role.";
    case "throttled":
      return "Run it again in a minute; SES answers about one question a second and action.";
    default:
      return "Run it again. If it stays so, ask the same question by hand from this machine.";
  }
}
