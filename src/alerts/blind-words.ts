import type { Check, RelaysTarget } from "../diagnosis/check.ts";
import type { FindingData } from "../diagnosis/finding.ts";

/** Words for a watch that cannot look. It finds nothing itself: blind-spots.ts does. */
export const watchBlind: Check<"WATCH_BLIND", RelaysTarget> = {
  name: "watch-blind",
  title: "The watch itself",
  hop: "relay",
  codes: {
    WATCH_BLIND: {
      severity: "warning",
      title: ({ subject, data }) =>
        `The watch over ${subject} ${data.whole ? "has been blind" : "has not seen everything"} since ${time(data.since)}`,
      why: ({ data }) => `${causesOf(data)}. What fired before stays as it was, and nothing new is seen there.`,
      fix: ({ data }) => ({
        text: causesOf(data).includes("denied")
          ? "Allow what is denied for the credentials that maildiag runs with; maildiag policy prints the whole policy."
          : "Look at the cause above; maildiag doctor tells what maildiag can reach and what it may.",
        who: "you",
        records: [],
        commands: [causesOf(data).includes("denied") ? "maildiag policy" : "maildiag doctor"],
      }),
    },
  },
  looks: () => [],
};

function causesOf({ causes, more }: FindingData): string {
  const told = Array.isArray(causes) ? causes.map(String) : [];
  return [...told, ...(Number(more) > 0 ? [`and ${more} more`] : [])].join("; ");
}

function time(at: unknown): string {
  return `${String(at).slice(0, 16).replace("T", " ")} UTC`;
}
