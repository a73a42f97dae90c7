import { randomUUID } from "node:crypto";
import { rulingOn } from "../may-send.ts";
import type { World } from "../world.ts";
import type { LoggedIn } from "./logins.ts";

const ACCOUNT = "123456789012";

/** SES's last word on a mail: 250 with its message id, or the reason why not. */
export function mayMail({ ses }: Pick<World, "ses">, region: string, { name, state }: LoggedIn, from: string): string {
  const domain = from.slice(from.lastIndexOf("@") + 1).toLowerCase();
  const parents = domain.split(".").map((_, index, labels) => labels.slice(index).join("."));
  const identities = ses[region]?.identities ?? {};
  const identity = [from.toLowerCase(), ...parents].find((each) => Object.hasOwn(identities, each));
  const resource = `arn:aws:ses:${region}:${ACCOUNT}:identity/${identity ?? domain}`;
  const context = { "ses:FromAddress": from, "aws:RequestedRegion": region };
  const { decision } = rulingOn(state, { action: "ses:SendRawEmail", resource, context });
  if (decision !== "allowed") {
    return `554 Access denied: User \`arn:aws:iam::${ACCOUNT}:user/${name}' is not authorized to perform \`ses:SendRawEmail' on resource \`${resource}'`;
  }
  if (identity === undefined || identities[identity]?.VerifiedForSendingStatus === false) {
    return `554 Message rejected: Email address is not verified. The following identities failed the check in region ${region.toUpperCase()}: ${from}`;
  }
  return `250 Ok ${randomUUID()}-000000`;
}
