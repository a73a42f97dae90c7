import { PortTrouble } from "../ports/trouble.ts";
import type { Look } from "./check.ts";

/** An answer, or the trouble that stood in its way, as a value. */
export type Readable<T> = { value: T; trouble?: never } | { trouble: PortTrouble; value?: never };

/**
 * For the few looks that weigh several answers against each other and must go on when one of them cannot be had. What
 * is not trouble at a port stays thrown.
 */
export async function readable<T>(answer: Promise<T>): Promise<Readable<T>> {
  try {
    return { value: await answer };
  } catch (error) {
    if (error instanceof PortTrouble) return { trouble: error };
    throw error;
  }
}

/** A look that tells this trouble, so that `diagnose` writes it down. */
export function tell(trouble: PortTrouble): Look<never> {
  return { look: () => Promise.reject(trouble) };
}
