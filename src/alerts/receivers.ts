import type { Check, ReputationTarget } from "../diagnosis/check.ts";
import { refusingFindings, reputation } from "../diagnosis/checks/reputation.ts";
import type { Finding } from "../diagnosis/finding.ts";
import { RECEIVERS } from "./blind-spots.ts";

/** A provider that refuses more than it used to, as stored events tell it; without the rates of SES. */
export const receivers: Check<"RECEIVERS_AS_USUAL" | "PROVIDER_REFUSING", ReputationTarget> = {
  name: "receivers",
  title: "Receivers",
  hop: "mailbox",
  codes: {
    RECEIVERS_AS_USUAL: {
      severity: "ok",
      title: () => "No provider refuses more than it used to",
      why: () => "By stored events, each provider's share of refused mails is measured by its own past.",
    },
    PROVIDER_REFUSING: reputation.codes.PROVIDER_REFUSING,
  },
  looks: ({ refusing }) => [
    {
      look: async () => {
        const found = refusingFindings((await refusing?.()) ?? []);
        return found.length > 0 ? found : [{ code: "RECEIVERS_AS_USUAL", subject: RECEIVERS, data: {} }];
      },
    },
  ],
};

/** Below a fifth of the mails: 1, from there 2, from half of them 3. */
export function refusingStage([finding]: readonly Finding[]): number {
  const share = Number(finding?.data.share ?? 0);
  return share >= 0.5 ? 3 : share >= 0.2 ? 2 : 1;
}
