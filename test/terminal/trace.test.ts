import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { World } from "../../src/sandbox/world.ts";
import { jada } from "../../src/sandbox/worlds/jada.ts";
import { bounce, delivery, ID, published } from "../events/ses.ts";
import { inWorld, maildiag } from "./maildiag.ts";

const REFUSED = "smtp; 550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup";
const KIM = "kim@steigerwald-dougherty.com";
const to = [KIM];
const LOST = [published("Send", 0, { to }), delivery(2, { to }), bounce(90, "Permanent", "General", REFUSED, { to })];
const SILENT = [
  published("Send", 500, { to: ["lee@example.net"], messageId: "0101-silent-000000", mail: { tags: {} } }),
];

let folder = "";
const path = (name: string) => join(folder, name);
const database = (name: string) => ({ MAILDIAG_DATABASE_URL: `sqlite:${path(name)}` });
const lines = (events: readonly unknown[]) => events.map((event) => `${JSON.stringify(event)}\n`).join("");

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "maildiag-trace-"));
  writeFileSync(path("lost.jsonl"), lines(LOST));
  writeFileSync(path("silent.json.gz"), gzipSync(JSON.stringify([...SILENT, ...LOST], null, 2)));
  writeFileSync(path("odd.jsonl"), `hello\n{"a":1}\n${lines(SILENT)}{"eventType":"Send"`);
  writeFileSync(path("empty.jsonl"), "");
  writeFileSync(path("cut.gz"), gzipSync(lines(LOST)).subarray(0, 100));
  await maildiag(["events", "import", path("lost.jsonl"), path("silent.json.gz")], database("full.db"));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("maildiag events import", () => {
  it("loads lines, arrays and gzip, and nothing twice", async () => {
    const ran = await maildiag(
      ["events", "import", "--json", path("lost.jsonl"), path("silent.json.gz"), path("empty.jsonl")],
      database("import.db"),
    );
    expect([ran.status, ran.stderr]).toEqual([0, ""]);
    expect(JSON.parse(ran.stdout)).toEqual({
      schema: "maildiag/import@1",
      files: [
        { name: path("lost.jsonl"), documents: 3, events: 3, added: 3, problems: [] },
        { name: path("silent.json.gz"), documents: 4, events: 4, added: 1, problems: [] },
        { name: path("empty.jsonl"), documents: 0, events: 0, added: 0, problems: [] },
      ],
    });
  });

  it("counts what is no event with its reason, and goes on", async () => {
    const ran = await maildiag(["events", "import", path("odd.jsonl")], database("odd.db"));
    expect(ran.status).toBe(0);
    expect(ran.stdout.replaceAll(/\s+/g, " ").trim()).toBe(
      `${path("odd.jsonl")}: 4 documents, 1 events, 1 of them new. 2 × no event: it is not JSON. 1 × no event: there is no SES event in it.`,
    );
  });

  it("reads standard input", async () => {
    const ran = await maildiag(["events", "import", "-"], database("stdin.db"), lines(LOST));
    expect(ran.stdout).toBe("-: 3 documents, 3 events, 3 of them new.\n");
  });

  it.each([
    ["no words", [], "events can only import files."],
    ["another word", ["export", "x"], "events can only import files."],
    ["no file", ["import"], "Which files? One or more with SES events."],
    ["a file that is not there", ["import", "/nowhere/x.jsonl"], 'There is no file "/nowhere/x.jsonl".'],
    ["a folder", ["import", tmpdir()], `${tmpdir()} is a folder.`],
  ])("is used wrongly with %s", async (_, words, problem) => {
    const ran = await maildiag(["events", ...words], database("wrong.db"));
    expect([ran.status, ran.stdout, ran.stderr.split("\n")[0]]).toEqual([2, "", problem]);
  });

  it("says so where a packed file is cut off", async () => {
    const ran = await maildiag(["events", "import", path("cut.gz")], database("cut.db"));
    expect([ran.status, ran.stderr.split("\n")[0]]).toEqual([
      2,
      `${path("cut.gz")} cannot be read to its end (Z_BUF_ERROR).`,
    ]);
  });

  it("stops at a packed file that unpacks without end, and keeps what stood before", { timeout: 120_000 }, async () => {
    writeFileSync(path("bomb.gz"), gzipSync(`${lines(LOST)}${"\0".repeat(66 * 1024 * 1024)}`));
    const ran = await maildiag(["events", "import", path("bomb.gz")], database("bomb.db"));
    expect([ran.status, ran.stdout]).toEqual([2, ""]);
    expect(ran.stderr).toContain("unpacks to more than 64 MB and 200 times its size");
    const again = await maildiag(["events", "import", "--json", path("lost.jsonl")], database("bomb.db"));
    expect(JSON.parse(again.stdout).files[0]).toMatchObject({ events: 3, added: 0 });
  });
});

