import { type Remembered, rememberedOf } from "../alerts/remembered.ts";
import type { Severity } from "../diagnosis/finding.ts";
import type { Hop } from "../diagnosis/hop.ts";
import { type CheckResult, hopsOf } from "../diagnosis/report.ts";

/** What a sweep leaves of one target for the next one, and for whoever wants to see how it is. */
export type Memory = {
  at: string;
  hops: readonly { hop: Hop; severity: Severity }[];
  remembered: Remembered;
};

export function memoryText(at: Date, results: readonly CheckResult[], remembered: Remembered): string {
  const hops = hopsOf({ results }).map(({ hop, severity }) => ({ hop, severity }));
  return JSON.stringify({ at: at.toISOString(), hops, remembered } satisfies Memory);
}

/** Nothing where there is none, or one of another version. */
export function memoryOf(document: string | null): Memory | null {
  if (document === null) return null;
  try {
    const { at, hops, remembered } = JSON.parse(document) as Partial<Memory>;
    if (typeof at !== "string" || !Array.isArray(hops)) return null;
    return { at, hops, remembered: rememberedOf(remembered) };
  } catch {
    return null;
  }
}
