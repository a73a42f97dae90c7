import type { Right } from "../approvals/right.ts";
import type { ApprovalRules } from "../approvals/rules.ts";
import type { Beside, NewAuditEntry } from "../ports/removals.ts";
import type { TestMail, TestMails } from "../ports/test-mails.ts";
import { clicked, type TestMailClick, type TestMailRefusal } from "./click.ts";
import { changedBy, edited, outcome, trailLine } from "./told.ts";

export type PressedTestMail =
  /** There is no such request, or it is no longer kept. */
  | { kind: "unknown" }
  /** `mail` is what it is now. */
  | { kind: "taken"; click: TestMailClick["kind"]; mail: TestMail }
  | { kind: "refused"; refusal: TestMailRefusal; mail: TestMail };

export type PressDeps = {
  testMails: Pick<TestMails, "find" | "move">;
  rules: Pick<ApprovalRules, "requesterMayApprove">;
  /** A fresh look at whether they are an approver. */
  rightOf: (user: string) => Promise<Right>;
  allowed: readonly string[];
  now: () => Date;
};

/** Somebody presses a button of a request, in that message. */
export type Press = {
  id: string;
  kind: TestMailClick["kind"];
  by: string;
  message: { channel: string; ts: string } | null;
};

/** More than this many in a row that others were faster is no race. */
const MOST_ROUNDS = 50;
const ACTIONS = { approve: "test-approved", deny: "test-denied" } as const;

/** What comes of a click: of all who click, whoever is first decides, and everybody is told. Throws StoreTrouble. */
export async function press({ id, kind, by, message }: Press, deps: PressDeps): Promise<PressedTestMail> {
  const { testMails, rules, now, allowed } = deps;
  const right = await deps.rightOf(by);
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const mail = await testMails.find(id);
    if (!mail) return { kind: "unknown" };
    const at = now();
    const { change, refusal } = clicked(mail, { kind, by, at, right }, rules);
    if (!change) return { kind: "refused", refusal, mail };
    const next = changedBy(mail, change);
    const line = refusal
      ? ({ action: "test-expired", actor: "maildiag", at, message } as const)
      : { action: ACTIONS[kind], actor: by, at, message };
    if (!(await testMails.move(mail, change, besideOf(next, line, allowed)))) continue;
    return refusal ? { kind: "refused", refusal, mail: next } : { kind: "taken", click: kind, mail: next };
  }
  throw new Error("a request that never stands still");
}

/** The trail's line, the message as it reads now, and, at an end, word to who asked. */
export function besideOf(
  next: TestMail,
  line: Pick<NewAuditEntry, "action" | "actor" | "at"> & Partial<NewAuditEntry>,
  allowed: readonly string[],
): Beside {
  const isTold = next.state !== "approved";
  return {
    audit: [trailLine(next, { outcome: null, ...line })],
    tell: [edited(next, line.at), ...(isTold ? outcome(next, allowed, line.at) : [])],
  };
}