describe("maildiag trace", () => {
  it("answers with one document about a message", async () => {
    const ran = await inWorld(jada, (env) => maildiag(["trace", ID, "--json"], { ...env, ...database("full.db") }));
    expect([ran.status, ran.stderr]).toEqual([0, ""]);
    const document = JSON.parse(ran.stdout);
    expect(Object.keys(document).slice(0, 4)).toEqual(["schema", "subject", "events", "stoppedAt"]);
    expect(document).toMatchObject({
      schema: "maildiag/trace@1",
      subject: ID,
      events: [
        { at: "2026-11-20T12:00:00.000Z", type: "Send", messageId: ID, recipient: KIM, region: "us-west-2" },
        {
          at: "2026-11-20T12:00:02.000Z",
          type: "Delivery",
          detail: { delivery: { smtpResponse: expect.any(String) } },
        },
        { at: "2026-11-20T12:01:30.000Z", type: "Bounce" },
      ],
      stoppedAt: { hop: "mailbox", reason: "userunknown", who: "you", fix: { text: expect.any(String) } },
      messages: [{ outcome: "returned" }],
      recipients: [{ address: KIM, state: "mx", provider: "microsoft" }],
    });
    expect(Object.keys(document.stoppedAt)).toEqual(["hop", "reason", "who", "fix"]);
  });

  it("tells a person the hop, the time line, and what can be looked up", async () => {
    const ran = await inWorld(jada, (env) => maildiag(["trace", `<${KIM}>`], { ...env, ...database("full.db") }));
    expect(ran.status).toBe(0);
    expect(ran.stdout).toContain(
      "✗ Stopped at mailbox: returned after it had been accepted (userunknown,\n  permanent)",
    );
    expect(ran.stdout).toContain("  2026-11-20 12:00:02Z  Delivery  250 2.0.0 OK 1763640000 gsmtp\n");
    expect(ran.stdout).toContain("Not on the suppression list of us-west-2.");
    expect(ran.stdout.split("\n").filter((line) => [...line].length > 80)).toEqual([]);
  });

  it("says what is missing, and why", async () => {
    const ran = await inWorld(jada, (env) =>
      maildiag(["trace", "nobody@steigerwald-dougherty.com"], {
        ...env,
        ...database("none.db"),
        MAILDIAG_DOMAINS: "queenofsandiego.com",
      }),
    );
    const text = ran.stdout.replaceAll(/\s+/g, " ");
    expect(ran.status).toBe(0);
    expect(text).toContain("No event about it is stored here.");
    expect(text).toContain(
      "Send, Delivery, Bounce, Complaint, Reject, Rendering Failure and DeliveryDelay are not published in us-west-2 for mail from queenofsandiego.com",
    );
    expect(text).toContain(
      "Reject, Rendering Failure and DeliveryDelay are not published in us-east-1 by the configuration set jada-events",
    );
    expect(text).toContain("us-east-1 publishes events, but none of them has ever come here.");
    expect(text).toContain("steigerwald-dougherty.com takes mail at");
  });

  it("says what a silent message is waiting for", async () => {
    const ran = await inWorld(jada, (env) =>
      maildiag(["trace", "0101-silent-000000", "--json"], { ...env, ...database("full.db") }),
    );
    expect(JSON.parse(ran.stdout)).toMatchObject({
      stoppedAt: null,
      messages: [{ outcome: "sent" }],
      missing: [
        { kind: "nothing-since", at: "2026-11-20T12:08:20.000Z" },
        { kind: "not-published", region: "us-west-2", types: expect.arrayContaining(["Delivery", "Bounce"]) },
      ],
    });
  });

  it("asks message insights of a message that no event tells of, and says what each region answered", async () => {
    const id = "0101019c0000ffff-11111111-2222-3333-4444-555555555555-000000";
    const Bounce = { BounceType: "PERMANENT", BounceSubType: "General", DiagnosticCode: REFUSED };
    const Events = [
      { Timestamp: "2026-11-20T12:00:00Z", Type: "SEND" },
      { Timestamp: "2026-11-20T12:00:04Z", Type: "BOUNCE", Details: { Bounce } },
    ];
    const world = {
      ...jada,
      ses: {
        ...jada.ses,
        "us-west-2": {
          ...jada.ses["us-west-2"],
          account: { VdmAttributes: { VdmEnabled: "ENABLED" } },
          insights: { [id]: [{ Destination: KIM, Events }] },
        },
      },
      awsFaults: [{ action: "ses:GetMessageInsights", region: "us-east-1", then: "deny" }],
    } satisfies World;
    const [ran, json] = await inWorld(world, (env) =>
      Promise.all([
        maildiag(["trace", id], { ...env, ...database("none.db") }),
        maildiag(["trace", id, "--json"], { ...env, ...database("none.db") }),
      ]),
    );
    const text = ran.stdout.replaceAll(/\s+/g, " ");
    expect(text).toContain("Stopped at gateway: refused (userunknown, permanent)");
    expect(text).toContain("us-west-2: part of the time line comes from SES's message insights.");
    expect(text).toContain("SES's message insights of us-east-1 may not be asked: allow ses:GetMessageInsights.");
    expect(JSON.parse(json.stdout)).toMatchObject({
      events: [
        { type: "Send", recipient: KIM },
        { type: "Bounce", region: "us-west-2" },
      ],
      stoppedAt: { hop: "gateway", reason: "userunknown" },
      insights: [
        { region: "us-east-1", state: "trouble" },
        { region: "us-west-2", state: "known" },
      ],
    });
  });

  it("still looks up what it can where the store cannot be read", async () => {
    writeFileSync(path("broken.db"), "this is no database, but it is long enough to look like one ".repeat(50));
    const ran = await inWorld(jada, (env) => maildiag(["trace", KIM], { ...env, ...database("broken.db") }));
    expect(ran.status).toBe(0);
    expect(ran.stdout).toContain("The stored events could not be read (corrupt:");
    expect(ran.stdout).toContain("Not on the suppression list of us-east-1.");
  });

  it.each([
    ["nothing", [], "Trace what? An SES message id or a recipient's address."],
    ["two", ["a@example.com", "b@example.com"], "One message id or address at a time."],
    [
      "a word",
      ["hello"],
      '"hello" is neither an SES message id, such as 0100018b…-000000, nor an address, such as kim@example.com.',
    ],
  ])("is used wrongly with %s", async (_, words, problem) => {
    const ran = await maildiag(["trace", ...words], database("wrong.db"));
    expect([ran.status, ran.stdout, ran.stderr.split("\n")[0]]).toEqual([2, "", problem]);
  });
});

