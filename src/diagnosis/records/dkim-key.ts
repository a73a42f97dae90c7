import { createPublicKey } from "node:crypto";

/** What a DKIM key record says. Whether its strength is enough is for the check to judge. */
export type DkimKey =
  | {
      state: "readable";
      type: "rsa" | "ed25519";
      /** The RSA modulus; 256 for Ed25519. */
      bits: number;
      /** `p=` without white space, base64. */
      publicKey: string;
      /** `h=`, lower-case; null where every hash may be used. */
      hashes: readonly string[] | null;
      /** `t=y`: verifiers treat the mail like an unsigned one. */
      testing: boolean;
    }
  /** An empty `p=` (RFC 6376 §3.6.1). */
  | { state: "revoked" }
  /** `problem` completes "The key record …". */
  | { state: "unreadable"; problem: string };

/**
 * Reads one TXT record as a DKIM key record (RFC 6376 §3.6.1). Null where it is none: something else that happens to
 * stand at the name. White space inside `p=`, empty tags and unknown ones are tolerated, as verifiers do.
 */
export function readDkimKey(text: string): DkimKey | null {
  const tags = readTags(text);
  const version = tags.get("v");
  const claimsToBeOne = version === undefined ? tags.has("p") : /^dkim/i.test(version);
  if (!claimsToBeOne) return null;
  if (/^\s*["']/.test(text)) return unreadable("has quotation marks as part of its text");
  const twice = tags.get(DUPLICATE);
  // RFC 6376 §3.2: a tag that stands twice makes the whole list invalid.
  if (twice !== undefined) return unreadable(`has the tag ${twice}= twice`);
  // Case counts, and records of another version must be discarded (RFC 6376 §3.6.1). That `v=` must come first is
  // checked by no verifier we know.
  if (version !== undefined && version !== "DKIM1") return unreadable("does not say v=DKIM1 exactly");
  const services = listOf(tags.get("s"));
  if (services && !services.includes("*") && !services.includes("email")) return unreadable("is not for mail (s=)");
  const value = tags.get("p");
  if (value === undefined) return unreadable("has no p=, the key itself");
  const publicKey = withoutSpace(value);
  if (publicKey === "") return { state: "revoked" };
  const type = (tags.get("k") ?? "rsa").toLowerCase();
  if (type !== "rsa" && type !== "ed25519") return unreadable("has a key type (k=) that no verifier knows");
  const bits = /^[A-Za-z0-9+/]+={0,2}$/.test(publicKey) ? bitsOf(type, Buffer.from(publicKey, "base64")) : null;
  if (bits === null) return unreadable(`holds no ${type === "rsa" ? "RSA" : "Ed25519"} key that can be read`);
  const testing = listOf(tags.get("t"))?.includes("y") ?? false;
  return { state: "readable", type, bits, publicKey, hashes: listOf(tags.get("h")), testing };
}

/**
 * The key among all TXT records of a name, with its text. RFC 6376 §3.6.2.2 leaves it undefined what several key
 * records mean: the first that can be read counts, as with most verifiers. Null where none is a key record.
 */
export function pickDkimKey(texts: readonly string[]): { text: string; key: DkimKey } | null {
  const keys = texts.flatMap((text) => {
    const key = readDkimKey(text);
    return key ? [{ text, key }] : [];
  });
  return keys.find(({ key }) => key.state === "readable") ?? keys[0] ?? null;
}

function unreadable(problem: string): DkimKey {
  return { state: "unreadable", problem };
}

/** No tag can have this name: tag names begin with a letter (RFC 6376 §3.2). */
const DUPLICATE = "*";

/** Tag names count by case (RFC 6376 §3.2). Under DUPLICATE stands the first of ours that is there twice. */
function readTags(text: string): ReadonlyMap<string, string> {
  const tags = new Map<string, string>();
  for (const part of text.split(";")) {
    const equals = part.indexOf("=");
    if (equals < 0) continue;
    const name = part.slice(0, equals).trim();
    if (!/^[vhknpst]$/.test(name)) continue;
    if (tags.has(name) && !tags.has(DUPLICATE)) tags.set(DUPLICATE, name);
    tags.set(name, part.slice(equals + 1).trim());
  }
  return tags;
}

function withoutSpace(value: string): string {
  return value.replace(/\s/g, "");
}

/** A colon-separated list; null where the tag is absent or empty, which means that there is no restriction. */
function listOf(value: string | undefined): readonly string[] | null {
  const items = withoutSpace(value ?? "")
    .toLowerCase()
    .split(":");
  const named = items.filter((item) => item !== "");
  return named.length > 0 ? named : null;
}

function bitsOf(type: "rsa" | "ed25519", key: Buffer): number | null {
  // RFC 8463 §4.2: the 32 bytes themselves, without the SubjectPublicKeyInfo around them.
  if (type === "ed25519") return key.length === 32 ? 256 : null;
  // RFC 6376 §3.6.1 asks for an RSAPublicKey, its own examples and everybody since publish SubjectPublicKeyInfo
  // (erratum 3017); verifiers take both.
  return rsaBits(key, "spki") ?? rsaBits(key, "pkcs1");
}

function rsaBits(key: Buffer, type: "spki" | "pkcs1"): number | null {
  try {
    const read = createPublicKey({ key, format: "der", type });
    return read.asymmetricKeyType === "rsa" ? (read.asymmetricKeyDetails?.modulusLength ?? null) : null;
  } catch {
    return null;
  }
}
