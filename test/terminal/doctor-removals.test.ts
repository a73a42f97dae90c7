import { expect, it } from "vitest";
import type { DoctorItem } from "../../src/commands/answer.ts";
import type { IamUserState, World } from "../../src/sandbox/world.ts";
import { healthy } from "../../src/sandbox/worlds/healthy.ts";
import { inWorld, maildiag } from "./maildiag.ts";

const DECIDED = { MAILDIAG_APPROVAL_CHANNEL: "C0APPROVE", MAILDIAG_APPROVERS: "U0BEN" };

async function items(
  world: Partial<World>,
  env: Readonly<Record<string, string>>,
): Promise<readonly (readonly string[])[]> {
  const ran = await inWorld({ ...healthy, ...world }, (own) => maildiag(["doctor", "--json"], { ...own, ...env }));
  const document: { items: readonly DoctorItem[] } = JSON.parse(ran.stdout);
  const theirs = document.items.filter(({ item }) => /^removals|(?:Delete|Put)SuppressedDestination/.test(item));
  return theirs.map(({ item, state, detail }) => [item, state, detail]);
}

const user = (Action: string): Readonly<Record<string, IamUserState>> => ({
  maildiag: {
    created: "2026-01-01T00:00:00Z",
    keys: [],
    policies: { own: [{ Effect: "Allow", Action, Resource: "*" }] },
  },
});

it.each([
  ["without an approval channel says nothing", {}, {}, []],
  [
    "without approvers says that nobody may decide, and without IAM's word that it cannot be told",
    {},
    { MAILDIAG_APPROVAL_CHANNEL: "C0APPROVE" },
    [
      ["removals", "missing", "nobody may approve them"],
      ["us-east-1 ses:DeleteSuppressedDestination", "ok", expect.stringContaining("cannot be told without a removal")],
      ["us-east-1 ses:PutSuppressedDestination", "ok", expect.stringContaining("cannot be told without a removal")],
    ],
  ],
  [
    "says of each write whether IAM foretells it as permitted",
    { iam: { users: user("ses:DeleteSuppressedDestination") } },
    DECIDED,
    [
      ["removals", "ok", "decided in C0APPROVE"],
      ["us-east-1 ses:DeleteSuppressedDestination", "ok", "permitted, as IAM foretells"],
      ["us-east-1 ses:PutSuppressedDestination", "denied", expect.stringContaining("could not be done")],
    ],
  ],
  [
    "says which action is missing where IAM may not be asked",
    { awsFaults: [{ action: "iam:SimulatePrincipalPolicy", then: "deny" as const }] },
    DECIDED,
    [
      ["removals", "ok", "decided in C0APPROVE"],
      [
        "us-east-1 ses:DeleteSuppressedDestination",
        "ok",
        expect.stringContaining("iam:SimulatePrincipalPolicy is denied"),
      ],
      [
        "us-east-1 ses:PutSuppressedDestination",
        "ok",
        expect.stringContaining("iam:SimulatePrincipalPolicy is denied"),
      ],
    ],
  ],
])("%s", async (_, world, env, expected) => {
  expect(await items(world, env)).toEqual(expected);
});
