import type { Finding, Fix, Json } from "./finding.ts";
import type { SenderError } from "./sender-log.ts";
import { tailCommand } from "./sender-words.ts";
import { shellWord } from "./shell-word.ts";

/** One remedy for each cause, counted where there are several. */
export function logFix({ subject, data }: Finding): Fix {
  const errors = ofSes(data.errors);
  const steps = [...new Set(errors.map((error) => remedyOf(error, data)))];
  const [only = ""] = steps;
  return {
    text: steps.length > 1 ? steps.map((step, index) => `${index + 1}. ${step}`).join(" ") : only,
    who: errors.find(({ fix }) => fix !== null)?.fix?.who ?? "you",
    records: [],
    commands: [
      ...new Set(errors.filter(isUnverified).map(({ region }) => identitiesIn(region ?? data.region))),
      tailCommand(data),
    ].filter((command) => command !== "" && subject !== ""),
  };
}

function remedyOf({ reason, region, fix }: SenderError, data: Finding["data"]): string {
  if (reason === "norelaying" && region)
    return `Verify the identity in ${region}, where the function calls SES, or have it call SES in the region where it is verified; in the sandbox the recipients must be verified too.`;
  if (reason === "securityerror")
    return `Allow ses:SendEmail and ses:SendRawEmail for the function's role ${data.role ?? ""} and the identity it sends from.`.replace(
      "  ",
      " ",
    );
  return fix?.text ?? "Read what SES answered in the function's log, and mend it.";
}

function isUnverified({ reason }: SenderError): boolean {
  return reason === "norelaying";
}

function identitiesIn(region: Json | undefined): string {
  return `aws sesv2 list-email-identities --region ${shellWord(region)}`;
}

function ofSes(errors: Json | undefined): readonly SenderError[] {
  return ((errors ?? []) as readonly SenderError[]).filter(({ aboutSes }) => aboutSes);
}
