import type { World } from "../world.ts";

/** What the stand-in serves; tests change it while it runs. */
export type AwsWorld = Pick<World, "ses" | "iam" | "published" | "lambda" | "metrics" | "logGroups" | "awsFaults"> & {
  /** What metrics and logs are counted back from; the real time, where absent. */
  now?: () => Date;
  /** Where SES puts its events. */
  publishes?: (events: readonly object[]) => void;
};

export function timeIn({ now }: AwsWorld): number {
  return now ? now().getTime() : Date.now();
}

/** One request as a service sees it: signed for that service and region, read whole. */
export type AwsRequest = {
  method: string;
  /** Still percent-encoded. */
  path: string;
  query: URLSearchParams;
  body: string;
  contentType: string;
  /** X-Amz-Target, of the JSON protocol; empty elsewhere. */
  target: string;
  region: string;
};

export type AwsAnswer = {
  status: number;
  contentType: string;
  headers: Readonly<Record<string, string>>;
  body: string;
};

/** What AWS answers instead: an error by its name. Thrown by operations, worded by the protocol. */
export class AwsRefusal extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** A call of one operation, read but not yet answered, so that faults and the rate can come between. */
export type AwsCall = {
  /** The IAM action, e.g. `ses:GetAccount`. */
  action: string;
  /** What it is about, where that has a name: an identity, a configuration set. */
  resource: string | null;
  answer: (world: AwsWorld) => AwsAnswer;
};

/** One AWS service in one protocol. A new service is one file and one line in `services.ts`. */
export type AwsService = {
  /** Throws AwsRefusal for what it cannot read. */
  read: (request: AwsRequest) => AwsCall;
  refuse: (refusal: AwsRefusal, requestId: string) => AwsAnswer;
};

/** An operation of a service: what it is about, and what it answers from the world. */
export type Operation<Input, Output> = {
  resource?: (input: Input) => string | null;
  answer: (input: Input, region: string, world: AwsWorld) => Output;
};

export const ACCOUNT_ID = "123456789012";
export const CALLER_ARN = `arn:aws:iam::${ACCOUNT_ID}:user/maildiag`;
