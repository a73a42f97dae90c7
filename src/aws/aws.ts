import { setTimeout as sleep } from "node:timers/promises";
import { PortTrouble } from "../ports/trouble.ts";
import type { BoundedHttpHandler, HttpLimits } from "./bounded-http-handler.ts";
import { type CredentialsProvider, defaultChain, shareCredentials } from "./credentials.ts";
import { createSlots, type Rate, untilAborted } from "./slots.ts";
import { type AwsQuestion, isPassing, reasonOf, troubleOf } from "./trouble-of.ts";

export type AwsOptions = {
  /** The default chain's place, for tests. */
  credentials?: CredentialsProvider;
  /** One endpoint for every service; without it the SDK reads AWS_ENDPOINT_URL… itself. */
  endpoint?: string;
  rate?: Rate;
  http?: Partial<HttpLimits>;
  /** How long finding credentials may take, in milliseconds. */
  credentialsTimeoutMs?: number;
};

/** What every client is made with. */
export type ClientConfig = {
  region: string;
  endpoint?: string;
  credentials: CredentialsProvider;
  requestHandler: BoundedHttpHandler;
  maxAttempts: 1;
};

/** What the adapters of single services share: credentials, sockets, rate, repeats, and one reading of errors. */
export type Aws = {
  clientConfig(region: string): Promise<ClientConfig>;
  /**
   * Runs `send` when its action has a free slot in its region, again where that may help, and throws PortTrouble
   * (denied, credentials, throttled, timeout, unreachable, error; limit where `signal` stopped it) and nothing else.
   * `send` shapes the answer too: what it throws about an answer that it does not understand is `error`.
   */
  call<Client, T>(
    question: AwsQuestion,
    signal: AbortSignal,
    clientOf: (region: string) => Promise<Client>,
    send: (client: Client, options: SendOptions) => Promise<T>,
  ): Promise<T>;
};

export type SendOptions = { abortSignal: AbortSignal };

/** Beyond the first call. */
const REPEATS_WHEN_THROTTLED = 3;
const REPEATS_WHEN_PASSING = 1;

const CREDENTIALS_TIMEOUT_MS = 5_000;
const KEEP_CREDENTIALS_FAILURE_MS = 10_000;
const HTTP_LIMITS: HttpLimits = { connectionTimeoutMs: 3_000, requestTimeoutMs: 5_000, maxBodyBytes: 4 * 1024 * 1024 };
const RATE: Rate = { limit: 1, intervalMs: 1_000 };
/** All bear far more than SES, whether or not they document a rate; asking many users' keys must not take minutes. */
const QUICK_RATE: Rate = { limit: 10, intervalMs: 1_000 };
const QUICK_SERVICES = ["iam", "sts", "lambda", "cloudwatch", "logs"];

/** The SDK is loaded on the first call, not before. */
export function createAws(options: AwsOptions = {}): Aws {
  const rate = options.rate ?? RATE;
  const takeSlot = createSlots(rate);
  const takeQuickSlot = createSlots(options.rate ?? QUICK_RATE);
  const given = options.credentials;
  const credentials = shareCredentials(given ? async () => given : defaultChain, {
    timeoutMs: options.credentialsTimeoutMs ?? CREDENTIALS_TIMEOUT_MS,
    keepFailureMs: KEEP_CREDENTIALS_FAILURE_MS,
  });
  let handler: Promise<BoundedHttpHandler> | undefined;

  async function makeHandler(): Promise<BoundedHttpHandler> {
    const module = await import("./bounded-http-handler.ts");
    return new module.BoundedHttpHandler({ ...HTTP_LIMITS, ...options.http });
  }

  /** The SDK does not repeat by itself (maxAttempts 1): a repeat has to wait for a free slot like any other call. */
  async function attempt<T>(
    question: AwsQuestion,
    signal: AbortSignal,
    send: (options: SendOptions) => Promise<T>,
  ): Promise<T> {
    for (let repeats = 0; ; repeats += 1) {
      const take = QUICK_SERVICES.includes(question.action.split(":")[0] ?? "") ? takeQuickSlot : takeSlot;
      await take(`${question.action} ${question.region}`, signal);
      try {
        return await send({ abortSignal: signal });
      } catch (error) {
        const throttled = reasonOf(error) === "throttled";
        const passing = isPassing(error) && !question.isWrite;
        const allowed = throttled ? REPEATS_WHEN_THROTTLED : passing ? REPEATS_WHEN_PASSING : 0;
        if (repeats >= allowed || signal.aborted) throw error;
        // Doubling, and not in step with whoever else was throttled; the slot's own wait may hide the first one.
        if (throttled) await sleep(rate.intervalMs * 2 ** repeats * (1 + Math.random() / 2), undefined, { signal });
      }
    }
  }

  return {
    clientConfig: async (region) => {
      handler ??= makeHandler();
      const { endpoint } = options;
      return { region, credentials, requestHandler: await handler, maxAttempts: 1, ...(endpoint && { endpoint }) };
    },
    call: async (question, signal, clientOf, send) => {
      try {
        // Before the slot: what is awaited between a slot and its call would push two calls together.
        const [client] = await untilAborted(signal, () => Promise.all([clientOf(question.region), credentials()]));
        return await attempt(question, signal, (options) => send(client, options));
      } catch (error) {
        throw signal.aborted ? stopped(question) : troubleOf(error, question);
      }
    },
  };
}

function stopped({ action, region }: AwsQuestion): PortTrouble {
  return new PortTrouble("limit", { asked: region, region, detail: `${action} was stopped before it was answered` });
}
