import { generateKeyPairSync } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type DkimKey, pickDkimKey, readDkimKey } from "../../../src/diagnosis/records/dkim-key.ts";
import { cpuMs } from "../../cpu-ms.ts";

function rsa(bits: number, type: "spki" | "pkcs1" = "spki"): string {
  const { publicKey } = generateKeyPairSync("rsa", { modulusLength: bits });
  return publicKey.export({ type, format: "der" }).toString("base64");
}

const RSA_2048 = rsa(2048);
const RSA_1024 = rsa(1024);
const RSA_512 = rsa(512);
const BARE_2048 = rsa(2048, "pkcs1");
const ED25519_SPKI = generateKeyPairSync("ed25519").publicKey.export({ type: "spki", format: "der" });
const ED25519 = ED25519_SPKI.subarray(-32).toString("base64");
const EC = generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey.export({ type: "spki", format: "der" });

const plain = {
  state: "readable",
  type: "rsa",
  bits: 2048,
  publicKey: RSA_2048,
  hashes: null,
  testing: false,
} as const;
const unreadable = (problem: string) => ({ state: "unreadable", problem }) as const;
const noRsa = unreadable("holds no RSA key that can be read");

const CASES: readonly [behaviour: string, text: string, read: DkimKey | null][] = [
  ["reads a key as SES publishes it", `p=${RSA_2048}`, plain],
  ["reads version and key type", `v=DKIM1; k=rsa; p=${RSA_2048}`, plain],
  ["reads short keys", `v=DKIM1; p=${RSA_1024};`, { ...plain, bits: 1024, publicKey: RSA_1024 }],
  ["reads keys that are too short", `v=DKIM1; p=${RSA_512}`, { ...plain, bits: 512, publicKey: RSA_512 }],
  ["reads a bare RSAPublicKey", `v=DKIM1; p=${BARE_2048}`, { ...plain, publicKey: BARE_2048 }],
  [
    "reads an Ed25519 key",
    `v=DKIM1; k=ed25519; p=${ED25519}`,
    { ...plain, type: "ed25519", bits: 256, publicKey: ED25519 },
  ],
  [
    "tolerates white space inside the key",
    ` v = DKIM1 ;\tp = ${RSA_2048.slice(0, 40)} \r\n ${RSA_2048.slice(40)} `,
    plain,
  ],
  ["tolerates empty tags and unknown ones", `v=DKIM1;; x=1; x=2; just words; n=some notes; p=${RSA_2048}`, plain],
  ["tolerates a version that is not first", `k=rsa; v=DKIM1; p=${RSA_2048}`, plain],
  [
    "reads the hashes",
    `v=DKIM1; h= sha1 : SHA256 :other; p=${RSA_2048}`,
    { ...plain, hashes: ["sha1", "sha256", "other"] },
  ],
  ["takes an empty hash list for none", `v=DKIM1; h=; p=${RSA_2048}`, plain],
  ["sees the testing flag among others", `v=DKIM1; t=s : y; p=${RSA_2048}`, { ...plain, testing: true }],
  ["does not take t=s for testing", `v=DKIM1; t=s; p=${RSA_2048}`, plain],
  ["accepts mail as a service", `v=DKIM1; s=email; p=${RSA_2048}`, plain],
  ["accepts every service", `v=DKIM1; s=tlsrpt:*; p=${RSA_2048}`, plain],
  ["refuses a key for another service", `v=DKIM1; s=tlsrpt; p=${RSA_2048}`, unreadable("is not for mail (s=)")],
  ["sees a withdrawn key", "v=DKIM1; p=", { state: "revoked" }],
  ["sees a withdrawn key behind other tags", "v=DKIM1; k=rsa; p= ;", { state: "revoked" }],
  ["sees a record without a key", "v=DKIM1; k=rsa", unreadable("has no p=, the key itself")],
  ["sees a key that was cut off", `v=DKIM1; p=${RSA_2048.slice(0, 200)}`, noRsa],
  ["sees what is not base64", "v=DKIM1; p=-----BEGIN PUBLIC KEY-----", noRsa],
  ["sees a key of another kind", `v=DKIM1; p=${EC.toString("base64")}`, noRsa],
  ["sees an Ed25519 key that says it is RSA", `v=DKIM1; p=${ED25519_SPKI.toString("base64")}`, noRsa],
  [
    "wants an Ed25519 key bare",
    `v=DKIM1; k=ed25519; p=${ED25519_SPKI.toString("base64")}`,
    unreadable("holds no Ed25519 key that can be read"),
  ],
  [
    "refuses unknown key types",
    `v=DKIM1; k=dsa; p=${RSA_2048}`,
    unreadable("has a key type (k=) that no verifier knows"),
  ],
  ["refuses a version in the wrong case", `v=dkim1; p=${RSA_2048}`, unreadable("does not say v=DKIM1 exactly")],
  ["refuses another version", `v=DKIM2; p=${RSA_2048}`, unreadable("does not say v=DKIM1 exactly")],
  ["refuses a tag that stands twice", `v=DKIM1; p=${RSA_2048}; p=`, unreadable("has the tag p= twice")],
  [
    "sees quotation marks that a panel kept",
    `"v=DKIM1; p=${RSA_2048}"`,
    unreadable("has quotation marks as part of its text"),
  ],
  ["takes no SPF record for a key", "v=spf1 include:amazonses.com ~all", null],
  ["takes no DMARC record for a key", "v=DMARC1; p=none", null],
  ["takes no other text for a key", "google-site-verification=abc", null],
  ["takes no empty text for a key", "", null],
];

describe("readDkimKey", () => {
  it.each(CASES)("%s", (_, text, read) => {
    expect(readDkimKey(text)).toEqual(read);
  });

  it("holds against any text", () => {
    const piece = fc.oneof(fc.constantFrom("v=DKIM1", "p=", "k=", ";", "=", '"', " ", "MII", "\0", "t=y"), fc.string());
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        expect(["readable", "revoked", "unreadable", undefined]).toContain(readDkimKey(pieces.join(""))?.state);
      }),
    );
  });

  it("reads the largest TXT record in linear time", () => {
    const began = cpuMs();
    for (const text of [
      " ".repeat(65_000),
      ";".repeat(65_000),
      `p=${"A".repeat(65_000)}`,
      `v=DKIM1; p=${"= ".repeat(32_000)}`,
    ]) {
      readDkimKey(text);
    }
    expect(cpuMs() - began).toBeLessThan(500);
  });
});

describe("pickDkimKey", () => {
  const good = `v=DKIM1; p=${RSA_2048}`;

  it.each<[string, readonly string[], string | null]>([
    ["finds nothing among nothing", [], null],
    ["passes over what is no key", ["v=spf1 -all", good], good],
    ["takes a key that can be read before one that cannot", ["v=DKIM1; p=AAAA", "v=DKIM1; p=", good], good],
    ["takes the first where none can be read", ["v=DKIM1; p=", "v=DKIM1; p=AAAA"], "v=DKIM1; p="],
    ["finds no key where there is only other text", ["v=spf1 -all"], null],
  ])("%s", (_, texts, picked) => {
    expect(pickDkimKey(texts)?.text ?? null).toBe(picked);
  });
});
