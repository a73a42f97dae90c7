import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createSqs } from "../../src/aws/sqs.ts";
import { type IngestionDeps, startIngestion } from "../../src/events/ingestion.ts";
import type { Queue } from "../../src/ports/queue.ts";
import { type Store, StoreTrouble } from "../../src/ports/store.ts";
import { PortTrouble } from "../../src/ports/trouble.ts";
import { type RunningAws, startAws } from "../../src/sandbox/aws/start-aws.ts";
import { openStore } from "../../src/store/open-store.ts";
import { CREDENTIALS } from "../aws/on-stand-in.ts";
import { bounce, delivery, ID, published } from "./ses.ts";

let folder = "";
let store: Store;
const running: { stop(): Promise<void> }[] = [];
const clouds: RunningAws[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "maildiag-ingestion-"));
  store = await openStore({ kind: "sqlite", path: join(folder, "events.db") });
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.stop()));
  await Promise.all(clouds.splice(0).map((aws) => aws.close()));
  await store.close();
  rmSync(folder, { recursive: true });
});

async function cloud(events: readonly object[], faults: Parameters<typeof startAws>[0]["awsFaults"] = []) {
  const aws = await startAws({ ses: {}, published: events, awsFaults: faults });
  clouds.push(aws);
  return aws;
}

function queueOf(aws: RunningAws): Queue {
  return createSqs({ url: aws.queueUrl, endpoint: aws.url, credentials: CREDENTIALS, fallbackRegion: "us-west-2" });
}

/** Runs until the queue has nothing more to give. */
async function drain(queue: Queue, given: Partial<IngestionDeps> = {}): Promise<readonly unknown[]> {
  const troubles: unknown[] = [];
  const empty = Promise.withResolvers<void>();
  const ingestion = startIngestion({
    queue,
    store: store.events,
    now: () => new Date(),
    wait: (_, signal) => pause(1, undefined, { signal }).catch(() => {}),
    onTrouble: (error) => troubles.push(error),
    onIdle: empty.resolve,
    ...given,
  });
  running.push(ingestion);
  await empty.promise;
  await ingestion.stop();
  return troubles;
}

async function sendTo(aws: RunningAws, MessageBody: string): Promise<void> {
  const client = new SQSClient({ region: "us-west-2", endpoint: aws.url, credentials: CREDENTIALS });
  await client.send(new SendMessageCommand({ QueueUrl: aws.queueUrl, MessageBody }));
  client.destroy();
}

const left = (aws: RunningAws) => aws.asked.filter(({ question }) => question.startsWith("sqs:DeleteMessage")).length;
const LOST = [published("Send", 0), delivery(2), bounce(90, "Permanent", "General", "smtp; 550 5.1.1 gone")];
const many = (count: number) =>
  Array.from({ length: count }, (_, n) => published("Send", n, { messageId: `m${n}`, to: [`p${n}@example.net`] }));

