import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { jsonDocuments } from "../../src/events/json-documents.ts";
import { readMessage } from "../../src/events/read-message.ts";
import { bounce, delivery, ID, published } from "./ses.ts";

const NOW = new Date("2026-11-21T00:00:00Z");
const event = bounce(2, "Permanent", "General", "smtp; 550 5.1.1 no such user");
const text = JSON.stringify(event);
const sns = { Type: "Notification", MessageId: "m", TopicArn: "arn:aws:sns:us-west-2:1:t", Message: text };

const ENVELOPES: readonly [name: string, body: string][] = [
  ["bare", text],
  ["SNS", JSON.stringify(sns)],
  ["SNS under another message id", JSON.stringify({ ...sns, MessageId: "other", Timestamp: "2026-11-22T00:00:00Z" })],
  ["EventBridge", JSON.stringify({ source: "aws.ses", "detail-type": "Email Bounced", id: "e", detail: event })],
  ["an SQS record of Lambda", JSON.stringify({ Records: [{ body: JSON.stringify(sns) }] })],
  ["an SNS record of Lambda", JSON.stringify({ Records: [{ Sns: sns }] })],
  ["Firehose", JSON.stringify({ records: [{ data: Buffer.from(text).toString("base64") }] })],
  ["keys in another order", JSON.stringify(Object.fromEntries(Object.entries(event).toReversed()))],
  ["the older kind of notification", JSON.stringify(legacy(event))],
];

function legacy({ eventType, mail, ...rest }: Record<string, unknown>) {
  const { tags: _, ...without } = Object.fromEntries(Object.entries(mail as object));
  const own = Object.fromEntries(Object.entries(rest.bounce as object));
  return { notificationType: eventType, mail: without, bounce: { ...own, remoteMtaIp: "192.0.2.9" } };
}

describe("an event is the same event", () => {
  const [first] = readMessage(text, NOW).events;
  it.each(ENVELOPES)("in whatever envelope: %s", (_, body) => {
    const { events, deadLetters } = readMessage(body, NOW);
    expect(deadLetters).toEqual([]);
    expect(
      events.map(({ id, at, type, messageId, recipient, region }) => [id, at, type, messageId, recipient, region]),
    ).toEqual([[first?.id, new Date("2026-11-20T12:00:02Z"), "Bounce", ID, "kim@example.net", "us-west-2"]]);
  });

  it.each([
    ["another time", bounce(3, "Permanent", "General", "smtp; 550 5.1.1 no such user")],
    ["another reply", bounce(2, "Permanent", "General", "smtp; 550 5.7.1 no")],
    ["another recipient", bounce(2, "Permanent", "General", "smtp; 550 5.1.1 no such user", { to: ["x@example.net"] })],
    ["another message", bounce(2, "Permanent", "General", "smtp; 550 5.1.1 no such user", { messageId: "other" })],
    ["another kind", delivery(2)],
  ])("and another one is not: %s", (_, other) => {
    expect(readMessage(JSON.stringify(other), NOW).events[0]?.id).not.toBe(first?.id);
  });

  it("says the same wherever it is read", () => {
    expect(first?.id).toMatch(/^[\w-]{24}$/);
  });
});

describe("several documents in one message", () => {
  const other = JSON.stringify(delivery(3));
  const broken = text.slice(0, 200);
  it.each([
    ["lines", `${text}\n${broken}\n${other}\n`],
    ["lines, the broken one first", `${broken}\n${text}\n${other}`],
    ["lines, the broken one last", `${text}\n${other}\n${broken}`],
    ["an array", `[${text}, {"mail": 1}, ${other}]`],
  ])("a broken one among them is a dead letter, and takes none along: %s", (_, body) => {
    const { events, deadLetters } = readMessage(body, NOW);
    expect(events.map(({ type }) => type)).toEqual(["Bounce", "Delivery"]);
    expect(deadLetters.map(({ reason }) => reason)).toEqual([
      expect.stringMatching(/^(?:it is not JSON|there is no SES event in it)$/),
    ]);
  });
});

describe("Firehose's records", () => {
  const other = JSON.stringify(delivery(3));
  const broken = text.slice(0, 200);
  const firehose = (...datas: readonly string[]) =>
    JSON.stringify({ records: datas.map((data) => ({ data: Buffer.from(data).toString("base64") })) });
  it.each([
    ["a line of several", firehose(`${text}\n${broken}\n${other}\n`)],
    ["one without a line feed behind another", firehose(`${text}${other}${broken}`)],
    ["a record of its own", firehose(text, broken, other)],
    ["no JSON at all", firehose(text, "hello", other)],
  ])("a broken one is a dead letter, and takes none along: %s", (_, body) => {
    const { events, deadLetters } = readMessage(body, NOW);
    expect(events.map(({ type }) => type)).toEqual(["Bounce", "Delivery"]);
    expect(deadLetters.map(({ reason }) => reason)).toEqual(["it is not JSON"]);
  });
});

