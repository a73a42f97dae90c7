import type { Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { type AwsOptions, createAws } from "../../src/aws/aws.ts";
import { createSes } from "../../src/aws/ses.ts";
import { createSts } from "../../src/aws/sts.ts";
import { Secret } from "../../src/secret.ts";
import { QUICK, troubleOf } from "./on-stand-in.ts";
import { httpAnswer, rawServer } from "./raw-server.ts";

const REGION = "us-east-1";
const HTML = "<!doctype html><html><body><h1>It works!</h1></body></html>";
const DEEP = "[".repeat(100_000);

type Ask = (adapters: ReturnType<typeof adaptersOn>) => Promise<unknown>;

function adaptersOn(url: string, options: AwsOptions = {}) {
  const aws = createAws({ ...QUICK, endpoint: url, ...options });
  return { ses: createSes({ aws }), sts: createSts({ aws }), signal: AbortSignal.timeout(8_000) };
}

const QUESTIONS: { readonly [name: string]: Ask } = {
  account: ({ ses, signal }) => ses.account(REGION, signal),
  identities: ({ ses, signal }) => ses.identities(REGION, signal),
  identity: ({ ses, signal }) => ses.identity(REGION, "example.com", signal),
  eventDestinations: ({ ses, signal }) => ses.eventDestinations(REGION, "main", signal),
  notificationTopics: ({ ses, signal }) => ses.notificationTopics(REGION, "example.com", signal),
  callerIdentity: ({ sts, signal }) => sts.callerIdentity(REGION, signal),
};

const JSON_TYPE = "content-type: application/json";
const ANSWERS: readonly { that: string; answer: string; reason: string }[] = [
  { that: "is empty", answer: httpAnswer("200 OK", [JSON_TYPE], ""), reason: "error" },
  { that: "is an empty object", answer: httpAnswer("200 OK", [JSON_TYPE], "{}"), reason: "error" },
  { that: "is null", answer: httpAnswer("200 OK", [JSON_TYPE], "null"), reason: "error" },
  { that: "is a number", answer: httpAnswer("200 OK", [JSON_TYPE], "7"), reason: "error" },
  { that: "is a list", answer: httpAnswer("200 OK", [JSON_TYPE], "[]"), reason: "error" },
  { that: "is broken JSON", answer: httpAnswer("200 OK", [JSON_TYPE], '{"SendingEnabled":tr'), reason: "error" },
  { that: "is nested without end", answer: httpAnswer("200 OK", [JSON_TYPE], DEEP), reason: "error" },
  { that: "is HTML", answer: httpAnswer("200 OK", ["content-type: text/html"], HTML), reason: "error" },
  { that: "is HTML with 404", answer: httpAnswer("404 Not Found", ["content-type: text/html"], HTML), reason: "error" },
  { that: "is HTML with 502", answer: httpAnswer("502 Bad", ["content-type: text/html"], HTML), reason: "error" },
  { that: "is a redirect", answer: httpAnswer("302 Found", ["location: http://127.0.0.1:1/"], ""), reason: "error" },
  { that: "is empty XML", answer: httpAnswer("200 OK", ["content-type: text/xml"], "<a/>"), reason: "error" },
  { that: "is cut off", answer: 'HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{"Sending', reason: "unreachable" },
  { that: "is not HTTP", answer: "220 smtp.example.com ESMTP\r\n", reason: "error" },
  { that: "is nothing", answer: "", reason: "unreachable" },
];

describe.each(Object.entries(QUESTIONS))("%s", (_, ask) => {
  it.each(ANSWERS)("ends as trouble `$reason` where the answer $that", async ({ answer, reason }) => {
    await rawServer(
      (socket) => socket.end(answer),
      async (url) => {
        expect((await troubleOf(ask(adaptersOn(url)))).reason).toBe(reason);
      },
    );
  });

  it.each<{ that: string; act: (socket: Socket) => void }>([
    { that: "says nothing", act: () => {} },
    { that: "stops after the headers", act: (socket) => socket.write("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n") },
    { that: "stops within the body", act: (socket) => socket.write("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{") },
    { that: "trickles without end", act: trickle },
  ])("ends as a time-out, in time, where the server $that", async ({ act }) => {
    await rawServer(act, async (url) => {
      const began = performance.now();
      const quick = adaptersOn(url, { http: { connectionTimeoutMs: 3_000, requestTimeoutMs: 60 } });
      expect((await troubleOf(ask(quick))).reason).toBe("timeout");
      // Before the adapter's own limits, which are seconds.
      expect(performance.now() - began).toBeLessThan(5_000);
    });
  });
});

it("does not read an answer of any size", async () => {
  const flood = (socket: Socket) => {
    socket.write("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n");
    const chunk = `10000\r\n${" ".repeat(0x10000)}\r\n`;
    const more = () => {
      while (!socket.destroyed && socket.write(chunk)) {}
    };
    socket.on("drain", more);
    more();
  };
  await rawServer(flood, async (url) => {
    const { ses, signal } = adaptersOn(url, { http: { maxBodyBytes: 100_000, requestTimeoutMs: 5_000 } });
    expect(await troubleOf(ses.account(REGION, signal))).toMatchObject({
      reason: "error",
      detail: "the answer is larger than 100000 bytes",
    });
  });
});

function trickle(socket: Socket): void {
  socket.write("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n");
  const timer = setInterval(() => socket.write("1\r\n \r\n"), 20);
  socket.once("close", () => clearInterval(timer));
}

describe("what AWS says of an error", () => {
  // As the configuration knows AWS_SESSION_TOKEN.
  new Secret("a-short-one");
  const ERRORS: readonly { status: string; type: string; message: string; reason: string; detail: string }[] = [
    {
      status: "403 Forbidden",
      type: "UnrecognizedClientException",
      message: "The security token included in the request is invalid.",
      reason: "credentials",
      detail: "The security token included in the request is invalid.",
    },
    {
      status: "403 Forbidden",
      type: "ExpiredTokenException",
      message: "The security token included in the request is expired",
      reason: "credentials",
      detail: "The security token included in the request is expired",
    },
    {
      status: "403 Forbidden",
      type: "InvalidSignatureException",
      message: "The signature does not match.\n\nThe Canonical String was\nx-amz-security-token:SECRET",
      reason: "credentials",
      detail: "The signature does not match.",
    },
    {
      status: "403 Forbidden",
      type: "SomethingElse",
      message: "Forbidden\u0007\u202e by policy",
      reason: "denied",
      detail: "Forbidden by policy",
    },
    {
      status: "400 Bad Request",
      type: "BadRequestException",
      message: `key wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY0 ${"long ".repeat(100)}`,
      reason: "error",
      detail: `key … ${"long ".repeat(100)}`.slice(0, 199).concat("…"),
    },
    {
      status: "400 Bad Request",
      type: "BadRequestException",
      message: "you sent x-amz-security-token: a-short-one, and xoxb-1234567890-abcdefghij",
      reason: "error",
      detail: "you sent x-amz-security-token: [secret], and [secret]",
    },
    { status: "429 Slow down", type: "", message: "", reason: "throttled", detail: "HTTP 429" },
    { status: "503 Busy", type: "", message: "", reason: "error", detail: "HTTP 503" },
    {
      status: "404 Not Found",
      type: "UnknownOperationException",
      message: "",
      reason: "error",
      detail: "UnknownOperationException",
    },
  ];

  it.each(ERRORS)("$status $type is `$reason`", async ({ status, type, message, reason, detail }) => {
    const headers = [JSON_TYPE, ...(type ? [`x-amzn-errortype: ${type}`] : [])];
    const answer = httpAnswer(status, headers, message ? JSON.stringify({ message }) : "{}");
    await rawServer(
      (socket) => socket.end(answer),
      async (url) => {
        const { ses, signal } = adaptersOn(url);
        const permission = reason === "denied" ? { permission: "ses:GetEmailIdentity" } : {};
        expect(await troubleOf(ses.identity(REGION, "example.com", signal))).toEqual({
          reason,
          asked: REGION,
          region: REGION,
          detail,
          ...permission,
        });
      },
    );
  });
});
