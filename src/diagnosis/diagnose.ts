import { PortTrouble } from "../ports/trouble.ts";
import type { AnyCheck, Check, Look, RegionsTarget } from "./check.ts";
import { couldNotCheck } from "./could-not-check.ts";
import type { Finding } from "./finding.ts";
import type { Questions } from "./questions.ts";
import { type Accepted, type CheckResult, nameOf, type Report } from "./report.ts";

/** A finding that configuration accepts until a day, inclusive, UTC (`YYYY-MM-DD`). */
export type AcceptEntry = { code: string; subject: string; until: string; why: string };

export type DiagnoseOptions = {
  accept?: readonly AcceptEntry[];
  /** A check threw what is not trouble at a port. Logs it, and returns the id that people are shown. */
  onBug?: (check: AnyCheck, bug: unknown) => string;
  /** Told after every check that ends, with what is known by then. */
  onProgress?: (known: readonly CheckResult[], pending: readonly AnyCheck[]) => void;
};

/**
 * Runs the checks side by side and reports what they found, in the registry's order. The run's limit stands in
 * `questions`. Trouble at a port becomes COULD_NOT_CHECK; a bug in one check takes no other check with it.
 */
export async function diagnose<About extends RegionsTarget>(
  target: About,
  checks: readonly Check<string, About>[],
  questions: Questions,
  options: DiagnoseOptions = {},
): Promise<Report> {
  const began = performance.now();
  const day = questions.now.toISOString().slice(0, 10);
  const results = new Map<AnyCheck, CheckResult>();

  const inOrder = () => checks.flatMap((check) => results.get(check) ?? []);
  await Promise.all(
    checks.map(async (check) => {
      const found = await run(check.looks(target, questions)).catch((bug: unknown) => {
        const id = options.onBug?.(check, bug);
        return [
          couldNotCheck(
            new PortTrouble("error", {
              asked: nameOf(target),
              detail: `a fault in maildiag${id ? `, id ${id}` : ""}`,
            }),
          ),
        ];
      });
      const findings = distinct(found).map((finding) => {
        const accepted = acceptedBy(options.accept ?? [], finding, day);
        return accepted ? { ...finding, accepted } : finding;
      });
      results.set(check, { check, tookMs: elapsed(began), findings });
      options.onProgress?.(
        inOrder(),
        checks.filter((other) => !results.has(other)),
      );
    }),
  );
  return { target, at: questions.now, tookMs: elapsed(began), results: inOrder() };
}

/** Two looks that rest on one question meet its trouble twice. */
function distinct(findings: readonly Finding[]): readonly Finding[] {
  return [...new Map(findings.map((finding) => [JSON.stringify(finding), finding])).values()];
}

function elapsed(since: number): number {
  return Math.round(performance.now() - since);
}

async function run(looks: readonly Look[], region?: string): Promise<readonly Finding[]> {
  const found = await Promise.all(looks.map((look) => runOne(look, look.region ?? region)));
  return found.flat();
}

async function runOne(look: Look, region: string | undefined): Promise<readonly Finding[]> {
  const found: Finding[] = [];
  try {
    const parts = await look.look();
    const settled = await Promise.all(
      parts.map((part) => ("look" in part ? runOne(part, part.region ?? region) : [part])),
    );
    found.push(...settled.flat());
  } catch (error) {
    if (!(error instanceof PortTrouble)) throw error;
    found.push(couldNotCheck(error));
  }
  found.push(...(look.close?.(found) ?? []));
  return region ? found.map((finding) => ({ ...finding, data: { region, ...finding.data } })) : found;
}

function acceptedBy(accept: readonly AcceptEntry[], finding: Finding, day: string): Accepted | undefined {
  const entry = accept.find(
    ({ code, subject, until }) => code === finding.code && subject === finding.subject && day <= until,
  );
  return entry && { until: entry.until, why: entry.why };
}
