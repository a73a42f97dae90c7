import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import { createAws } from "../../src/aws/aws.ts";
import { createSes } from "../../src/aws/ses.ts";
import { createSts } from "../../src/aws/sts.ts";
import { startAws } from "../../src/sandbox/aws/start-aws.ts";
import { CREDENTIALS, onStandIn, QUICK, troubleOf } from "./on-stand-in.ts";

const REGION = "us-east-1";
const WORLD = { ses: { [REGION]: {} } };

/** Asks in a process of its own, as only there the SDK's default chain sees another environment. */
const CHILD = `
  import { createSes } from "./src/aws/ses.ts";
  import { createSts } from "./src/aws/sts.ts";
  import { createAws } from "./src/aws/aws.ts";
  const aws = createAws();
  const v1 = process.env.TEST_V1_ENDPOINT;
  const ses = createSes({ aws, ...(v1 && { sesV1Endpoint: v1 }) });
  const signal = AbortSignal.timeout(9000);
  const asked = await Promise.allSettled([
    ses.account("us-east-1", signal),
    ses.identities("us-west-2", signal),
    ses.notificationTopics("us-east-1", "example.com", signal),
    createSts({ aws }).callerIdentity("us-east-1", signal),
  ]);
  console.log(JSON.stringify(asked.map(({ reason }) => reason?.reason ?? "answered")));
`;

async function askInChild(env: Record<string, string>): Promise<unknown> {
  const child = spawn(process.execPath, ["--input-type=module", "--eval", CHILD], {
    env: { HOME: "/nonexistent", AWS_EC2_METADATA_DISABLED: "true", ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [out] = await Promise.all([text(child.stdout), once(child, "close")]);
  return JSON.parse(out);
}

const EMPTY = { AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: "", AWS_SESSION_TOKEN: "", AWS_PROFILE: "" };
const ALL_FOUR = (what: string) => [what, what, what, what];

describe("in a process of its own", () => {
  it.each([
    { that: "there is nothing", env: {} },
    { that: "the variables are empty", env: EMPTY },
    { that: "only half is set", env: { AWS_ACCESS_KEY_ID: "AKIATESTTESTTESTTEST", AWS_SECRET_ACCESS_KEY: "" } },
    { that: "the profile does not exist", env: { AWS_PROFILE: "nobody" } },
  ])("every question is trouble `credentials` where $that, and nothing is sent", async ({ env }) => {
    const aws = await startAws(WORLD);
    expect(await askInChild({ AWS_ENDPOINT_URL: aws.url, ...env })).toEqual(ALL_FOUR("credentials"));
    expect(aws.asked).toEqual([]);
    await aws.close();
  });

  it("the stand-in's environment leads every client to it", async () => {
    const aws = await startAws(WORLD);
    expect(await askInChild(aws.env)).toEqual(ALL_FOUR("answered"));
    expect(aws.asked.length).toBe(4);
    await aws.close();
  });

  it("an endpoint for SESv2 alone holds for v1 as well, when it is handed on", async () => {
    const [aws, other] = await Promise.all([startAws(WORLD), startAws(WORLD)]);
    const env = { ...aws.env, AWS_ENDPOINT_URL: "", AWS_ENDPOINT_URL_SES: "", AWS_ENDPOINT_URL_STS: other.url };
    expect(await askInChild({ ...env, TEST_V1_ENDPOINT: aws.url })).toEqual(ALL_FOUR("answered"));
    expect([aws.asked.length, other.asked.length]).toEqual([3, 1]);
    await Promise.all([aws.close(), other.close()]);
  });
});

it("walks the chain once for all clients and regions", async () => {
  let walks = 0;
  const counted = async () => {
    walks += 1;
    return CREDENTIALS();
  };
  await onStandIn(
    WORLD,
    async ({ ses, signal }) => {
      await Promise.all(["us-east-1", "us-west-2", "eu-west-1"].map((region) => ses.account(region, signal)));
      expect(walks).toBe(1);
    },
    { credentials: counted },
  );
});

it("walks a failing chain once, and tells everybody", async () => {
  let walks = 0;
  const aws = createAws({
    ...QUICK,
    endpoint: "http://127.0.0.1:1",
    credentials: async () => {
      walks += 1;
      throw new Error("Could not load credentials from any providers");
    },
  });
  const signal = AbortSignal.timeout(9_000);
  const ses = createSes({ aws });
  const expected = {
    reason: "credentials",
    asked: REGION,
    region: REGION,
    detail: "Could not load credentials from any providers",
  };
  expect(await troubleOf(ses.account(REGION, signal))).toEqual(expected);
  expect(await troubleOf(ses.identity(REGION, "example.com", signal))).toEqual(expected);
  expect(await troubleOf(createSts({ aws }).callerIdentity(REGION, signal))).toEqual(expected);
  expect(walks).toBe(1);
});

it("does not wait for a chain that hangs", async () => {
  const credentials = () => new Promise<never>(() => {});
  const aws = createAws({ ...QUICK, endpoint: "http://127.0.0.1:1", credentials, credentialsTimeoutMs: 30 });
  const trouble = await troubleOf(createSes({ aws }).account(REGION, AbortSignal.timeout(9_000)));
  expect(trouble).toMatchObject({ reason: "credentials", detail: "no credentials within 30 ms" });
});
