import { expect, it } from "vitest";
import { createAws } from "../../src/aws/aws.ts";
import { createIam } from "../../src/aws/iam.ts";
import { createSts } from "../../src/aws/sts.ts";
import type { Iam } from "../../src/ports/iam.ts";
import type { Sts } from "../../src/ports/sts.ts";
import { type RunningAws, startAws } from "../../src/sandbox/aws/start-aws.ts";
import type { IamUserState, World } from "../../src/sandbox/world.ts";
import { QUICK, troubleOf } from "./on-stand-in.ts";
import { httpAnswer, rawServer } from "./raw-server.ts";

const KEY = "AKIAIOSFODNN7EXAMPLE";
const SIGNAL = AbortSignal.timeout(60_000);
const USER: IamUserState = {
  created: "2026-01-02T03:04:05Z",
  keys: [
    {
      id: KEY,
      created: "2026-02-03T00:00:00Z",
      lastUsed: { at: "2026-03-04T00:00:00Z", service: "ses", region: "eu-west-1" },
    },
    { id: "AKIAIOSFODNN8EXAMPLE", status: "Inactive", created: "2026-02-04T00:00:00Z" },
  ],
  groups: ["AWSSESSendingGroupDoNotRename"],
  tags: { InvokedBy: "SESConsole" },
};

async function onWorld<T>(world: Partial<World>, body: (on: { iam: Iam; sts: Sts; aws: RunningAws }) => Promise<T>) {
  const aws = await startAws({ ses: {}, ...world });
  try {
    const caller = createAws({ ...QUICK, endpoint: aws.url });
    return await body({ iam: createIam({ aws: caller, near: "eu-west-1" }), sts: createSts({ aws: caller }), aws });
  } finally {
    await aws.close();
  }
}

const WORLD = { iam: { users: { relay: USER }, foreignKeys: { AKIAIOSFODNN9EXAMPLE: "999999999999" } } };

it("knows a key from its id to its user's rights", async () => {
  await onWorld(WORLD, async ({ iam, sts, aws }) => {
    expect(await iam.keyLastUsed(KEY, SIGNAL)).toEqual({
      user: "relay",
      at: new Date("2026-03-04T00:00:00Z"),
      service: "ses",
      region: "eu-west-1",
    });
    expect(await iam.keyLastUsed("AKIAIOSFODNN8EXAMPLE", SIGNAL)).toEqual({
      user: "relay",
      at: null,
      service: null,
      region: null,
    });
    expect(await iam.keysOf("relay", SIGNAL)).toEqual([
      { id: KEY, status: "Active", created: new Date("2026-02-03T00:00:00Z") },
      { id: "AKIAIOSFODNN8EXAMPLE", status: "Inactive", created: new Date("2026-02-04T00:00:00Z") },
    ]);
    const user = { name: "relay", arn: "arn:aws:iam::123456789012:user/relay", created: new Date(USER.created) };
    expect(await iam.user("relay", SIGNAL)).toEqual(user);
    expect(await iam.users(SIGNAL)).toEqual([
      {
        ...user,
        inlinePolicies: ["AmazonSesSendingAccess"],
        groups: ["AWSSESSendingGroupDoNotRename"],
        tags: { InvokedBy: "SESConsole" },
      },
    ]);
    const question = { principalArn: user.arn, action: "ses:SendRawEmail", resourceArn: "arn:x", context: { a: "b" } };
    expect(await iam.decide(question, SIGNAL)).toEqual({
      decision: "allowed",
      missingContext: [],
      allowedByOrganization: null,
      allowedByBoundary: null,
    });
    expect(await sts.accountOfKey("eu-west-1", KEY, SIGNAL)).toBe("123456789012");
    expect(await sts.accountOfKey("eu-west-1", "AKIAIOSFODNN9EXAMPLE", SIGNAL)).toBe("999999999999");
    const iamRegions = new Set(
      aws.asked.filter(({ question: q }) => q.startsWith("iam:")).map(({ question: q }) => q.split(" ")[1]),
    );
    expect([...iamRegions]).toEqual(["us-east-1"]);
  });
});

it("answers null for what IAM does not know, and trouble for what it may not say", async () => {
  await onWorld(WORLD, async ({ iam, aws }) => {
    expect(await iam.keyLastUsed("AKIAIOSFODNN0EXAMPLE", SIGNAL)).toBeNull();
    expect(await iam.keysOf("nobody", SIGNAL)).toBeNull();
    expect(await iam.user("nobody", SIGNAL)).toBeNull();
    aws.world.awsFaults = [{ action: "iam:*", then: "deny" }];
    expect(await troubleOf(iam.keyLastUsed(KEY, SIGNAL))).toMatchObject({
      reason: "denied",
      permission: "iam:GetAccessKeyLastUsed",
    });
    expect(await troubleOf(iam.users(SIGNAL))).toMatchObject({
      reason: "denied",
      permission: "iam:GetAccountAuthorizationDetails",
    });
  });
});

it("reads every page", async () => {
  const users = Object.fromEntries(Array.from({ length: 1_203 }, (_, n) => [`user-${n}`, { ...USER, keys: [] }]));
  await onWorld({ iam: { users } }, async ({ iam, aws }) => {
    const names = (await iam.users(SIGNAL)).map(({ name }) => name);
    expect(new Set(names).size).toBe(1_203);
    expect(aws.asked).toHaveLength(3);
  });
});

/** A whole answer of IAM's query protocol. */
function answered(result: string): string {
  const name = "GetAccessKeyLastUsed";
  const body = `<${name}Response xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><${name}Result>${result}</${name}Result></${name}Response>`;
  return httpAnswer("200 OK", ["content-type: text/xml"], body);
}

it.each([
  ["no user", "<AccessKeyLastUsed><ServiceName>ses</ServiceName></AccessKeyLastUsed>"],
  ["nothing", ""],
  [
    "a date that is none",
    "<UserName>u</UserName><AccessKeyLastUsed><LastUsedDate>soon</LastUsedDate></AccessKeyLastUsed>",
  ],
])("an answer with %s is an error, never an absence", async (_, result) => {
  await rawServer(
    (socket) => socket.end(answered(result)),
    async (endpoint) => {
      const iam = createIam({ aws: createAws({ ...QUICK, endpoint }) });
      expect(await troubleOf(iam.keyLastUsed(KEY, SIGNAL))).toMatchObject({ reason: "error" });
    },
  );
});
