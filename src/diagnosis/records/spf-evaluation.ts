import type { DnsType } from "../../ports/dns.ts";
import { PortTrouble } from "../../ports/trouble.ts";
import type { Questions } from "../questions.ts";

/** The results of RFC 7208 §2.6. */
export type SpfResult = "none" | "neutral" | "pass" | "fail" | "softfail" | "temperror" | "permerror";

export type SpfEvaluation = {
  result: SpfResult;
  /** What made a permerror, in the evaluator's words; null otherwise. */
  problem: string | null;
  /** The first question that had no answer; it is why the result is temperror. */
  trouble: PortTrouble | null;
};

export type SpfClient = { ip: string; helo: string; sender: string };

/**
 * Evaluates SPF as a receiver does (check_host of RFC 7208), strictly, over a resolver's answers. The library takes a
 * tenth of a second to load, so it is loaded where it is first needed.
 */
export async function evaluateSpf(ask: Questions["dns"], client: SpfClient): Promise<SpfEvaluation> {
  const { spf } = await import("mailauth/lib/spf/index.js");
  let trouble: PortTrouble | null = null;
  const { status } = await spf({
    ...client,
    mta: "maildiag.invalid",
    strict: true,
    resolver: async (name, type) => {
      try {
        return await resolveAsNode(ask, name, type);
      } catch (error) {
        if (!(error instanceof PortTrouble)) throw error;
        trouble ??= error;
        throw coded("ESERVFAIL", `${error.reason}: ${name}`);
      }
    },
  });
  const result = status.result as SpfResult;
  const problem =
    result === "permerror" ? (/during lookup of [^:]*: (.*)$/s.exec(status.comment ?? "")?.[1] ?? null) : null;
  return { result, problem, trouble };
}

/** Answers in the shapes of `dns.resolve`, absence as its error codes, which the evaluator tells apart. */
async function resolveAsNode(ask: Questions["dns"], name: string, type: string): Promise<string[][] | string[]> {
  if (!isAskable(name)) throw coded("ENOTFOUND", name);
  switch (type) {
    case "TXT":
      return (await recordsOf(ask, name, "TXT")).map((text) => [text]);
    case "MX": {
      const records = await recordsOf(ask, name, "MX");
      const hosts: unknown = records.map(({ preference, exchange }) => ({ priority: preference, exchange }));
      // The library's type of a resolver knows no MX; its code reads these two fields.
      return hosts as string[];
    }
    case "A":
    case "AAAA":
    case "PTR":
      return [...(await recordsOf(ask, name, type))];
    default:
      throw coded("ENODATA", name);
  }
}

async function recordsOf<T extends DnsType>(ask: Questions["dns"], name: string, type: T) {
  const answer = await ask(name.replace(/\.$/, "").toLowerCase(), type);
  if (answer.found) return answer.records;
  throw coded(answer.absence === "nxdomain" ? "ENOTFOUND" : "ENODATA", name);
}

function isAskable(name: string): boolean {
  const labels = name.replace(/\.$/, "").split(".");
  return name.length <= 254 && labels.every((label) => label.length > 0 && label.length <= 63);
}

function coded(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}
