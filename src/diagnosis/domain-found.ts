import type { DnsType } from "../ports/dns.ts";
import { PortTrouble } from "../ports/trouble.ts";
import type { Questions } from "./questions.ts";

/**
 * Whether a name exists. It is missing only where every question that was answered says NXDOMAIN: broken servers answer
 * NXDOMAIN for types that they do not hold, and one other answer proves the name. The checks ask NS, TXT and MX of a
 * domain anyway. Throws PortTrouble where no type could be answered, and where the resolver denies what surely exists.
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
  if (answers.length === 0) throw settled.find((one) => one.status === "rejected")?.reason;
  if (answers.some((answer) => answer.found || answer.absence === "nodata")) return true;
  await believeNxdomain(questions, name);
  return false;
}

/** Every SPF record of SES names it: https://docs.aws.amazon.com/ses/latest/dg/send-email-authentication-spf.html */
const SURELY_THERE = "amazonses.com";

/** The public DNS holds none of them: https://www.rfc-editor.org/rfc/rfc6761#section-6 */
const NEVER_PUBLIC = /(?:^|\.)(?:test|example|invalid|localhost)$/i;

/**
 * In a closed network, behind some VPNs and captive portals, a resolver says NXDOMAIN of everything. Throws PortTrouble
 * where it says so of a name that surely exists: what it says of `name` is then no evidence.
 */
export async function believeNxdomain(questions: Pick<Questions, "dns">, name: string): Promise<void> {
  if (NEVER_PUBLIC.test(name)) return;
  const answer = await questions.dns(SURELY_THERE, "TXT");
  if (answer.found || answer.absence === "nodata") return;
  const detail = `the resolver says NXDOMAIN even of ${SURELY_THERE}: it does not know the public DNS`;
  throw new PortTrouble("error", { asked: name, detail });
}

/** An answer that is evidence, also where it is NXDOMAIN. Throws PortTrouble. */
export async function believed<T extends DnsType>(questions: Pick<Questions, "dns">, name: string, type: T) {
  const answer = await questions.dns(name, type);
  if (!answer.found && answer.absence === "nxdomain") await believeNxdomain(questions, name);
  return answer;
}
