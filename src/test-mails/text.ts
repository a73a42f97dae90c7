export type AboutText = {
  /** What the chat calls who asks; null where it does not say. */
  name: string | null;
  /** Their id in the chat. */
  by: string;
  from: string;
  to: string;
  region: string;
};

const LONGEST_NAME = 60;

/** What the mail says: who asked for it and why it comes. No links, nothing that is counted. */
export function textOf({ name, by, from, to, region }: AboutText): { subject: string; text: string } {
  const domain = from.slice(from.lastIndexOf("@") + 1);
  const plain = plainName(name ?? "");
  const who = plain === "" ? `Somebody at ${domain} (${by} in their Slack)` : plain;
  const lines = [
    "This is a test mail.",
    "",
    `${who} asked for it, to find out whether mail from ${from} reaches ${to}, and where it stops if it does not.`,
    "Nothing needs to be done, and no answer is needed. It has no links, and nobody is told whether it was read.",
    "",
    `Sent by maildiag through Amazon SES in ${region}.`,
    "",
  ];
  return { subject: `Test mail from ${from}`, text: lines.join("\n") };
}

/** People write what they like into their names: nothing is left that a mail program would make a link of. */
function plainName(name: string): string {
  return name
    .normalize("NFC")
    .replace(/[^\p{L}\p{M}\p{N} '’-]/gu, " ")
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, LONGEST_NAME)
    .toWellFormed()
    .trim();
}
