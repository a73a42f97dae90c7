import { createHmac, randomBytes, scrypt } from "node:crypto";
import type { SmtpEndpoint, SmtpLogin } from "../ports/smtp.ts";

/** A guess takes 32 MB and a tenth of a second, on a small machine some (RFC 7914). */
const COST = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 };
const MOST_KEPT = 200;

/** What SES derives: the byte 0x04 and an HMAC of 256 bits, in base64. Nobody makes such a thing up. */
const OF_SES = /^B[A-P][A-Za-z0-9+/]{42}$/;

/**
 * What a login is known by in the store. Whoever reads the store could try passwords against it, and nothing else. SES's
 * own have 256 bits, of which no guess is ever right, however fast; for any other, which a person may have made up, every
 * guess is slow. It counts for this relay of this store alone: the salt is random, and the endpoint and the username are
 * salt too. Rows are deleted with the first claim after ten minutes.
 */
export type LoginIdOf = (salt: string, endpoint: SmtpEndpoint, login: SmtpLogin) => Promise<string>;

export function freshSalt(): string {
  return randomBytes(16).toString("base64");
}

/** Each is worked out once, beside everything else that the process does. */
export function createLoginIds(): LoginIdOf {
  const secret = randomBytes(32);
  const kept = new Map<string, Promise<string>>();
  return (salt, endpoint, login) => {
    const whole = JSON.stringify([salt, endpoint.host.toLowerCase(), endpoint.port, login.username]);
    const key = createHmac("sha256", secret)
      .update(JSON.stringify([whole, login.password.reveal()]))
      .digest("base64");
    const id = kept.get(key) ?? hash(login.password.reveal(), whole);
    if (kept.size >= MOST_KEPT) kept.clear();
    kept.set(key, id);
    return id;
  };
}

function hash(password: string, salt: string): Promise<string> {
  if (OF_SES.test(password)) return Promise.resolve(createHmac("sha256", password).update(salt).digest("base64url"));
  return new Promise((resolve, reject) => {
    scrypt(password, salt, 32, COST, (error, slow) => {
      if (error) reject(error);
      else resolve(slow.toString("base64url"));
    });
  });
}
