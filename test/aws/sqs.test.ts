import { expect, it } from "vitest";
import { createSqs } from "../../src/aws/sqs.ts";
import { CREDENTIALS } from "./on-stand-in.ts";
import { httpAnswer, rawServer } from "./raw-server.ts";

const JSON_TYPE = "content-type: application/x-amz-json-1.0";
// MD5 of "hello", as SQS gives it.
const HELLO = { MessageId: "1", ReceiptHandle: "r1", Body: "hello", MD5OfBody: "5d41402abc4b2a76b9719d911017c592" };

it.each([
  ["a wrong checksum", { MD5OfBody: "00000000000000000000000000000000" }],
  ["no checksum", {}],
])("a message with %s holds up none of those beside it", async (_, checksum) => {
  const other = { MessageId: "2", ReceiptHandle: "r2", Body: "world", ...checksum };
  const answer = httpAnswer("200 OK", [JSON_TYPE], JSON.stringify({ Messages: [HELLO, other] }));
  await rawServer(
    (socket) => socket.end(answer),
    async (url) => {
      const options = { url: `${url}/1/events`, endpoint: url, credentials: CREDENTIALS, fallbackRegion: "us-east-1" };
      const queue = createSqs({ ...options, waitSeconds: 0 });
      const messages = await queue.receive(AbortSignal.timeout(8_000));
      expect(messages.map(({ body, receipt }) => [body, receipt])).toEqual([
        ["hello", "r1"],
        ["world", "r2"],
      ]);
    },
  );
});
