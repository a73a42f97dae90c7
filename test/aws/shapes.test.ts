import { once } from "node:events";
import { createServer } from "node:http";
import { describe, expect, it } from "vitest";
import { createAws } from "../../src/aws/aws.ts";
import { createSes } from "../../src/aws/ses.ts";
import type { Ses } from "../../src/ports/ses.ts";
import { QUICK, troubleOf } from "./on-stand-in.ts";

const REGION = "us-east-1";
const signal = new AbortController().signal;

/** An SES that answers every question with the same JSON, or with the next of a list. */
async function answering<T>(answers: readonly object[], body: (ses: Ses, bodies: string[]) => Promise<T>): Promise<T> {
  const bodies: string[] = [];
  const server = createServer(async (request, response) => {
    let text = "";
    for await (const chunk of request) text += chunk;
    const answer = answers[Math.min(bodies.length, answers.length - 1)] ?? {};
    bodies.push(text);
    const refused = "message" in answer;
    const headers = {
      "content-type": "application/json",
      ...(refused && { "x-amzn-errortype": "BadRequestException" }),
    };
    response.writeHead(refused ? 400 : 200, headers).end(JSON.stringify(answer));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  try {
    const endpoint = `http://127.0.0.1:${address.port}`;
    return await body(createSes({ aws: createAws({ ...QUICK, endpoint }) }), bodies);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

const ACCOUNT = { SendingEnabled: true, ProductionAccessEnabled: false, EnforcementStatus: "HEALTHY" };
const QUOTA = { Max24HourSend: -1, MaxSendRate: 14, SentLast24Hours: 3 };
const DKIM = { SigningEnabled: true, Status: "PENDING", SigningAttributesOrigin: "AWS_SES", Tokens: ["a", "b"] };
const IDENTITY = {
  VerifiedForSendingStatus: true,
  VerificationStatus: "SUCCESS",
  FeedbackForwardingStatus: false,
  DkimAttributes: DKIM,
};
const MAIL_FROM = {
  MailFromDomain: "Bounce.Example.com.",
  MailFromDomainStatus: "PENDING",
  BehaviorOnMxFailure: "REJECT_MESSAGE",
};
const DESTINATION = { Name: "to-sns", Enabled: true, MatchingEventTypes: ["BOUNCE"] };

describe("GetAccount", () => {
  const read = {
    sendingEnabled: true,
    productionAccess: false,
    enforcementStatus: "HEALTHY",
    quota: null,
    suppressedReasons: [],
    review: null,
    deliverabilityManager: null,
  };

  it.each([
    { that: "the least that SES tells", answer: ACCOUNT, account: read },
    {
      that: "a quota without limit",
      answer: { ...ACCOUNT, SendQuota: QUOTA },
      account: { ...read, quota: { max24Hour: -1, maxPerSecond: 14, sentLast24Hours: 3 } },
    },
    { that: "half a quota as none told", answer: { ...ACCOUNT, SendQuota: { Max24HourSend: 200 } }, account: read },
    {
      that: "the reasons that are suppressed",
      answer: { ...ACCOUNT, SuppressionAttributes: { SuppressedReasons: ["BOUNCE"] } },
      account: { ...read, suppressedReasons: ["BOUNCE"] },
    },
    {
      that: "a status that nobody knows yet",
      answer: { ...ACCOUNT, EnforcementStatus: "FROZEN" },
      account: { ...read, enforcementStatus: "FROZEN" },
    },
    {
      that: "a review",
      answer: { ...ACCOUNT, Details: { ReviewDetails: { Status: "DENIED", CaseId: "7" } } },
      account: { ...read, review: { status: "DENIED", caseId: "7" } },
    },
  ])("is read: $that", async ({ answer, account }) => {
    await answering([answer], async (ses) => {
      expect(await ses.account(REGION, signal)).toEqual(account);
    });
  });

  it.each([
    ["SendingEnabled", { ...ACCOUNT, SendingEnabled: undefined }],
    ["ProductionAccessEnabled", { ...ACCOUNT, ProductionAccessEnabled: undefined }],
    ["EnforcementStatus", { ...ACCOUNT, EnforcementStatus: undefined }],
    ["EnforcementStatus", { ...ACCOUNT, EnforcementStatus: "x".repeat(5_000) }],
    ["SuppressionAttributes.SuppressedReasons", { ...ACCOUNT, SuppressionAttributes: { SuppressedReasons: [{}] } }],
  ])("without a usable %s is trouble, and no guess", async (field, answer) => {
    await answering([answer], async (ses) => {
      expect(await troubleOf(ses.account(REGION, signal))).toEqual({
        reason: "error",
        asked: REGION,
        region: REGION,
        detail: `the answer has no usable ${field}`,
      });
    });
  });
});

describe("GetEmailIdentity", () => {
  const read = {
    name: "example.com",
    verifiedForSending: true,
    verificationStatus: "SUCCESS",
    verificationError: null,
    feedbackForwarding: false,
    configurationSet: null,
    dkim: {
      signingEnabled: true,
      status: "PENDING",
      tokens: ["a", "b"],
      hostedZone: null,
      origin: "AWS_SES",
      keyLength: null,
    },
    mailFrom: { domain: null, status: null, onMxFailure: "USE_DEFAULT_VALUE" },
  };

  it.each([
    { that: "one without a MAIL FROM", answer: IDENTITY, identity: read },
    {
      that: "one with a MAIL FROM, in lower case and without a dot",
      answer: { ...IDENTITY, MailFromAttributes: MAIL_FROM },
      identity: {
        ...read,
        mailFrom: { domain: "bounce.example.com", status: "PENDING", onMxFailure: "REJECT_MESSAGE" },
      },
    },
    {
      that: "an address that has no keys",
      answer: { ...IDENTITY, DkimAttributes: { SigningEnabled: false, Status: "NOT_STARTED" } },
      identity: {
        ...read,
        dkim: { ...read.dkim, signingEnabled: false, status: "NOT_STARTED", tokens: [] },
      },
    },
    {
      that: "a failed verification and a configuration set",
      answer: {
        ...IDENTITY,
        VerifiedForSendingStatus: false,
        VerificationStatus: "FAILED",
        VerificationInfo: { ErrorType: "HOST_NOT_FOUND" },
        ConfigurationSetName: "main",
      },
      identity: {
        ...read,
        verifiedForSending: false,
        verificationStatus: "FAILED",
        verificationError: "HOST_NOT_FOUND",
        configurationSet: "main",
      },
    },
  ])("is read: $that", async ({ answer, identity }) => {
    await answering([answer], async (ses) => {
      expect(await ses.identity(REGION, "example.com", signal)).toEqual(identity);
    });
  });

  it.each([
    ["VerifiedForSendingStatus", { ...IDENTITY, VerifiedForSendingStatus: undefined }],
    ["FeedbackForwardingStatus", { ...IDENTITY, FeedbackForwardingStatus: undefined }],
    ["DkimAttributes.SigningEnabled", { ...IDENTITY, DkimAttributes: undefined }],
    ["DkimAttributes.Status", { ...IDENTITY, DkimAttributes: { ...DKIM, Status: "" } }],
    [
      "DkimAttributes.SigningAttributesOrigin",
      { ...IDENTITY, DkimAttributes: { ...DKIM, Tokens: ["own"], SigningAttributesOrigin: undefined } },
    ],
    [
      "MailFromAttributes.MailFromDomainStatus",
      { ...IDENTITY, MailFromAttributes: { ...MAIL_FROM, MailFromDomainStatus: undefined } },
    ],
  ])("without a usable %s is trouble, and no guess", async (field, answer) => {
    await answering([answer], async (ses) => {
      const { reason, detail } = await troubleOf(ses.identity(REGION, "example.com", signal));
      expect({ reason, detail }).toEqual({ reason: "error", detail: `the answer has no usable ${field}` });
    });
  });
});

describe("what SES's API added later may be missing", () => {
  it.each([
    ["VerificationStatus", { ...IDENTITY, VerificationStatus: undefined }, { verificationStatus: "not told" }],
    [
      "SigningAttributesOrigin beside several tokens",
      { ...IDENTITY, DkimAttributes: { ...DKIM, SigningAttributesOrigin: undefined } },
      { dkim: expect.objectContaining({ origin: "AWS_SES" }) },
    ],
    [
      "BehaviorOnMxFailure",
      { ...IDENTITY, MailFromAttributes: { ...MAIL_FROM, BehaviorOnMxFailure: undefined } },
      { mailFrom: expect.objectContaining({ onMxFailure: "USE_DEFAULT_VALUE" }) },
    ],
  ])("%s", async (_, answer, identity) => {
    await answering([answer], async (ses) => {
      expect(await ses.identity(REGION, "example.com", signal)).toMatchObject(identity);
    });
  });
});

describe("GetConfigurationSetEventDestinations", () => {
  it("is read", async () => {
    await answering([{ EventDestinations: [DESTINATION] }], async (ses) => {
      expect(await ses.eventDestinations(REGION, "main", signal)).toEqual([
        { name: "to-sns", enabled: true, eventTypes: ["BOUNCE"] },
      ]);
    });
  });

  it.each([
    ["EventDestinations", {}],
    ["EventDestination.Name", { EventDestinations: [{ ...DESTINATION, Name: undefined }] }],
    ["EventDestination.Enabled", { EventDestinations: [{ ...DESTINATION, Enabled: undefined }] }],
    ["EventDestination.MatchingEventTypes", { EventDestinations: [{ ...DESTINATION, MatchingEventTypes: undefined }] }],
  ])("without a usable %s is trouble, and no guess", async (field, answer) => {
    await answering([answer], async (ses) => {
      const { reason, detail } = await troubleOf(ses.eventDestinations(REGION, "main", signal));
      expect({ reason, detail }).toEqual({ reason: "error", detail: `the answer has no usable ${field}` });
    });
  });
});

describe("ListEmailIdentities", () => {
  const entry = (name: string) => ({ IdentityName: name, IdentityType: "DOMAIN", SendingEnabled: true });
  const page = (names: readonly string[], NextToken?: string) => ({ EmailIdentities: names.map(entry), NextToken });
  const names = async (ses: Ses) => (await ses.identities(REGION, signal)).map(({ name }) => name);

  it("is read page by page", async () => {
    await answering([page(["a.org"], "1"), page([], "2"), page(["b.org"])], async (ses, bodies) => {
      expect(await names(ses)).toEqual(["a.org", "b.org"]);
      expect(bodies.map((body) => JSON.parse(body))).toEqual([
        { PageSize: 1000 },
        { PageSize: 1000, NextToken: "1" },
        { PageSize: 1000, NextToken: "2" },
      ]);
    });
  });

  it("asks for smaller pages once large ones are refused, and keeps to it", async () => {
    const refusal = { message: "PageSize is too large" };
    await answering([refusal, page(["a.org"])], async (ses, bodies) => {
      expect(await names(ses)).toEqual(["a.org"]);
      expect(await names(ses)).toEqual(["a.org"]);
      expect(bodies.map((body) => JSON.parse(body).PageSize)).toEqual([1000, 100, 100]);
    });
  });

  it("is trouble where small pages are refused too", async () => {
    await answering([{ message: "no" }], async (ses, bodies) => {
      expect(await troubleOf(ses.identities(REGION, signal))).toMatchObject({ reason: "error", detail: "no" });
      expect(bodies.length).toBe(2);
    });
  });

  it("does not follow a list that goes round in a circle", async () => {
    await answering([page(["a.org"], "1"), page(["b.org"], "2"), page(["c.org"], "1")], async (ses, bodies) => {
      expect((await troubleOf(ses.identities(REGION, signal))).reason).toBe("error");
      expect(bodies.length).toBe(3);
    });
  });

  it("does not follow a list without end", async () => {
    const endless = Array.from({ length: 300 }, (_, index) => page([`${index}.org`], String(index)));
    await answering(endless, async (ses, bodies) => {
      expect((await troubleOf(ses.identities(REGION, signal))).reason).toBe("limit");
      expect(bodies.length).toBe(200);
    });
  });

  it.each([
    ["EmailIdentities", {}],
    ["IdentityName", { EmailIdentities: [{ ...entry("a.org"), IdentityName: undefined }] }],
    ["IdentityType", { EmailIdentities: [{ ...entry("a.org"), IdentityType: undefined }] }],
    ["SendingEnabled", { EmailIdentities: [{ ...entry("a.org"), SendingEnabled: undefined }] }],
  ])("without a usable %s is trouble, and no guess", async (field, answer) => {
    await answering([answer], async (ses) => {
      const { reason, detail } = await troubleOf(ses.identities(REGION, signal));
      expect({ reason, detail }).toEqual({ reason: "error", detail: `the answer has no usable ${field}` });
    });
  });
});

describe("ListSuppressedDestinations", () => {
  const whole = { after: null, token: null };
  const ANN = { EmailAddress: "Ann@example.org", Reason: "BOUNCE", LastUpdateTime: 1_776_506_400.25 };

  it("keeps the address as SES writes it, and the time to the millisecond", async () => {
    await answering([{ SuppressedDestinationSummaries: [ANN], NextToken: "1" }], async (ses) => {
      expect(await ses.suppressionPage(REGION, whole, signal)).toEqual({
        entries: [{ address: "Ann@example.org", reason: "BOUNCE", lastUpdate: new Date("2026-04-18T10:00:00.250Z") }],
        next: "1",
      });
    });
  });

  it("asks again for a smaller page where a large one is refused, and is trouble where that is refused too", async () => {
    await answering([{ message: "no" }, { SuppressedDestinationSummaries: [] }], async (ses, bodies) => {
      expect(await ses.suppressionPage(REGION, whole, signal)).toEqual({ entries: [], next: null });
      await ses.suppressionPage(REGION, whole, signal);
      expect(bodies.length).toBe(3);
    });
    await answering([{ message: "no" }], async (ses) => {
      expect((await troubleOf(ses.suppressionPage(REGION, whole, signal))).reason).toBe("error");
    });
  });

  it.each([
    ["SuppressedDestinationSummaries", {}],
    ["EmailAddress", { SuppressedDestinationSummaries: [{ ...ANN, EmailAddress: undefined }] }],
    ["Reason", { SuppressedDestinationSummaries: [{ ...ANN, Reason: undefined }] }],
    ["LastUpdateTime", { SuppressedDestinationSummaries: [{ ...ANN, LastUpdateTime: undefined }] }],
  ])("without a usable %s is trouble, and no guess", async (field, answer) => {
    await answering([answer], async (ses) => {
      const { reason, detail } = await troubleOf(ses.suppressionPage(REGION, whole, signal));
      expect({ reason, detail }).toEqual({ reason: "error", detail: `the answer has no usable ${field}` });
    });
  });
});
