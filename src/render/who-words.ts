import type { Who } from "../diagnosis/finding.ts";

/** Who must act, as people say it. */
export const WHO_WORDS: { readonly [W in Who]: string } = {
  you: "You",
  recipient: "The recipient",
  "recipient-admin": "The recipient's mail administrator",
  provider: "The recipient's mail provider",
  aws: "AWS",
  nobody: "Nobody",
};
