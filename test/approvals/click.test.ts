import { describe, expect, it, test } from "vitest";
import { type Click, type ClickKind, canUndo, clicked } from "../../src/approvals/click.ts";
import { compared, endOf, endOfUndo } from "../../src/approvals/outcome.ts";
import type { ApprovalRules } from "../../src/approvals/rules.ts";
import type { Removal, RemovalOutcome, RemovalState } from "../../src/ports/removals.ts";
import { item, later, NOON, removal } from "./removal.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const STRICT: ApprovalRules = { requesterMayApprove: false, complaints: "deny" };

/** What the request is in each state; Ben decided an hour after noon. */
function inState(state: RemovalState, outcomes: readonly RemovalOutcome[]): Removal {
  const isDecided = state !== "pending" && state !== "expired";
  const isUndo = state === "undoing" || state === "undone";
  return removal({
    state,
    items: outcomes.map((outcome, n) => item({ address: `p${n}@example.net`, outcome })),
    ...(isDecided && { decidedBy: "U0BEN", decidedAt: later(HOUR) }),
    ...(isUndo && { undoneBy: "U0CAT", undoneAt: later(2 * HOUR) }),
    ...(!["pending", "approved", "executing", "undoing"].includes(state) && { endedAt: later(HOUR) }),
  });
}

const STATES: readonly [RemovalState, readonly RemovalOutcome[]][] = [
  ["pending", ["open"]],
  ["approved", ["open"]],
  ["executing", ["claimed", "open"]],
  ["done", ["removed", "gone"]],
  ["partly", ["removed", "failed"]],
  ["failed", ["failed", "unknown"]],
  ["denied", ["open"]],
  ["expired", ["open"]],
  ["undoing", ["removed"]],
  ["undone", ["restored"]],
];

/** Of a click by an approver who did not ask: the next state, or why not. */
const BY_APPROVER: { readonly [S in RemovalState]: readonly [string, string, string, string] } = {
  //          approve            deny               retry              undo
  pending: ["→ approved", "→ denied", "not-there-yet", "not-there-yet"],
  approved: ["already", "already", "already", "already"],
  executing: ["already", "already", "already", "already"],
  done: ["already", "already", "already", "→ undoing"],
  partly: ["already", "already", "→ approved", "→ undoing"],
  failed: ["already", "already", "→ approved", "already"],
  denied: ["already", "already", "already", "already"],
  expired: ["already", "already", "already", "already"],
  undoing: ["already", "already", "already", "already"],
  undone: ["already", "already", "already", "already"],
};
const KINDS: readonly ClickKind[] = ["approve", "deny", "retry", "undo"];

const PEOPLE = [
  { who: "an approver", by: "U0CAT", right: "approver", refusal: null },
  { who: "an outsider", by: "U0DAN", right: "stranger", refusal: "not-approver" },
  {
    who: "somebody while the group cannot be read",
    by: "U0CAT",
    right: "group-unreadable",
    refusal: "group-unreadable",
  },
  { who: "an approver who asked", by: "U0ANA", right: "approver", refusal: "own-request" },
] as const;

function said(one: Removal, click: Click, rules = STRICT): string {
  const { change, refusal } = clicked(one, click, rules);
  return refusal ? refusal.why : `→ ${change?.state}`;
}

const TABLE = STATES.flatMap(([state, outcomes]) =>
  KINDS.flatMap((kind, column) =>
    PEOPLE.map(({ who, by, right, refusal }) => {
      const free = BY_APPROVER[state][column] ?? "";
      const wanted = free.startsWith("→") && refusal ? refusal : free;
      return { state, outcomes, kind, who, by, right, wanted };
    }),
  ),
);

test.each(TABLE)("$kind by $who while it is $state: $wanted", ({ state, outcomes, kind, by, right, wanted }) => {
  expect(said(inState(state, outcomes), { kind, by, at: later(2 * HOUR), right })).toBe(wanted);
});

