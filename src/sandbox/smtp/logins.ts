import { createHash, createHmac } from "node:crypto";
import type { IamAccount, IamKey, IamUserState } from "../world.ts";

/** The secret key of a world's access key. */
export function secretOf({ id, secret }: IamKey): string {
  return secret ?? createHash("sha256").update(`secret of ${id}`).digest("base64").slice(0, 40);
}

/** What opens the endpoint of a region to a key: written a second time, so that it is not the product's own word. */
export function passwordOf(key: IamKey, region: string): string {
  let signature = createHmac("sha256", `AWS4${secretOf(key)}`)
    .update("11111111")
    .digest();
  for (const part of [region, "ses", "aws4_request", "SendRawEmail"]) {
    signature = createHmac("sha256", signature).update(part).digest();
  }
  return Buffer.concat([Buffer.of(4), signature]).toString("base64");
}

export type LoggedIn = { name: string; state: IamUserState };

/** Null where SES would answer 535: no such key, an inactive one, or another password. */
export function loginOf(
  iam: IamAccount | undefined,
  region: string,
  username: string,
  password: string,
): LoggedIn | null {
  for (const [name, state] of Object.entries(iam?.users ?? {})) {
    const key = state.keys.find(({ id }) => id === username);
    if (!key || key.status === "Inactive") continue;
    if (passwordOf(key, region) === password) return { name, state };
  }
  return null;
}
