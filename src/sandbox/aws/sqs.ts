import { createHash, randomUUID } from "node:crypto";
import { ACCOUNT_ID, AwsRefusal, type AwsService } from "./service.ts";

type Fields = { readonly [member: string]: unknown };
type Message = { id: string; body: string; hiddenUntil: number; receipt: string | null; receives: number };

/** The name of every world's queue. */
export const QUEUE = "maildiag-events";
const VISIBILITY_MS = 30_000;
const RECEIPT = /^[\da-f-]{36}$/;

/** `refuseDeletes`: so many of the next deletions fail, through no fault of who asks. */
export type StandInQueue = { messages: Message[]; visibilityMs: number; refuseDeletes: number };

/** @param visibilityMs after how long a message that was received and not deleted comes again */
export function createQueue(published: readonly object[], visibilityMs = VISIBILITY_MS): StandInQueue {
  const queue: StandInQueue = { messages: [], visibilityMs, refuseDeletes: 0 };
  publish(queue, published);
  return queue;
}

/** As SES does, by way of SNS. */
export function publish({ messages }: StandInQueue, events: readonly object[]): void {
  messages.push(...events.map((event) => messageOf(enveloped(event))));
}

/**
 * SQS in its JSON protocol (`X-Amz-Target: AmazonSQS.…`), one queue, with what the world's SES has published in it. It
 * delivers at least once: what is not deleted comes again. It never waits for messages.
 */
export function sqs(queue: StandInQueue): AwsService {
  const { messages, visibilityMs } = queue;
  const operations: { readonly [name: string]: (input: Fields) => Fields } = {
    SendMessage: ({ MessageBody }) => {
      const message = messageOf(typeof MessageBody === "string" ? MessageBody : "");
      messages.push(message);
      return { MessageId: message.id, MD5OfMessageBody: md5(message.body) };
    },

    SendMessageBatch: ({ Entries }) => {
      const Successful = entriesOf(Entries).map(({ Id, MessageBody }) => {
        const message = messageOf(typeof MessageBody === "string" ? MessageBody : "");
        messages.push(message);
        return { Id, MessageId: message.id, MD5OfMessageBody: md5(message.body) };
      });
      return { Successful, Failed: [] };
    },

    ReceiveMessage: ({ MaxNumberOfMessages, VisibilityTimeout }) => {
      const now = Date.now();
      const most = typeof MaxNumberOfMessages === "number" ? Math.min(MaxNumberOfMessages, 10) : 1;
      const hiddenMs = typeof VisibilityTimeout === "number" ? VisibilityTimeout * 1_000 : visibilityMs;
      const given: Message[] = [];
      for (const message of messages) {
        if (given.length === most) break;
        if (message.hiddenUntil > now) continue;
        message.hiddenUntil = now + hiddenMs;
        message.receipt = randomUUID();
        message.receives += 1;
        given.push(message);
      }
      const Messages = given.map(({ id, body, receipt }) => ({
        MessageId: id,
        ReceiptHandle: receipt,
        Body: body,
        MD5OfBody: md5(body),
      }));
      return Messages.length > 0 ? { Messages } : {};
    },

    DeleteMessageBatch: ({ Entries }) => {
      const outcomes = entriesOf(Entries).map(({ Id, ReceiptHandle }) => ({
        Id,
        ReceiptHandle,
        failure: failureOf(ReceiptHandle),
      }));
      const done = outcomes.filter(({ failure }) => failure === null);
      const receipts = new Set(done.map(({ ReceiptHandle }) => ReceiptHandle));
      const left = messages.filter(({ receipt }) => receipt === null || !receipts.has(receipt));
      messages.splice(0, messages.length, ...left);
      return {
        Successful: done.map(({ Id }) => ({ Id })),
        Failed: outcomes.flatMap(({ Id, failure }) => (failure ? [{ Id, ...failure }] : [])),
      };
    },

    GetQueueAttributes: () => {
      const hidden = messages.filter(({ hiddenUntil }) => hiddenUntil > Date.now()).length;
      return {
        Attributes: {
          ApproximateNumberOfMessages: String(messages.length - hidden),
          ApproximateNumberOfMessagesNotVisible: String(hidden),
        },
      };
    },
  };

  function failureOf(receipt: unknown): { Code: string; SenderFault: boolean } | null {
    if (typeof receipt !== "string" || !RECEIPT.test(receipt))
      return { Code: "ReceiptHandleIsInvalid", SenderFault: true };
    if (queue.refuseDeletes === 0) return null;
    queue.refuseDeletes -= 1;
    return { Code: "InternalError", SenderFault: false };
  }

  return {
    read: ({ target, body }) => {
      const name = target.replace(/^AmazonSQS\./, "");
      const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
      if (!operation) throw new AwsRefusal(400, "UnknownOperationException", "");
      const input = fieldsOf(body);
      // Both batches are permitted by the action of the single one.
      return {
        action: `sqs:${name.replace(/Batch$/, "")}`,
        resource: QUEUE,
        answer: () => {
          if (!String(input.QueueUrl ?? "").endsWith(`/${ACCOUNT_ID}/${QUEUE}`))
            throw new AwsRefusal(400, "QueueDoesNotExist", "The specified queue does not exist.");
          return json(200, {}, operation(input));
        },
      };
    },
    refuse: ({ status, code, message }) =>
      json(status === 429 ? 400 : status, {}, { __type: `com.amazonaws.sqs#${code}`, message }),
  };
}

function messageOf(body: string): Message {
  return { id: randomUUID(), body, hiddenUntil: 0, receipt: null, receives: 0 };
}

/** As SNS hands it to a queue without raw delivery. */
function enveloped(event: object): string {
  return JSON.stringify({
    Type: "Notification",
    MessageId: randomUUID(),
    TopicArn: `arn:aws:sns:us-east-1:${ACCOUNT_ID}:maildiag-events-Topic`,
    Subject: "Amazon SES Email Event Notification",
    Message: JSON.stringify(event),
    Timestamp: new Date().toISOString(),
  });
}

function md5(text: string): string {
  return createHash("md5").update(text).digest("hex");
}

function entriesOf(value: unknown): readonly Fields[] {
  return Array.isArray(value)
    ? value.filter((entry): entry is Fields => typeof entry === "object" && entry !== null)
    : [];
}

function fieldsOf(body: string): Fields {
  const value: unknown = JSON.parse(body === "" ? "{}" : body);
  return typeof value === "object" && value !== null ? { ...value } : {};
}

function json(status: number, headers: Readonly<Record<string, string>>, body: object) {
  return { status, headers, contentType: "application/x-amz-json-1.0", body: JSON.stringify(body) };
}