describe("maildiag setup events", () => {
  it("prints a template and nothing else on stdout, and the commands beside it", async () => {
    const ran = await maildiag(["setup", "events", "--region", "us-east-1,us-west-2"]);
    expect(ran.status).toBe(0);
    const { Resources } = JSON.parse(ran.stdout);
    expect(Object.values(Resources).map((each) => (each as { Type: string }).Type)).toContain("AWS::SQS::Queue");
    expect(ran.stderr).toContain("aws cloudformation deploy --region us-east-1");
    const json = await maildiag(["setup", "events", "--json"]);
    expect(JSON.parse(json.stdout)).toEqual(JSON.parse(ran.stdout));
  });

  it("takes the values of the region, the identity and the set, and none that a shell would obey", async () => {
    const queue = { MAILDIAG_EVENTS_QUEUE_URL: "https://sqs.us-east-1.amazonaws.com/123456789012/events" };
    const one = await maildiag(["setup", "events", "--region", "us-west-2", "--identity", "example.com"], queue);
    expect(one.stderr).toContain('QueueArn="arn:aws:sqs:us-east-1:123456789012:events"');
    expect(one.stderr).toContain("--region us-west-2 --email-identity example.com");
    const set = await maildiag(["setup", "events", "--configuration-set", "news"]);
    expect(set.stderr).toContain("ConfigurationSet=news CreateConfigurationSet=false");
    for (const words of [
      ["--configuration-set", "$(id)"],
      ["--identity", "a`id`"],
      ["--region", "x;id"],
    ]) {
      const ran = await maildiag(["setup", "events", ...words]);
      expect([ran.status, ran.stdout]).toEqual([2, ""]);
    }
  });

  it("sets up nothing else", async () => {
    const ran = await maildiag(["setup", "everything"]);
    expect([ran.status, ran.stdout, ran.stderr.split("\n")[0]]).toEqual([
      2,
      "",
      "Only events can be set up: setup events.",
    ]);
  });
});
