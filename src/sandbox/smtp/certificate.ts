import { generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import { isIPv4 } from "node:net";

/** PEM. */
export type Certified = { key: string; cert: string };

/** An authority that exists as long as the process: whoever is to believe it is given `ca`. */
export type Authority = {
  /** PEM */
  ca: string;
  /** A server's certificate for these host names and IPv4 addresses, with the authority's signature. */
  certify(names: readonly string[], validity?: { from: Date; until: Date }): Certified;
};

const DAY = 86_400_000;

/**
 * Node makes keys and signatures, but no certificates: what stands between is written here, as little of X.509 as a
 * client that checks certificates wants to see. RFC 5280 §4.1; ECDSA on P-256 with SHA-256, RFC 5758 §3.2.
 */
export function createAuthority(): Authority {
  const pair = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const issuer = nameOf("maildiag sandbox");
  const validity = { from: new Date(Date.now() - DAY), until: new Date(Date.now() + 365 * DAY) };
  const isAuthority = [
    extension(OID.basicConstraints, sequence(tlv(BOOLEAN, Buffer.of(0xff)))),
    // keyCertSign, the sixth bit
    extension(OID.keyUsage, tlv(BIT_STRING, Buffer.of(2, 0x04))),
  ];
  const signed = (subject: Buffer, key: KeyObject, when: typeof validity, extensions: readonly Buffer[]) =>
    certificate({ issuer, subject, key, validity: when, extensions, signer: pair.privateKey });
  return {
    ca: signed(issuer, pair.publicKey, validity, isAuthority),
    certify: (names, when = validity) => {
      const own = generateKeyPairSync("ec", { namedCurve: "P-256" });
      const alternatives = extension(OID.subjectAltName, sequence(...names.map(alternativeOf)));
      return {
        key: own.privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
        cert: signed(nameOf(names[0] ?? "nobody"), own.publicKey, when, [alternatives]),
      };
    },
  };
}

type Contents = {
  issuer: Buffer;
  subject: Buffer;
  key: KeyObject;
  validity: { from: Date; until: Date };
  extensions: readonly Buffer[];
  signer: KeyObject;
};

function certificate({ issuer, subject, key, validity, extensions, signer }: Contents): string {
  const algorithm = sequence(OID.ecdsaWithSha256);
  const toBeSigned = sequence(
    // Version 3
    tlv(0xa0, tlv(INTEGER, Buffer.of(2))),
    // A leading zero bit keeps the serial number positive.
    tlv(INTEGER, Buffer.concat([Buffer.of(0x01), randomBytes(15)])),
    algorithm,
    issuer,
    sequence(timeOf(validity.from), timeOf(validity.until)),
    subject,
    key.export({ type: "spki", format: "der" }),
    tlv(0xa3, sequence(...extensions)),
  );
  const signature = sign("sha256", toBeSigned, signer);
  const der = sequence(toBeSigned, algorithm, tlv(BIT_STRING, Buffer.of(0), signature));
  const lines = der.toString("base64").match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}

const BOOLEAN = 0x01;
const INTEGER = 0x02;
const BIT_STRING = 0x03;
const OCTET_STRING = 0x04;
const UTF8_STRING = 0x0c;
const UTC_TIME = 0x17;

/** Object identifiers, written out with tag and length. */
const OID = {
  commonName: Buffer.from("0603550403", "hex"),
  basicConstraints: Buffer.from("0603551d13", "hex"),
  keyUsage: Buffer.from("0603551d0f", "hex"),
  subjectAltName: Buffer.from("0603551d11", "hex"),
  ecdsaWithSha256: Buffer.from("06082a8648ce3d040302", "hex"),
} as const;

function tlv(tag: number, ...parts: readonly Buffer[]): Buffer {
  const value = Buffer.concat(parts);
  const { length } = value;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.of(tag, ...size), value]);
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return tlv(0x30, ...parts);
}

function nameOf(commonName: string): Buffer {
  return sequence(tlv(0x31, sequence(OID.commonName, tlv(UTF8_STRING, Buffer.from(commonName)))));
}

function extension(oid: Buffer, value: Buffer): Buffer {
  return sequence(oid, tlv(OCTET_STRING, value));
}

function alternativeOf(name: string): Buffer {
  if (isIPv4(name)) return tlv(0x87, Buffer.from(name.split(".").map(Number)));
  return tlv(0x82, Buffer.from(name));
}

/** YYMMDDHHMMSSZ, good until 2049. */
function timeOf(date: Date): Buffer {
  return tlv(UTC_TIME, Buffer.from(`${date.toISOString().replace(/[-:T]/g, "").slice(2, 14)}Z`));
}