describe("what looks like a secret", () => {
  const secrets = [
    "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    "xoxb-1234567890-abcdefghijkl",
    "hunter2hunter2",
  ] as const;
  const [key, token, password] = secrets;
  const said = `smtp; 550 5.1.1 no such user ${key} ${token} https://bob:${password}@example.net/`;
  const holding = bounce(2, "Permanent", "General", said, { [token]: { far: `${"x ".repeat(995)}${token}` } });

  it.each([
    ["an event", JSON.stringify(holding)],
    ["an event in an envelope", JSON.stringify({ ...sns, Message: JSON.stringify(holding) })],
    ["what is no event", JSON.stringify({ said, deeper: [said, { [token]: 1 }] })],
    ["what is no event, in an envelope", JSON.stringify({ ...sns, Message: JSON.stringify({ said }) })],
    ["an event that cannot be read", JSON.stringify({ ...holding, mail: { destination: said } })],
    ["what is no JSON", `${"x ".repeat(92)}${token} ${said}`],
  ])("is not kept: %s", (_, body) => {
    const kept = JSON.stringify(readMessage(body, NOW));
    expect(kept).toContain("[secret]");
    for (const secret of secrets) expect(kept).not.toContain(secret.slice(0, 14));
  });

  it("changes no id, so that what was stored before it was known for one is not stored twice", () => {
    expect(readMessage(JSON.stringify(holding), NOW).events.map(({ id }) => id)).toEqual(["CIV0xYM-QficsWPEb29NmD7R"]);
    const [one, other] = [token, `${token}-other`].map((each) => bounce(2, "Permanent", "General", `550 ${each}`));
    expect(readMessage(JSON.stringify(one), NOW).events[0]?.id).not.toBe(
      readMessage(JSON.stringify(other), NOW).events[0]?.id,
    );
  });
});

describe("what is kept", () => {
  it("is no subject, no header, and nobody's machine", () => {
    const open = published("Open", 5, { ipAddress: "192.0.2.1", userAgent: "Mozilla/5.0" });
    const kept = JSON.stringify([
      readMessage(JSON.stringify([event, open]), NOW),
      readMessage('{"subject":"S","a":1}', NOW),
    ]);
    for (const word of ["private", "Subject", "subject", "headers", "192.0.2.1", "Mozilla"])
      expect(kept).not.toContain(word);
  });

  it("is an unknown kind of event with its unknown fields", () => {
    const [teleport] = readMessage(JSON.stringify(published("Teleport", 5, { where: { to: "Mars" } })), NOW).events;
    expect(teleport).toMatchObject({
      type: "Teleport",
      detail: { configurationSet: "news", teleport: { where: { to: "Mars" } } },
    });
  });

  it("is of bounded size", () => {
    const huge = bounce(2, "Permanent", "General", `smtp; 550 ${"x".repeat(100_000)}`, {
      more: Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`k${index}`, "y".repeat(500)])),
    });
    const [one] = readMessage(JSON.stringify(huge), NOW).events;
    expect(JSON.stringify(one?.detail).length).toBeLessThan(40_000);
  });
});

it.each(["null", '"yesterday"', '"9999-01-01"', '"2199-01-01T00:00:00Z"'])(
  "an event whose time is %s happened when it was read, and is known again",
  (timestamp) => {
    const body = `{"eventType":"Send","mail":{"messageId":"a","timestamp":${timestamp}}}`;
    const [one] = readMessage(body, NOW).events;
    const [again] = readMessage(body, new Date("2026-12-01T00:00:00Z")).events;
    expect([one?.at, again?.id]).toEqual([NOW, one?.id]);
  },
);

describe("poison", () => {
  const deep = (count: number) => "[".repeat(count) + "]".repeat(count);
  it.each([
    ["in what is no event", `{"a":${deep(200_000)}}`],
    ["in an event that cannot be stored", `{"eventType":"Send","mail":{},"x":${deep(200_000)}}`],
    ["never closed", "[".repeat(900_000)],
    ["as envelopes", `${'{"Records":'.repeat(80_000)}1${"}".repeat(80_000)}`],
  ])("nested deeper than any stack is a dead letter: %s", (_, body) => {
    const { events, deadLetters } = readMessage(body, NOW);
    expect([events.length, deadLetters.length]).toEqual([0, 1]);
  });

  it("nested deeper than any stack does no harm in an event", () => {
    const body = JSON.stringify(event).replace('"feedbackId"', `"x":${deep(200_000)},"feedbackId"`);
    expect(readMessage(body, NOW)).toMatchObject({ events: [{ messageId: ID }], deadLetters: [] });
  });

  it.each(["__proto__", "constructor", "toString"])("called %s is stored like anything else", (word) => {
    const body = `{"eventType":"${word}","mail":{"messageId":"${word}","destination":["${word}"],"__proto__":{"messageId":"x"}},"${word}":{"a":1}}`;
    const { events, deadLetters } = readMessage(body, NOW);
    expect(deadLetters).toEqual([]);
    expect(events).toMatchObject([{ type: word, messageId: word }]);
  });

  it("of more events than are taken from one message leaves a word", () => {
    const body = JSON.stringify(Array.from({ length: 1_200 }, (_, n) => published("Send", n, { messageId: `m${n}` })));
    const { events, deadLetters } = readMessage(body, NOW);
    expect([events.length, deadLetters.map(({ reason }) => reason)]).toEqual([
      1_000,
      ["it holds 1000 events or more; those behind are left out"],
    ]);
  });
});

