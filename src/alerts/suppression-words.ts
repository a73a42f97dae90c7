import type { Check, RelaysTarget } from "../diagnosis/check.ts";

/** Words for a look at a region's suppression list; what is new there is no finding, and is told by itself. */
export const suppressionNews: Check<"SUPPRESSIONS_READ", RelaysTarget> = {
  name: "suppression-news",
  title: "Suppression list",
  hop: "processing",
  codes: {
    SUPPRESSIONS_READ: {
      severity: "ok",
      title: ({ subject }) => `The suppression list of ${subject} was read`,
      why: () => "What is new on it is told by itself.",
    },
  },
  looks: () => [],
};
