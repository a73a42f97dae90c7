import type { SesRecommendation } from "../ports/ses.ts";
import { excerpt } from "./excerpt.ts";

/** As it stands in a finding's data. */
export type Advice = {
  readonly type: string;
  readonly impact: string | null;
  readonly about: string | null;
  readonly text: string | null;
};

const MOST = 10;

/** The open recommendations, of high impact first; about one domain and what is under it, where a domain is given. */
export function adviceFor(open: readonly SesRecommendation[], domain: string | null): readonly Advice[] {
  return open
    .map(({ type, impact, resource, description }) => ({
      type: excerpt(type, 60),
      impact,
      about: aboutOf(resource),
      text: description === null ? null : excerpt(description, 300),
    }))
    .filter(({ about }) => domain === null || about === domain || about?.endsWith(`.${domain}`))
    .toSorted((a, b) => Number(b.impact === "HIGH") - Number(a.impact === "HIGH"))
    .slice(0, MOST);
}

/** `arn:aws:ses:us-east-1:123456789012:identity/example.com` */
function aboutOf(arn: string | null): string | null {
  return arn === null ? null : excerpt(arn.slice(arn.lastIndexOf("/") + 1), 253);
}
