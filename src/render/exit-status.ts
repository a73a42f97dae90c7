import type { Answer } from "../commands/answer.ts";
import { exitStatusOf } from "../diagnosis/report.ts";
import { watchedStatus } from "./watched-words.ts";

/** 0 nothing failed or answered · 1 a failure was found · 3 nothing failed, something could not be determined. */
export function exitStatusOfAnswer(answer: Answer): number {
  switch (answer.kind) {
    case "reports": {
      const statuses = new Set<number>(answer.reports.map(exitStatusOf));
      return [1, 3].find((status) => statuses.has(status)) ?? 0;
    }
    case "doctor": {
      const states = new Set(answer.items.map(({ state }) => state));
      if (states.has("missing") || states.has("denied")) return 1;
      return states.has("unreachable") ? 3 : 0;
    }
    case "smtp-password": {
      const { result } = answer.verification ?? { result: "accepted" };
      return result === "failed" ? 1 : result === "unknown" ? 3 : 0;
    }
    // One region that was read is an answer; none is none.
    case "suppressions":
      return answer.regions.some(({ total }) => total !== null) ? 0 : 3;
    case "suppression":
      return answer.regions.some(({ listed }) => listed !== null) ? 0 : 3;
    // Nothing was asked for, and not everything could be read.
    case "requested":
      return answer.asked.removal === null && answer.asked.unread.length > 0 ? 3 : 0;
    case "test-mail":
      if (answer.came === "asked") return 0;
      // Whether SES would drop it is not known.
      return answer.came === "suppressed" && answer.listed.acts === null ? 3 : 1;
    case "watched":
      return watchedStatus(answer);
    case "done":
      return answer.status;
    case "explanations":
    case "help":
    case "policy":
    case "trace":
    case "history":
    case "alerts":
    case "import":
    case "template":
      return 0;
  }
}