describe("what is no event is a dead letter with its reason", () => {
  it.each([
    ["no JSON", "hello", "it is not JSON"],
    ["half of an event", text.slice(0, 200), "it is not JSON"],
    ["JSON of something else", '{"a":1}', "there is no SES event in it"],
    [
      "a subscription to confirm",
      '{"Type":"SubscriptionConfirmation","TopicArn":"t"}',
      "SNS asks whether the queue may be subscribed: confirm it in SNS",
    ],
    [
      "an event without a message id",
      '{"eventType":"Send","mail":{}}',
      "mail.messageId: Invalid input: expected string, received undefined",
    ],
    [
      "mail that was received",
      '{"notificationType":"Received","mail":{"messageId":"a","timestamp":"2026-11-20T12:00:00Z"}}',
      "it is about mail that SES received, not sent",
    ],
    ["a text without an end", `{"a":"${"x".repeat(3_000_000)}"}`, "it is larger than any event"],
  ])("%s", (_, body, reason) => {
    const { events, deadLetters } = readMessage(body, NOW);
    expect([events, deadLetters.map((letter) => [letter.reason, letter.at])]).toEqual([[], [[reason, NOW]]]);
    expect(readMessage(body, new Date(0)).deadLetters[0]?.id).toBe(deadLetters[0]?.id);
    expect(deadLetters[0]?.body.length).toBeLessThanOrEqual(4_000);
  });

  it("but what SES says to try its topic is nothing at all", () => {
    const body = JSON.stringify({
      ...sns,
      Message: "Successfully validated SNS topic for Amazon SES event publishing.",
    });
    expect(readMessage(body, NOW)).toEqual({ events: [], deadLetters: [] });
  });

  it("and the good ones beside it are read", () => {
    const { events, deadLetters } = readMessage(JSON.stringify([event, { eventType: "Send", mail: {} }]), NOW);
    expect([events.length, deadLetters.length]).toEqual([1, 1]);
  });
});

describe("the documents of a file", () => {
  const all = async (file: string, size: number) => {
    async function* pieces() {
      for (let at = 0; at < file.length; at += size) yield file.slice(at, at + size);
    }
    const documents: string[] = [];
    for await (const document of jsonDocuments(pieces())) documents.push(document);
    return documents;
  };
  const tricky = '{"a":"}{\\"]\\\\","b":[{},[1]]}';

  it.each([
    ["a line each", `{"a":1}\n${tricky}\r\n\n{"c":3}\n`, ['{"a":1}', tricky, '{"c":3}']],
    ["without anything between them", `{"a":1}${tricky}{"c":3}`, ['{"a":1}', tricky, '{"c":3}']],
    ["in an array", `[{"a":1},\n ${tricky} , {"c":3}]`, ['{"a":1}', tricky, '{"c":3}']],
    [
      "over many lines",
      '{\n  "a": [\n{\n"b": 1\n},\n{ "c": 2 }\n]\n}',
      ['{\n  "a": [\n{\n"b": 1\n},\n{ "c": 2 }\n]\n}'],
    ],
    ["with other words between them", `hello, world\n{"a":1}\nnull\n`, ["hello, world", '{"a":1}', "null"]],
    ["cut off within a string", `{"a":"xy\n{"b":2}\n`, ['{"a":"xy', '{"b":2}']],
    ["cut off within an object", `{"a":1\n{"b":2}\n`, ['{"a":1\n', '{"b":2}']],
    ["cut off at the end", `{"a":1}\n{"b":`, ['{"a":1}', '{"b":']],
    ["none", " \n[]\n", []],
  ])("%s", async (_, file, expected) => {
    for (const size of [1, 2, 7, 1_000]) expect(await all(file, size), `pieces of ${size}`).toEqual(expected);
  });
});

const CORPUS = process.env.MAILDIAG_CORPUS;

it.skipIf(!CORPUS)(`reads every event of the corpus${CORPUS ? "" : " (skipped: MAILDIAG_CORPUS is unset)"}`, () => {
  const folder = join(CORPUS ?? "", "ses-events");
  for (const name of readdirSync(folder).filter((each) => /ses-event-/.test(each))) {
    const { events, deadLetters } = readMessage(readFileSync(join(folder, name), "utf8"), NOW);
    expect([name, deadLetters.map(({ reason }) => reason)]).toEqual([name, []]);
    expect(events.length, name).toBeGreaterThan(0);
  }
});
