import { type Click, type ClickKind, clicked, meantBy, type Refusal } from "../approvals/click.ts";
import type { ApprovalRules } from "../approvals/rules.ts";
import type { Beside, NewAuditEntry, Removal, Removals } from "../ports/removals.ts";
import { changedBy, edited, toldAsker } from "./told.ts";
import { trailOfAll } from "./trail.ts";

export type Clicked =
  /** There is no such request, or it is no longer kept. */
  | { kind: "unknown" }
  /** `removal` is what it is now. */
  | { kind: "taken"; click: ClickKind; removal: Removal }
  | { kind: "refused"; refusal: Refusal; removal: Removal };

export type ClickDeps = {
  removals: Removals;
  rules: ApprovalRules;
  /** A fresh look at whether they are an approver. */
  rightOf: (user: string) => Promise<Click["right"]>;
  allowed: readonly string[];
  now: () => Date;
};

/** Somebody presses a button of a request, in that message. */
export type Pressed = {
  id: string;
  kind: ClickKind;
  by: string;
  message: { channel: string; ts: string } | null;
};

/** More than this many in a row that others were faster is no race. */
const MOST_ROUNDS = 50;

/** What comes of a click: of all who click, whoever is first decides, and everybody is told. Throws StoreTrouble. */
export async function press({ id, kind, by, message }: Pressed, deps: ClickDeps): Promise<Clicked> {
  const { removals, rules, now } = deps;
  const right = await deps.rightOf(by);
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const removal = await removals.find(id);
    if (!removal) return { kind: "unknown" };
    const at = now();
    const verdict = clicked(removal, { kind, by, at, right }, rules);
    if (!verdict.change) return { kind: "refused", refusal: verdict.refusal, removal };
    const { change, refusal } = verdict;
    const meant = meantBy(removal, kind);
    const next = changedBy(removal, change);
    const line = refusal ? ({ action: "expired", actor: "maildiag" } as const) : { action: ACTIONS[meant], actor: by };
    const beside = besideOf(next, { ...line, at, message }, deps.allowed);
    if (!(await removals.move(removal, change, beside))) continue;
    return refusal ? { kind: "refused", refusal, removal: next } : { kind: "taken", click: meant, removal: next };
  }
  throw new Error("a request that never stands still");
}

const ACTIONS = { approve: "approved", deny: "denied", retry: "retried", undo: "undone" } as const;

type Line = Pick<NewAuditEntry, "action" | "actor" | "at" | "message">;

/** The trail's lines, the message as it reads now, and, at an end, word to who asked. */
export function besideOf(next: Removal, line: Line, allowed: readonly string[]): Beside {
  const isEnd = next.state === "denied" || next.state === "expired";
  // A line of its own says what came of putting an address back.
  const outcome = line.action === "undone" ? ("pending" as const) : null;
  return {
    audit: trailOfAll(next, { ...line, outcome }),
    tell: [edited(next, line.at), ...(isEnd ? [toldAsker(next, allowed, line.at)] : [])],
  };
}
