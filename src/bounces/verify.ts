import { arc, dkimVerify } from "mailauth";

/** Asks DNS for the verifier; errors need a `code` of ENOTFOUND or ENODATA where the name or record does not exist. */
export type VerifyResolver = (name: string, type: string) => Promise<string[][] | string[]>;

export type SignatureVerdict = "pass" | "altered" | "signature-wrong" | "key-missing" | "could-not-check" | "fail";

export type SignatureResult = {
  domain: string | null;
  selector: string | null;
  verdict: SignatureVerdict;
  /** What it means, in a sentence. */
  meaning: string;
};

export type Verification = {
  signatures: readonly SignatureResult[];
  arc: "pass" | "fail" | "none" | "could-not-check";
};

const MEANINGS: { readonly [V in SignatureVerdict]: string } = {
  pass: "The signature holds: headers and body are as the signer sent them.",
  altered:
    "Body altered or incomplete: what is here is not what was signed. A forwarded, pasted or truncated copy looks like this too, so it does not show that DKIM is broken.",
  "signature-wrong": "The signed headers were changed on the way, or the key in DNS is not the one that signed.",
  "key-missing": "The key that signed is not in DNS: it was removed, or the name is wrong.",
  "could-not-check": "DNS gave no answer about the key, so nothing is known.",
  fail: "The signature does not hold.",
};

/**
 * Verifies DKIM (RFC 6376) and ARC (RFC 8617) of a raw message with mailauth. Only the bytes of the message as sent can
 * pass: what was pasted or exported may fail for that alone. Never throws; trouble in DNS is `could-not-check`.
 */
export async function verifyMessage(message: Uint8Array, resolver: VerifyResolver): Promise<Verification> {
  const input = Buffer.from(message.buffer, message.byteOffset, message.byteLength);
  try {
    const dkim = await dkimVerify(input, { resolver });
    return {
      signatures: dkim.results.filter(({ status }) => status.result !== "none").map(resultOf),
      arc: await verifyArc(dkim.arc, resolver),
    };
  } catch {
    // Hostile input may break the library; then the message tells nothing.
    return { signatures: [], arc: "could-not-check" };
  }
}

async function verifyArc(data: DkimVerification["arc"], resolver: VerifyResolver): Promise<Verification["arc"]> {
  if (!data?.chain) return "none";
  const { status } = await arc({ ...data, chain: data.chain }, { resolver });
  return arcResult(status.result);
}

type DkimVerification = Awaited<ReturnType<typeof dkimVerify>>;
type DkimResult = DkimVerification["results"][number];

function resultOf({ signingDomain, selector, status }: DkimResult): SignatureResult {
  const verdict = verdictOf(status.result, status.comment ?? "");
  return { domain: signingDomain ?? null, selector: selector ?? null, verdict, meaning: MEANINGS[verdict] };
}

function verdictOf(result: string, comment: string): SignatureVerdict {
  if (result === "pass") return "pass";
  if (/body hash/i.test(comment)) return "altered";
  if (result === "temperror" || result === "temperr") return "could-not-check";
  if (/no key|key.{0,20}(?:missing|not found)/i.test(comment)) return "key-missing";
  return /bad signature/i.test(comment) ? "signature-wrong" : "fail";
}

function arcResult(result: string): Verification["arc"] {
  if (result === "pass" || result === "none") return result;
  return result.startsWith("temperr") ? "could-not-check" : "fail";
}
