import { readable } from "../diagnosis/readable.ts";
import type { PortTrouble } from "../ports/trouble.ts";
import type { DoctorItem } from "./answer.ts";

/** The line of one IAM action: permitted, where it was answered. */
export async function permission(item: string, answer: Promise<unknown>): Promise<DoctorItem> {
  const { trouble } = await readable(answer);
  if (!trouble) return { item, state: "ok", detail: "permitted", fix: null };
  // The remedy stands at the credentials themselves.
  if (trouble.reason === "credentials") return { item, state: "missing", detail: "no AWS credentials", fix: null };
  return troubled(item, trouble);
}

const AGAIN_LATER = "AWS answered, but not the question: run doctor again in a minute.";

export function troubled(item: string, trouble: PortTrouble | undefined): DoctorItem {
  if (!trouble) return { item, state: "unreachable", detail: "no answer", fix: AGAIN_LATER };
  const { reason, details } = trouble;
  const detail = detailOf(trouble);
  if (reason === "denied") {
    const fix = `Allow ${details.permission}; maildiag policy prints the whole policy.`;
    return { item, state: "denied", detail, fix };
  }
  if (reason === "throttled" || reason === "error")
    return { item, state: "unreachable", detail: `${reason}: ${detail}`, fix: AGAIN_LATER };
  const fix = "Check the network, AWS_ENDPOINT_URL and the region, then run doctor again.";
  return { item, state: "unreachable", detail: `${reason}: ${detail}`, fix };
}

export function detailOf({ reason, details }: PortTrouble): string {
  return details.detail ?? reason;
}
