import { addressesIn } from "./address.ts";
import type { Noticed } from "./notice-text.ts";

const SAID = /^[ \t]{0,8}(In|Out):[ \t]{1,8}(.{1,1000})$/gm;

/**
 * The session that Postfix's server reports to its postmaster ("errors from …"): what it answered last with 4xx or 5xx,
 * in which command, and for whom. Null where the text holds no session, or none that failed.
 */
export function readSession(text: string): readonly Noticed[] | null {
  let command = "";
  let refusal: string | null = null;
  const recipients: string[] = [];
  for (const [, who, said = ""] of text.slice(0, 64_000).matchAll(SAID)) {
    if (who === "In") {
      command = said;
      const [recipient] = /^rcpt to:/i.test(said) ? addressesIn(said, 1) : [];
      if (recipient && recipients.length < 50) recipients.push(recipient);
    } else if (/^[45][0-9]{2}/.test(said) && !/^quit/i.test(command)) {
      refusal = `${said} (in reply to ${/^[a-z]{4}(?: from| to)?/i.exec(command)?.[0] ?? "connection"} command)`;
    }
  }
  if (refusal === null) return null;
  const said = refusal;
  const named = [...new Set(recipients)];
  return (named.length > 0 ? named : [null]).map((recipient) => ({ recipient, text: said }));
}
