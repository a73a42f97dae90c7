import type { DnsType } from "../ports/dns.ts";
import { PortTrouble } from "../ports/trouble.ts";
import type { Questions } from "./questions.ts";

/**
 * Whether a name exists. It is missing only where every question that was answered says NXDOMAIN: broken servers answer
 * NXDOMAIN for types that they do not hold, and one other answer proves the name. The checks ask NS, TXT and MX of a
 * domain anyway. Throws PortTrouble only where no type could be answered.
 */
export async function domainFound(
  questions: Questions,
  name: string,
  types: readonly DnsType[] = ["NS", "TXT", "MX"],
): Promise<boolean> {
  const settled = await Promise.allSettled(types.map((type) => questions.dns(name, type)));
  for (const { reason } of settled.filter((one) => one.status === "rejected")) {
    if (!(reason instanceof PortTrouble)) throw reason;
  }
  const answers = settled.filter((one) => one.status === "fulfilled").map(({ value }) => value);
  if (answers.length > 0) return answers.some((answer) => answer.found || answer.absence === "nodata");
  throw settled.find((one) => one.status === "rejected")?.reason;
}
