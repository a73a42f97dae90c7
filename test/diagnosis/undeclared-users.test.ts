import { expect, it } from "vitest";
import { createAws } from "../../src/aws/aws.ts";
import { createIam } from "../../src/aws/iam.ts";
import { createSes } from "../../src/aws/ses.ts";
import { RELAY_CHECKS } from "../../src/diagnosis/checks/index.ts";
import { diagnose } from "../../src/diagnosis/diagnose.ts";
import { askOnce } from "../../src/diagnosis/questions.ts";
import { entryOf } from "../../src/diagnosis/report.ts";
import { startAws } from "../../src/sandbox/aws/start-aws.ts";
import type { AwsFault, IamUserState } from "../../src/sandbox/world.ts";
import { WITHOUT_RELAYS } from "./without-relays.ts";

type Users = Readonly<Record<string, IamUserState>>;

/** Users by name; without policies nothing on them speaks of SMTP. */
function usersOf(count: number, name: string, policies?: Record<string, never>): Users {
  const numbers = Array.from({ length: count }, (_, i) => String(i).padStart(3, "0"));
  return Object.fromEntries(
    numbers.map((number) => {
      const id = `AKIA${name.toUpperCase()}${number}`.padEnd(20, "X");
      const lastUsed = { at: "2026-11-20T00:00:00Z", service: "ses", region: "us-east-1" };
      const created = "2026-01-01T00:00:00Z";
      return [`${name}${number}`, { created, keys: [{ id, created, lastUsed }], ...(policies && { policies }) }];
    }),
  );
}

function notAsked(): Promise<never> {
  throw new Error("IAM alone is asked for users");
}

async function searched(
  users: Users,
  mostUsers: number,
  quietly: boolean,
  awsFaults: readonly AwsFault[] = [],
  limit?: AbortSignal,
) {
  const aws = await startAws({ ses: {}, iam: { users }, awsFaults });
  try {
    const caller = createAws({
      endpoint: aws.url,
      credentials: async () => ({ accessKeyId: "AKIATESTTESTTESTTEST", secretAccessKey: "test" }),
      rate: { limit: 50, intervalMs: 1 },
    });
    const deps = {
      ...WITHOUT_RELAYS,
      dns: { resolve: notAsked },
      authoritative: { ask: notAsked },
      ses: createSes({ aws: caller }),
      iam: createIam({ aws: caller }),
      now: () => new Date("2026-11-21T20:00:00Z"),
    };
    const target = {
      typed: "relays",
      regions: [],
      relays: [],
      undeclared: { declared: [], mostUsers, quietly, ...(limit && { limit }) },
    };
    const report = await diagnose(target, RELAY_CHECKS, askOnce(deps, AbortSignal.timeout(20_000)));
    const told = report.results.flatMap(({ check, findings }) =>
      findings.map((finding) => ({ finding, why: entryOf(check, finding).why(finding) })),
    );
    const unknowns = told.filter(({ finding }) => finding.code === "COULD_NOT_CHECK");
    return {
      users: told.filter(({ finding }) => finding.code === "RELAY_UNDECLARED"),
      unknowns: unknowns.map(({ finding: { subject, data } }) => ({ subject, ...data })),
      asked: aws.asked.map(({ question }) => question),
    };
  } finally {
    await aws.close();
  }
}

it("looks at those with a sign of SMTP first, and says how many users were left out", async () => {
  const { users, unknowns, asked } = await searched({ ...usersOf(9, "plain", {}), ...usersOf(3, "smtp") }, 5, false);
  expect(users.map(({ finding }) => finding.subject)).toEqual([
    "plain000",
    "plain001",
    "smtp000",
    "smtp001",
    "smtp002",
  ]);
  expect(unknowns).toEqual([{ subject: "IAM", reason: "limit", detail: "7 of 12 users were not looked at" }]);
  expect(asked.filter((question) => question.startsWith("iam:ListAccessKeys"))).toHaveLength(5);
});

it("looks at no more of those with a sign either", async () => {
  const { users, unknowns } = await searched(usersOf(6, "smtp"), 5, false);
  expect(users).toHaveLength(5);
  expect(unknowns).toEqual([{ subject: "IAM", reason: "limit", detail: "1 of 6 users were not looked at" }]);
});

it("leaves out quietly beside a domain", async () => {
  const { users, unknowns } = await searched(usersOf(6, "smtp"), 5, true);
  expect([users.length, unknowns]).toEqual([5, []]);
});

it("names twenty, and counts the others", async () => {
  const { users, unknowns } = await searched(usersOf(23, "smtp"), 80, false);
  expect(users.map(({ finding }) => finding.data.more)).toEqual(Array(20).fill(3));
  expect(users[0]?.why).toContain("Beside the 20 users that are named there are 3 more like it.");
  expect(unknowns).toEqual([]);
});

it("says of twenty and fewer that there are no others", async () => {
  const { users } = await searched(usersOf(20, "smtp"), 80, false);
  expect(users.map(({ finding }) => finding.data.more)).toEqual(Array(20).fill(0));
  expect(users[0]?.why).not.toContain("more like it");
});

it("tells a permission that is missing once, of however many users it was asked", async () => {
  const faults = [{ action: "iam:ListAccessKeys", then: "deny" } as const];
  const { users, unknowns } = await searched(usersOf(30, "smtp"), 80, false, faults);
  expect(users).toEqual([]);
  expect(unknowns).toEqual([
    {
      subject: "IAM",
      region: "us-east-1",
      reason: "denied",
      permission: "iam:ListAccessKeys",
      detail: expect.stringMatching(/^.+; the same of 29 more$/),
    },
  ]);
});

it.each([
  { asked: "for its users", action: "iam:GetAccountAuthorizationDetails", found: [] },
  { asked: "for one user's keys", action: "iam:ListAccessKeys", times: 1, found: ["smtp001", "smtp002"] },
])("waits no longer than it may where IAM is silent, asked $asked, and tells who was found by then", async (given) => {
  const { action, times, found } = given;
  const silent: AwsFault = { action, then: "timeout", ...(times && { times }) };
  const { users, unknowns } = await searched(usersOf(3, "smtp"), 9, true, [silent], AbortSignal.timeout(1_000));
  expect(users.map(({ finding }) => finding.subject)).toHaveLength(found.length);
  expect(unknowns).toEqual([]);
});
