import { expect, it } from "vitest";
import { createAws } from "../../src/aws/aws.ts";
import { createMailSubmission } from "../../src/aws/writes/mail-submission.ts";
import { QUICK } from "./on-stand-in.ts";
import { httpAnswer, rawServer } from "./raw-server.ts";

const MAIL = { from: "canary@example.com", to: "kim@example.net", subject: "Test", text: "A test." };
const TOKEN = "A".repeat(400);

it.each([
  ["Email address is not verified.", "MessageRejected: Email address is not verified."],
  ["", "MessageRejected"],
  [`Not taken\u001b[31m.\nThe canonical request was ${TOKEN}`, "MessageRejected: Not taken [31m."],
  [`Not taken with ${TOKEN}`, "MessageRejected: Not taken with …"],
])("of SES's refusal one line is told, and no secret: %j", async (message, refused) => {
  const headers = ["content-type: application/json", "x-amzn-errortype: MessageRejected"];
  await rawServer(
    (socket) => socket.end(httpAnswer("400 Bad Request", headers, JSON.stringify({ message }))),
    async (url) => {
      const submission = createMailSubmission({ aws: createAws({ ...QUICK, endpoint: url }) });
      expect(await submission.send("us-east-1", MAIL, AbortSignal.timeout(8_000))).toEqual({ refused });
    },
  );
});