describe("a click", () => {
  const by = { by: "U0CAT", right: "approver" } as const;
  const approve = { kind: "approve", at: later(HOUR), ...by } as const;

  it("by the requester counts where the rules let it", () => {
    const own: Click = { ...approve, by: "U0ANA" };
    expect(said(removal(), own, { ...STRICT, requesterMayApprove: true })).toBe("→ approved");
  });

  it("says who decided, and when", () => {
    const { refusal } = clicked(inState("executing", ["open"]), approve, STRICT);
    expect(refusal).toEqual({ why: "already", state: "executing", by: "U0BEN", at: later(HOUR) });
  });

  it("says who had it put back, and when", () => {
    const { refusal } = clicked(inState("undone", ["restored"]), { ...approve, kind: "undo" }, STRICT);
    expect(refusal).toEqual({ why: "already", state: "undone", by: "U0CAT", at: later(2 * HOUR) });
  });

  it.each([
    [7 * DAY - 1, "→ approved"],
    [7 * DAY, "expired"],
  ])("%i ms after the request: %s", (ms, wanted) => {
    expect(said(removal(), { ...approve, at: later(ms) })).toBe(wanted);
  });

  it("that comes too late is what ends the request", () => {
    const { change } = clicked(removal(), { ...approve, at: later(8 * DAY) }, STRICT);
    const rest = { from: ["open", "changed"], to: "expired" };
    expect(change).toEqual({ state: "expired", endedAt: later(8 * DAY), rest });
  });

  it("on what is pending anew has its seven days again", () => {
    expect(said(removal({ pendingSince: later(5 * DAY) }), { ...approve, at: later(8 * DAY) })).toBe("→ approved");
  });

  const complaint = { entry: { reason: "COMPLAINT", since: NOON, messageId: null } };

  it.each([
    ["deny", "open", "complaint"],
    ["allow", "open", "→ approved"],
    ["deny", "removed", "→ approved"],
  ] as const)("on a complaint, complaints: %s, the entry is %s: %s", (complaints, outcome, wanted) => {
    const one = removal({ items: [item(), item({ address: "a@example.net", outcome, ...complaint })] });
    expect(said(one, approve, { ...STRICT, complaints })).toBe(wanted);
  });

  it.each([
    ["deny", "failed", "complaint"],
    ["deny", "unknown", "complaint"],
    ["deny", "removed", "→ approved"],
    ["deny", "gone", "→ approved"],
    ["allow", "failed", "→ approved"],
  ] as const)("to try the rest again, complaints: %s, one of them is %s: %s", (complaints, outcome, wanted) => {
    const items = [item({ outcome: "failed" }), item({ address: "a@example.net", outcome, ...complaint })];
    expect(said(removal({ state: "partly", items }), { ...approve, kind: "retry" }, { ...STRICT, complaints })).toBe(
      wanted,
    );
  });

  it("can deny what cannot be approved", () => {
    expect(said(removal({ items: [item(complaint)] }), { ...approve, kind: "deny" })).toBe("→ denied");
  });

  it.each([
    ["deny", later(HOUR), "denied"],
    ["approve", later(8 * DAY), "expired"],
  ] as const)("leaves nothing open: what nobody approved has an end of its own (%s)", (kind, at, to) => {
    const one = removal({ items: [item(), item({ outcome: "removed" }), item({ outcome: "changed" })] });
    const { change } = clicked(one, { ...approve, kind, at }, STRICT);
    expect(change).toMatchObject({ state: to, rest: { from: ["open", "changed"], to } });
  });

  it.each([
    ["partly", ["removed", "failed"], "→ undoing"],
    ["done", ["removed"], "→ undoing"],
    ["denied", ["removed", "denied"], "→ undoing"],
    ["undone", ["restored", "failed"], "already"],
  ] as const)("to try the rest again after an Undo is one: while it is %s with %j: %s", (state, outcomes, wanted) => {
    const one = { ...inState(state, outcomes), undoneBy: "U0CAT", undoneAt: later(HOUR) };
    for (const kind of ["retry", "undo"] as const) {
      expect(said(one, { kind, at: later(2 * HOUR), ...by })).toBe(wanted);
      expect(said(one, { kind, at: later(2 * DAY), ...by })).toBe(wanted === "already" ? wanted : "undo-too-late");
    }
  });

  it.each([
    ["done", DAY - 1, ["removed"], "→ undoing"],
    ["done", DAY, ["removed"], "undo-too-late"],
    ["done", HOUR, ["gone"], "nothing-to-undo"],
    ["denied", HOUR, ["removed", "denied"], "→ undoing"],
    ["denied", DAY, ["removed", "denied"], "undo-too-late"],
    ["denied", HOUR, ["gone", "denied"], "already"],
    ["expired", HOUR, ["removed", "expired"], "→ undoing"],
    ["expired", DAY, ["removed", "expired"], "undo-too-late"],
    ["partly", HOUR, ["removed", "changed"], "→ undoing"],
  ] as const)("on Undo while it is %s, %i ms after the end, of what is %j: %s", (state, ms, outcomes, wanted) => {
    const one = inState(state, outcomes);
    const at = later(ms, one.endedAt ?? NOON);
    expect(said(one, { kind: "undo", at, ...by })).toBe(wanted);
    expect(canUndo(one, at)).toBe(wanted === "→ undoing");
  });
});

describe("what an entry is against the one that was approved", () => {
  const approved = { reason: "BOUNCE", since: NOON, messageId: "m-1" };
  it.each([
    ["same", "the same", { ...approved, since: new Date(NOON) }],
    ["gone", "not there", null],
    ["changed", "there for another reason", { ...approved, reason: "COMPLAINT" }],
    ["changed", "written anew", { ...approved, since: later(1_000) }],
    ["changed", "of another message", { ...approved, messageId: "m-2" }],
  ] as const)("%s: it is %s", (wanted, _, now) => {
    expect(compared(approved, now)).toBe(wanted);
  });
});

describe("the end of it", () => {
  it.each([
    ["done", ["removed", "gone", "removed"]],
    ["partly", ["removed", "failed"]],
    ["partly", ["gone", "unknown"]],
    ["failed", ["failed", "unknown"]],
    ["pending", ["removed", "changed"]],
    ["pending", ["failed", "changed"]],
  ] as const)("is %s after %s", (wanted, outcomes) => {
    expect(endOf(outcomes.map((outcome) => ({ outcome })))).toBe(wanted);
  });

  it.each([
    ["undone", ["restored", "kept", "gone"]],
    ["done", ["restored", "removed"]],
    ["partly", ["removed", "failed"]],
    ["undone", ["restored", "failed"]],
    ["denied", ["removed", "denied"]],
    ["denied", ["restored", "removed", "failed", "denied"]],
    ["expired", ["removed", "expired"]],
    ["undone", ["restored", "denied"]],
  ] as const)("is %s after putting back left %s", (wanted, outcomes) => {
    expect(endOfUndo(outcomes.map((outcome) => ({ outcome })))).toBe(wanted);
  });
});
