import { CHECKS } from "../diagnosis/checks/index.ts";
import { diagnose } from "../diagnosis/diagnose.ts";
import { believed } from "../diagnosis/domain-found.ts";
import type { Questions } from "../diagnosis/questions.ts";
import { readable } from "../diagnosis/readable.ts";
import type { Report } from "../diagnosis/report.ts";
import type { TroubleReason } from "../ports/trouble.ts";
import type { Explanation, ItemDetail } from "./explanation.ts";
import { providerOfHost } from "./provider.ts";
import type { SignatureResult } from "./verify.ts";

/** What DNS says of a recipient's domain now. */
export type RecipientDomain = {
  domain: string;
  state: "gone" | "null-mx" | "no-mx" | "mx" | "unknown";
  /** Best first. */
  mx: readonly string[];
  /** Whose mail service that is; null where not known. */
  provider: string | null;
  trouble: TroubleReason | null;
};

/** Where an address stands on the account's suppression lists; `listed` null is "not known". */
export type SuppressedIn = {
  region: string;
  listed: boolean | null;
  reason: string | null;
  since: string | null;
  trouble: TroubleReason | null;
};

export type Beside = {
  recipients: readonly (RecipientDomain & { address: string; suppressed: readonly SuppressedIn[] })[];
  /** For a refusal over authentication: what `check` says of the From domain's authentication. */
  authentication: Report | null;
  /** Of a message that was handed in whole: whether its signatures hold. Empty where it has none, or is no message. */
  signatures: readonly SignatureResult[];
};

/** SES answers about one address a second and region. */
const MOST_RECIPIENTS = 3;
const MOST_SIGNATURES = 10;

/** Looks up what bears on an explanation. Never throws trouble: what could not be looked up says so. */
export async function lookBeside(
  explanation: Explanation,
  details: readonly ItemDetail[],
  regions: readonly string[],
  questions: Questions,
  input: Uint8Array | string,
): Promise<Beside> {
  const addresses = [
    ...new Set(explanation.items.flatMap(({ recipient }) => (recipient?.includes("@") ? [recipient] : []))),
  ];
  const [recipients, authentication, signatures] = await Promise.all([
    Promise.all(addresses.slice(0, MOST_RECIPIENTS).map((address) => recipientBeside(address, regions, questions))),
    authenticationBeside(explanation, details, regions, questions),
    explanation.kind === "headers" ? signaturesOf(input, questions) : [],
  ]);
  return { recipients, authentication, signatures };
}

/** What DNS and the suppression lists say of one address. Never throws trouble. */
export async function recipientBeside(address: string, regions: readonly string[], questions: Questions) {
  const domain = address.slice(address.lastIndexOf("@") + 1).toLowerCase();
  const [about, suppressed] = await Promise.all([
    recipientDomain(domain, questions),
    Promise.all(regions.map((region) => suppressedIn(address, region, questions))),
  ]);
  return { ...about, address, suppressed };
}

async function recipientDomain(domain: string, questions: Questions): Promise<RecipientDomain> {
  const { value, trouble } = await readable(believed(questions, domain, "MX"));
  const about = { domain, mx: [], provider: null, trouble: null };
  if (!value) return { ...about, state: "unknown", trouble: trouble?.reason ?? null };
  if (!value.found) return { ...about, state: value.absence === "nxdomain" ? "gone" : "no-mx" };
  const mx = value.records.toSorted((a, b) => a.preference - b.preference).map(({ exchange }) => exchange);
  if (mx.every((exchange) => exchange === "")) return { ...about, state: "null-mx" };
  return { ...about, state: "mx", mx: mx.slice(0, 5), provider: providerOfHost(mx[0] ?? "") };
}

async function suppressedIn(address: string, region: string, questions: Questions): Promise<SuppressedIn> {
  const { value, trouble } = await readable(questions.ses.suppressed(region, address));
  if (trouble) return { region, listed: null, reason: null, since: null, trouble: trouble.reason };
  return {
    region,
    listed: value !== null,
    reason: value?.reason ?? null,
    since: value?.since.toISOString() ?? null,
    trouble: null,
  };
}

async function authenticationBeside(
  explanation: Explanation,
  details: readonly ItemDetail[],
  regions: readonly string[],
  questions: Questions,
): Promise<Report | null> {
  const index = explanation.items.findIndex(({ hop }) => hop === "authentication");
  const domain = details[index]?.fromDomain?.toLowerCase();
  if (!domain) return null;
  const checks = CHECKS.filter(({ hop }) => hop === "authentication");
  return diagnose({ domain, typed: domain, regions, relays: [] }, checks, questions);
}

/** The verifier asks through the run's questions, and loads only where there is something to verify. */
async function signaturesOf(input: Uint8Array | string, questions: Questions): Promise<readonly SignatureResult[]> {
  const message = Buffer.from(input);
  if (!/^dkim-signature:/im.test(message.toString("latin1", 0, 64_000))) return [];
  const { verifyMessage } = await import("./verify.ts");
  const { signatures } = await verifyMessage(message, async (name, type) => {
    if (type !== "TXT") throw Object.assign(new Error("only TXT is asked"), { code: "ENODATA" });
    const { value, trouble } = await readable(believed(questions, name, "TXT"));
    if (!value) throw Object.assign(new Error(trouble?.reason), { code: "ETIMEOUT" });
    if (!value.found)
      throw Object.assign(new Error(value.absence), { code: value.absence === "nxdomain" ? "ENOTFOUND" : "ENODATA" });
    return value.records.map((record) => [record]);
  });
  return signatures.slice(0, MOST_SIGNATURES);
}
