import { createHash } from "node:crypto";
import type { Fingerprint } from "../ports/alerts.ts";

/** The same for the same target, code and subject, whatever is said of them. */
export function idOf({ target, code, subject }: Fingerprint): string {
  return hashed(JSON.stringify([target, code, subject]));
}

/** Opaque and short, of whatever makes something what it is. */
export function hashed(text: string): string {
  return createHash("sha256").update(text.toWellFormed()).digest("hex").slice(0, 24);
}
