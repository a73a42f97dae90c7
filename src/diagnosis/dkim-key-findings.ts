import { excerpt } from "./excerpt.ts";
import type { Finding, FindingData } from "./finding.ts";
import { pickDkimKey } from "./records/dkim-key.ts";

export type DkimKeyCode =
  | "DKIM_KEY_MISSING"
  | "DKIM_KEY_REVOKED"
  | "DKIM_KEY_UNUSABLE"
  | "DKIM_KEY_WEAK"
  | "DKIM_TESTING";

/** What is to say about the key among the TXT records where it should be; nothing, where it is as it should be. */
export function dkimKeyFindings(
  subject: string,
  texts: readonly string[],
  about: FindingData,
): readonly Finding<DkimKeyCode>[] {
  const picked = pickDkimKey(texts);
  if (!picked) {
    const instead = texts.slice(0, 3).map((text) => excerpt(text));
    return [{ code: "DKIM_KEY_MISSING", subject, data: { ...about, ...(instead.length > 0 && { instead }) } }];
  }
  const data = { ...about, record: excerpt(picked.text) };
  const { key } = picked;
  if (key.state === "revoked") return [{ code: "DKIM_KEY_REVOKED", subject, data }];
  if (key.state === "unreadable")
    return [{ code: "DKIM_KEY_UNUSABLE", subject, data: { ...data, problem: key.problem } }];
  const { type, bits, hashes, testing } = key;
  const unusable = (problem: string) => [
    { code: "DKIM_KEY_UNUSABLE" as const, subject, data: { ...data, bits, problem } },
  ];
  // RFC 8301 §3.1 and §3.2: verifiers accept neither rsa-sha1 nor RSA keys below 1024 bits; signers should use 2048.
  if (type === "rsa" && bits < 1024)
    return unusable(`is an RSA key of ${bits} bits, and receivers accept none below 1024`);
  if (hashes && !hashes.includes("sha256"))
    return unusable("does not allow SHA-256 (h=), and receivers accept nothing else");
  return [
    ...(type === "rsa" && bits < 2048 ? [{ code: "DKIM_KEY_WEAK" as const, subject, data: { ...data, bits } }] : []),
    ...(testing ? [{ code: "DKIM_TESTING" as const, subject, data }] : []),
  ];
}
