import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { Asked } from "../world.ts";
import { createFaults } from "./faults.ts";
import { ACCOUNT_ID, type AwsAnswer, AwsRefusal, type AwsRequest, type AwsWorld } from "./service.ts";
import { loadServices } from "./services.ts";
import { createQueue, publish, QUEUE } from "./sqs.ts";

export type RunningAws = {
  url: string;
  /** The queue that SES publishes to. */
  queueUrl: string;
  /** What a child process needs to speak to this AWS and to no other. */
  env: Record<string, string>;
  /** More for the queue. */
  publish(events: readonly object[]): void;
  /** So many of the next deletions from the queue fail. */
  refuseDeletes(count: number): void;
  /** How many messages are in the queue, hidden or not. */
  queued(): number;
  /** Every call in order of arrival; `tookMs` is written when it is answered. */
  asked: readonly Asked[];
  /** Change it at any time; the next call sees it. */
  world: AwsWorld;
  close(): Promise<void>;
};

/** Calls above `ratePerSecond` of one action in one region are throttled as AWS does; null or absent: never. */
export type AwsStandInOptions = { ratePerSecond?: number | null; visibilityMs?: number };

const MAX_REQUEST_BYTES = 1024 * 1024;

/** AWS on a loopback port of its own: SES (v1 and v2), IAM, SQS, STS, Lambda, CloudWatch and Logs, for every region at once. */
export async function startAws(initial: AwsWorld, options: AwsStandInOptions = {}): Promise<RunningAws> {
  const started = performance.now();
  const now = () => performance.now() - started;
  const world: AwsWorld = {
    ses: initial.ses,
    awsFaults: initial.awsFaults ?? [],
    ...(initial.iam && { iam: initial.iam }),
    ...(initial.now && { now: initial.now }),
    ...(initial.lambda && { lambda: initial.lambda }),
    ...(initial.metrics && { metrics: initial.metrics }),
    ...(initial.logGroups && { logGroups: initial.logGroups }),
  };
  const queue = createQueue(initial.published ?? [], options.visibilityMs);
  world.publishes = (events) => publish(queue, events);
  const asked: Asked[] = [];
  const strike = createFaults({ ratePerSecond: options.ratePerSecond ?? null, now });
  const dispatch = await loadServices(queue);
  const closing = new AbortController();

  async function serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { signedFor, ...request } = await readRequest(incoming);
    const service = dispatch(signedFor, request.contentType) ?? dispatch("ses", request.contentType);
    if (!service) return void response.destroy();
    const requestId = randomUUID();
    const send = (answer: AwsAnswer) => write(response, answer, requestId);
    try {
      if (signedFor === "") throw new AwsRefusal(403, "MissingAuthenticationToken", "Missing Authentication Token");
      if (!dispatch(signedFor, request.contentType)) throw new AwsRefusal(404, "UnknownOperationException", "");
      const call = service.read(request);
      const question = [call.action, request.region, call.resource].filter((part) => part !== null).join(" ");
      const entry: Asked = { at: now(), tookMs: 0, server: "aws", question };
      asked.push(entry);
      response.once("close", () => {
        entry.tookMs = now() - entry.at;
      });
      const { waitMs, drop, isDone, refusal } = strike(call, request.region, world.awsFaults ?? []);
      if (isDone) call.answer(world);
      if (waitMs === null) return;
      if (waitMs > 0) await sleep(waitMs, undefined, { signal: closing.signal });
      if (drop) return void response.destroy();
      if (refusal) throw refusal;
      send(call.answer(world));
    } catch (error) {
      if (!(error instanceof AwsRefusal)) throw error;
      send(service.refuse(error, requestId));
    }
  }

  const server = createServer((incoming, response) => {
    serve(incoming, response).catch((error: unknown) => {
      if (closing.signal.aborted || response.headersSent) return response.destroy();
      // The stand-in's own mistake: told in the answer, where a test sees it.
      response.writeHead(500, { "content-type": "text/plain" }).end(String(error));
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  const url = `http://127.0.0.1:${address.port}`;

  return {
    url,
    queueUrl: `${url}/${ACCOUNT_ID}/${QUEUE}`,
    publish: (events) => publish(queue, events),
    refuseDeletes: (count) => {
      queue.refuseDeletes = count;
    },
    queued: () => queue.messages.length,
    env: environmentFor(url),
    asked,
    world,
    close: async () => {
      closing.abort();
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

/** The credential scope says what a request is meant for: `Credential=AKIA…/20261121/us-east-1/ses/aws4_request`. */
const SCOPE = /^AWS4-HMAC-SHA256 Credential=[^/,\s]{1,200}\/\d{8}\/([\w-]{1,40})\/([\w-]{1,40})\/aws4_request,/;

async function readRequest(incoming: IncomingMessage): Promise<AwsRequest & { signedFor: string }> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    size += chunk.length;
    if (size > MAX_REQUEST_BYTES) throw new Error("the request is too large");
    chunks.push(chunk);
  }
  const { pathname, searchParams } = new URL(incoming.url ?? "/", "http://aws.invalid");
  const [, region = "", signedFor = ""] = SCOPE.exec(incoming.headers.authorization ?? "") ?? [];
  return {
    method: incoming.method ?? "GET",
    path: pathname,
    query: searchParams,
    body: Buffer.concat(chunks).toString("utf8"),
    contentType: incoming.headers["content-type"] ?? "",
    target: String(incoming.headers["x-amz-target"] ?? ""),
    region,
    signedFor,
  };
}

function write(response: ServerResponse, { status, contentType, headers, body }: AwsAnswer, requestId: string): void {
  response.writeHead(status, { ...headers, "content-type": contentType, "x-amzn-requestid": requestId });
  response.end(body);
}

/** Names every place that would otherwise win: a profile, an endpoint of one service, an instance's role. */
function environmentFor(url: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: url,
    AWS_ENDPOINT_URL_CLOUDWATCH: url,
    AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: url,
    AWS_ENDPOINT_URL_IAM: url,
    AWS_ENDPOINT_URL_LAMBDA: url,
    AWS_ENDPOINT_URL_SES: url,
    AWS_ENDPOINT_URL_SESV2: url,
    AWS_ENDPOINT_URL_SQS: url,
    AWS_ENDPOINT_URL_STS: url,
    AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "false",
    AWS_ACCESS_KEY_ID: "AKIASANDBOX000000000",
    AWS_SECRET_ACCESS_KEY: "not-a-secret",
    AWS_SESSION_TOKEN: "",
    AWS_PROFILE: "",
    AWS_EC2_METADATA_DISABLED: "true",
  };
}
