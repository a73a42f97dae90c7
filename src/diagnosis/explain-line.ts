import type { Fix } from "./finding.ts";

/** `reason` is one of the 36 names of explanations. */
export type LineExplanation = { reason: string; meaning: string; fix: Fix };

/**
 * Reads a line that SES's API answered a program with, as `explain` does; null where no rule about SES fits it. The
 * rules stand above the diagnosis, so that wiring hands them in.
 */
export type ExplainLine = (line: string) => Promise<LineExplanation | null>;