describe("events from the queue", () => {
  it("are stored, and then off the queue", async () => {
    const aws = await cloud(LOST);
    expect(await drain(queueOf(aws))).toEqual([]);
    expect((await store.events.byMessage(ID, 10)).map(({ type }) => type)).toEqual(["Send", "Delivery", "Bounce"]);
    expect(left(aws)).toBe(1);
  });

  it("are stored once, however often they come", async () => {
    await drain(queueOf(await cloud([...LOST, ...LOST])));
    await drain(queueOf(await cloud(LOST)));
    expect(await store.events.byMessage(ID, 10)).toHaveLength(3);
  });

  it("come in hundreds, by several instances that share the queue", async () => {
    const aws = await cloud(many(321));
    await Promise.all([drain(queueOf(aws)), drain(queueOf(aws)), drain(queueOf(aws))]);
    const found = await Promise.all(many(321).map((_, n) => store.events.byMessage(`m${n}`, 10)));
    expect(found.filter((events) => events.length === 1)).toHaveLength(321);
  });

  it("are not held up by what is none: that is kept with its reason, and off the queue", async () => {
    const aws = await cloud([{ poison: true }, ...LOST, { eventType: "Bounce", mail: {} }]);
    await drain(queueOf(aws));
    expect(await store.events.byMessage(ID, 10)).toHaveLength(3);
    expect((await store.events.deadLetters(10)).map(({ reason }) => reason).sort()).toEqual([
      "mail.messageId: Invalid input: expected string, received undefined",
      "there is no SES event in it",
    ]);
    expect(await drain(queueOf(aws))).toEqual([]);
  });

  it("are not held up by what no stack can hold, and by what no database takes as it is", async () => {
    const aws = await cloud(LOST);
    const deep = "[".repeat(200_000) + "]".repeat(200_000);
    await sendTo(aws, `{"eventType":"Send","mail":{},"x":${deep}}`);
    await sendTo(
      aws,
      '{"eventType":"Se\\u0000nd","mail":{"messageId":"a\\u0000","destination":["x\\ud800@y.z"]},"send":{}}',
    );
    await sendTo(aws, "\ufffd\u0007 not JSON");
    expect(await drain(queueOf(aws))).toEqual([]);
    expect(await store.events.byMessage(ID, 10)).toHaveLength(3);
    expect(await store.events.deadLetters(10)).toHaveLength(2);
    expect(aws.queued()).toBe(0);
  });

  it("stay in the queue where it may not be read, is throttled or has gone, and come once that has passed", async () => {
    const faults = (["deny", "throttle", "drop"] as const).map((then) => ({
      action: "sqs:ReceiveMessage",
      then,
      times: 1,
    }));
    const aws = await cloud(LOST, faults);
    const troubles = await drain(queueOf(aws));
    const reasons = troubles.map((error) => (error instanceof PortTrouble ? error.reason : error));
    expect(reasons[0]).toBe("denied");
    expect(await store.events.byMessage(ID, 10)).toHaveLength(3);
  });

  it.each(["full", "unreachable"] as const)("stay in the queue, all of them, while the store is %s", async (reason) => {
    const aws = await startAws({ ses: {}, published: many(25) }, { visibilityMs: 0 });
    clouds.push(aws);
    let failures = 3;
    const add: Store["events"]["add"] = async (batch) => {
      failures -= 1;
      if (failures < 0) return store.events.add(batch);
      expect(aws.queued()).toBe(25);
      throw new StoreTrouble(reason, "sqlite", "odd");
    };
    expect(await drain(queueOf(aws), { store: { add } })).toHaveLength(3);
    expect(aws.queued()).toBe(0);
    const found = await Promise.all(many(25).map((_, n) => store.events.byMessage(`m${n}`, 10)));
    expect(found.every((events) => events.length === 1)).toBe(true);
  });

  it("stay in the queue until they are stored", async () => {
    const aws = await cloud(LOST);
    const stored = Promise.withResolvers<void>();
    const removed: string[] = [];
    const real = queueOf(aws);
    const queue: Queue = {
      ...real,
      remove: async (receipts, signal) => {
        removed.push(...receipts);
        expect(await store.events.byMessage(ID, 10)).toHaveLength(3);
        const left = await real.remove(receipts, signal);
        stored.resolve();
        return left;
      },
    };
    await Promise.all([drain(queue), stored.promise]);
    expect(removed).toHaveLength(3);
  });

  it("are tried again where the queue or the store fails for a while", async () => {
    const aws = await cloud(LOST, [{ action: "sqs:ReceiveMessage", then: "error", times: 3 }]);
    let failures = 2;
    const troubles = await drain(queueOf(aws), {
      store: {
        ...store.events,
        add: async (batch) => {
          failures -= 1;
          if (failures === 1) throw new StoreTrouble("error", "sqlite", "odd");
          return store.events.add(batch);
        },
      },
    });
    expect(troubles.map((error) => (error instanceof Error ? error.name : error))).toEqual(["PortTrouble"]);
    expect(await store.events.byMessage(ID, 10)).toHaveLength(3);
  });

  it("are told of as they are stored, and so is what comes again and what is none", async () => {
    const aws = await cloud([...LOST, LOST[0] ?? {}, { poison: true }]);
    const told: unknown[] = [];
    await drain(queueOf(aws), {
      onStored: ({ messages, events, added, deadLetters }) =>
        told.push({ messages, events: events.length, added, deadLetters }),
    });
    expect(told).toEqual([{ messages: 5, events: 4, added: 3, deadLetters: 1 }]);
  });

  it("are deleted at the second try where the queue fails at the first", async () => {
    const aws = await cloud(LOST);
    aws.refuseDeletes(2);
    const lost: unknown[] = [];
    expect(await drain(queueOf(aws), { onLeft: (left) => lost.push(left) })).toEqual([]);
    expect([aws.queued(), lost]).toEqual([0, []]);
  });

  it("are told of where they cannot be deleted, and are known when they come again", async () => {
    const aws = await cloud(LOST);
    aws.refuseDeletes(5);
    const lost: unknown[] = [];
    expect(await drain(queueOf(aws), { onLeft: (left) => lost.push(left) })).toEqual([]);
    expect([aws.queued(), lost]).toEqual([2, [{ messages: 2, codes: ["InternalError"] }]]);
    expect(await store.events.byMessage(ID, 10)).toHaveLength(3);
  });

  it("stop within a moment, though the queue lets wait", async () => {
    const aws = await cloud([], [{ action: "sqs:ReceiveMessage", then: "timeout" }]);
    const ingestion = startIngestion({
      queue: queueOf(aws),
      store: store.events,
      now: () => new Date(),
      wait: async () => {},
      onTrouble: () => {},
    });
    const begun = performance.now();
    await ingestion.stop();
    expect(performance.now() - begun).toBeLessThan(10_000);
  });
});
