import { type AwsOptions, createAws } from "../../src/aws/aws.ts";
import { createSes } from "../../src/aws/ses.ts";
import { createSts } from "../../src/aws/sts.ts";
import type { Ses } from "../../src/ports/ses.ts";
import type { Sts } from "../../src/ports/sts.ts";
import { PortTrouble, type TroubleDetails, type TroubleReason } from "../../src/ports/trouble.ts";
import { type AwsStandInOptions, type RunningAws, startAws } from "../../src/sandbox/aws/start-aws.ts";
import type { World } from "../../src/sandbox/world.ts";

export const CREDENTIALS = async () => ({ accessKeyId: "AKIATESTTESTTESTTEST", secretAccessKey: "not-a-secret" });

/** Everything quick enough for a test; a time-out still leaves a loaded machine the time to answer. */
export const QUICK: AwsOptions = {
  credentials: CREDENTIALS,
  rate: { limit: 1, intervalMs: 1 },
  http: { connectionTimeoutMs: 3_000, requestTimeoutMs: 3_000 },
};

export type OnStandIn = { ses: Ses; sts: Sts; aws: RunningAws; signal: AbortSignal };

/** The real adapters on a stand-in of their own. */
export async function onStandIn<T>(
  world: Pick<World, "ses" | "awsFaults">,
  body: (on: OnStandIn) => Promise<T>,
  options: AwsOptions & AwsStandInOptions = {},
): Promise<T> {
  const aws = await startAws(world, options);
  try {
    const caller = createAws({ ...QUICK, endpoint: aws.url, ...options });
    const signal = AbortSignal.timeout(9_000);
    return await body({ ses: createSes({ aws: caller }), sts: createSts({ aws: caller }), aws, signal });
  } finally {
    await aws.close();
  }
}

/** The trouble that a question ends in, as data; a value or any other error fails the test. */
export async function troubleOf(question: Promise<unknown>): Promise<{ reason: TroubleReason } & TroubleDetails> {
  try {
    const value = await question;
    throw new Error(`there was an answer: ${JSON.stringify(value)}`);
  } catch (error) {
    if (!(error instanceof PortTrouble)) throw error;
    return { reason: error.reason, ...error.details };
  }
}
