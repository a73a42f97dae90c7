import { CreateQueueCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { describe, expect, it } from "vitest";
import { createSqs } from "../../src/aws/sqs.ts";
import { readMessage } from "../../src/events/read-message.ts";
import { startAws } from "../../src/sandbox/aws/start-aws.ts";
import { CREDENTIALS } from "../aws/on-stand-in.ts";
import { ID, published } from "../events/ses.ts";
import { hasMoto, startMoto } from "./moto.ts";
import { queueContract } from "./queue.ts";

const REGION = "us-east-1";

function placeAt(endpoint: string, url: string, absentUrl: string, close: () => Promise<void>) {
  const client = new SQSClient({ region: REGION, endpoint, credentials: CREDENTIALS });
  const queueAt = (at: string) =>
    createSqs({ url: at, endpoint, credentials: CREDENTIALS, fallbackRegion: REGION, waitSeconds: 0 });
  return {
    queue: queueAt(url),
    absent: queueAt(absentUrl),
    send: async (MessageBody: string) =>
      void (await client.send(new SendMessageCommand({ QueueUrl: url, MessageBody }))),
    close: async () => {
      client.destroy();
      await close();
    },
  };
}

queueContract("the adapter on the stand-in", async () => {
  const aws = await startAws({ ses: {} });
  return placeAt(aws.url, aws.queueUrl, `${aws.url}/123456789012/gone`, aws.close);
});

async function makeQueue(endpoint: string, name: string): Promise<string> {
  const client = new SQSClient({ region: REGION, endpoint, credentials: CREDENTIALS });
  const { QueueUrl = "" } = await client.send(new CreateQueueCommand({ QueueName: name }));
  client.destroy();
  return QueueUrl;
}

/** SNS by its query protocol; moto reads of the signature only what it is for. */
async function sns(endpoint: string, fields: Readonly<Record<string, string>>): Promise<string> {
  const answer = await fetch(endpoint, {
    method: "POST",
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=AKIATEST/20261121/${REGION}/sns/aws4_request, SignedHeaders=host, Signature=0`,
      "content-type": "application/x-www-form-urlencoded",
    },
    body: new URLSearchParams({ Version: "2010-03-31", ...fields }).toString(),
  });
  return answer.text();
}

if (await hasMoto()) {
  queueContract("the adapter on moto_server", async () => {
    const moto = await startMoto();
    const url = await makeQueue(moto.url, "events");
    return placeAt(moto.url, url, url.replace(/events$/, "gone"), moto.close);
  });

  describe("moto_server's SNS", () => {
    it.each(["false", "true"])("brings an event through to the queue, raw: %s", { timeout: 90_000 }, async (raw) => {
      const moto = await startMoto();
      try {
        const url = await makeQueue(moto.url, "events");
        const topic = /<TopicArn>([^<]+)</.exec(await sns(moto.url, { Action: "CreateTopic", Name: "ses" }))?.[1] ?? "";
        await sns(moto.url, {
          Action: "Subscribe",
          TopicArn: topic,
          Protocol: "sqs",
          Endpoint: `arn:aws:sqs:${REGION}:123456789012:events`,
          "Attributes.entry.1.key": "RawMessageDelivery",
          "Attributes.entry.1.value": raw,
        });
        await sns(moto.url, { Action: "Publish", TopicArn: topic, Message: JSON.stringify(published("Send", 0)) });
        const { queue } = placeAt(moto.url, url, url, moto.close);
        const [message] = await queue.receive(AbortSignal.timeout(20_000));
        const { events, deadLetters } = readMessage(message?.body ?? "", new Date(), queue);
        expect([events.map(({ messageId }) => messageId), deadLetters]).toEqual([[ID], []]);
      } finally {
        await moto.close();
      }
    });
  });
} else {
  it.skip("moto_server, a second SQS and SNS, is not installed here", () => {});
}
