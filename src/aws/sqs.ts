import type { Queue, QueueMessage, QueueSize } from "../ports/queue.ts";
import { type AwsOptions, createAws } from "./aws.ts";
import { perRegion } from "./per-region.ts";
import { requireList, UnexpectedAnswer } from "./shape.ts";
import { errorFacts } from "./trouble-of.ts";

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html */
const MOST_MESSAGES = 10;
const WAIT_SECONDS = 20;
/** Longer than SQS waits, and than ten messages of a mebibyte in all take. */
const REQUEST_MS = 30_000;
/** Standard queues take nearly any number of calls; what is dropped here is only AWS's for the other services. */
const RATE = { limit: 1_000, intervalMs: 1_000 };
const LONGEST_RECEIPT = 4_096;
/** A receipt that no queue has given; asked about only to see whether asking is permitted. */
const NO_RECEIPT = "maildiag-doctor";

/** `fallbackRegion` is for queues whose URL tells none, such as a stand-in's. */
export type SqsOptions = AwsOptions & { url: string; fallbackRegion: string; waitSeconds?: number };

export function createSqs({ url, fallbackRegion, waitSeconds = WAIT_SECONDS, ...options }: SqsOptions): Queue {
  const region = regionOf(url) ?? fallbackRegion;
  const aws = createAws({ rate: RATE, ...options, http: { requestTimeoutMs: REQUEST_MS, ...options.http } });
  const clients = perRegion(
    aws,
    () => import("@aws-sdk/client-sqs"),
    // One message whose checksum is missing or wrong would hold up the nine beside it, again and again; TLS sees to the rest.
    (sdk, config) => new sdk.SQSClient({ ...config, md5: false }),
  );
  return {
    region,
    receive: (signal) =>
      aws.call({ action: "sqs:ReceiveMessage", region }, signal, clients, async ({ sdk, client }, sending) => {
        const input = { QueueUrl: url, MaxNumberOfMessages: MOST_MESSAGES, WaitTimeSeconds: waitSeconds };
        const answer = await client.send(new sdk.ReceiveMessageCommand(input), sending);
        return requireList(answer.Messages ?? [], "Messages").map(messageOf);
      }),

    remove: async (receipts, signal) => {
      const groups = Array.from({ length: Math.ceil(receipts.length / MOST_MESSAGES) }, (_, index) =>
        receipts.slice(index * MOST_MESSAGES, (index + 1) * MOST_MESSAGES),
      );
      const left = await Promise.all(groups.map((group) => removeGroup(group, signal)));
      return left.flat();
    },

    size: (signal) =>
      aws.call({ action: "sqs:GetQueueAttributes", region }, signal, clients, async ({ sdk, client }, sending) => {
        const AttributeNames: ("ApproximateNumberOfMessages" | "ApproximateNumberOfMessagesNotVisible")[] = [
          "ApproximateNumberOfMessages",
          "ApproximateNumberOfMessagesNotVisible",
        ];
        try {
          const command = new sdk.GetQueueAttributesCommand({ QueueUrl: url, AttributeNames });
          return sizeOf((await client.send(command, sending)).Attributes);
        } catch (error) {
          if (ABSENT.has(errorFacts(error).name)) return null;
          throw error;
        }
      }),

    tryReceive: (signal) =>
      aws.call({ action: "sqs:ReceiveMessage", region }, signal, clients, async ({ sdk, client }, sending) => {
        // Visible again at once, to everybody.
        const input = { QueueUrl: url, MaxNumberOfMessages: 1, WaitTimeSeconds: 0, VisibilityTimeout: 0 };
        await client.send(new sdk.ReceiveMessageCommand(input), sending);
      }),

    tryRemove: async (signal) => void (await removeOnce([NO_RECEIPT], signal)),
  };

  /** What failed through no fault of ours is tried once more. */
  async function removeGroup(group: readonly string[], signal: AbortSignal): Promise<readonly Left[]> {
    const left = await removeOnce(group, signal);
    const passing = left.filter(({ isOurs }) => !isOurs).map(({ receipt }) => receipt);
    if (passing.length === 0) return left;
    return [...left.filter(({ isOurs }) => isOurs), ...(await removeOnce(passing, signal))];
  }

  function removeOnce(group: readonly string[], signal: AbortSignal): Promise<readonly Left[]> {
    return aws.call({ action: "sqs:DeleteMessage", region }, signal, clients, async ({ sdk, client }, sending) => {
      const Entries = group.map((ReceiptHandle, index) => ({ Id: String(index), ReceiptHandle }));
      const answer = await client.send(new sdk.DeleteMessageBatchCommand({ QueueUrl: url, Entries }), sending);
      return requireList(answer.Failed ?? [], "Failed").flatMap(({ Id, Code, SenderFault }) => {
        const receipt = group[Number(Id)];
        const code = typeof Code === "string" && /^[\w.]{1,100}$/.test(Code) ? Code : "unknown";
        return receipt === undefined ? [] : [{ receipt, code, isOurs: SenderFault === true }];
      });
    });
  }
}

type Left = { receipt: string; code: string; isOurs: boolean };

/** The JSON protocol's name, and the older one's, which a queue may still answer with. */
const ABSENT = new Set(["QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue"]);

function sizeOf(attributes: { readonly [name: string]: unknown } | undefined): QueueSize {
  const waiting = Number(attributes?.ApproximateNumberOfMessages ?? Number.NaN);
  const hidden = Number(attributes?.ApproximateNumberOfMessagesNotVisible ?? Number.NaN);
  if (!Number.isSafeInteger(waiting)) throw new UnexpectedAnswer("ApproximateNumberOfMessages");
  if (!Number.isSafeInteger(hidden)) throw new UnexpectedAnswer("ApproximateNumberOfMessagesNotVisible");
  return { waiting, hidden };
}

/** `https://sqs.us-east-1.amazonaws.com/123456789012/name`, and the older `us-east-1.queue.amazonaws.com`. */
function regionOf(url: string): string | null {
  const host = URL.canParse(url) ? new URL(url).hostname : "";
  const found = /^(?:sqs(?:-fips)?\.([a-z0-9-]+)|([a-z0-9-]+)\.queue)\.(?:amazonaws\.com|api\.aws)/.exec(host);
  return found?.[1] ?? found?.[2] ?? null;
}

function messageOf(message: unknown): QueueMessage {
  if (typeof message !== "object" || message === null) throw new UnexpectedAnswer("Messages");
  const { ReceiptHandle: receipt, Body: body }: { ReceiptHandle?: unknown; Body?: unknown } = message;
  if (typeof receipt !== "string" || receipt === "" || receipt.length > LONGEST_RECEIPT)
    throw new UnexpectedAnswer("ReceiptHandle");
  return { receipt, body: typeof body === "string" ? body : "" };
}
