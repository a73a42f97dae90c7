import type { World } from "../world.ts";
import { healthy } from "./healthy.ts";

export const accountPaused: World = {
  ...healthy,
  name: "account-paused",
  title: "AWS has paused the account after a review",
  story: ["Too many bounces: AWS has paused sending in us-east-1. DNS is in order."],
  ses: {
    "us-east-1": {
      ...healthy.ses["us-east-1"],
      account: {
        SendingEnabled: false,
        EnforcementStatus: "SHUTDOWN",
        Details: { ReviewDetails: { Status: "FAILED", CaseId: "case-1234" } },
      },
    },
  },
};
