import {
  DeleteSuppressedDestinationCommand,
  GetConfigurationSetCommand,
  GetEmailIdentityCommand,
  GetSuppressedDestinationCommand,
  ListConfigurationSetsCommand,
  ListEmailIdentitiesCommand,
  ListSuppressedDestinationsCommand,
  ListTenantsCommand,
  PutSuppressedDestinationCommand,
  SESv2Client,
} from "@aws-sdk/client-sesv2";
import { afterEach, describe, expect, it } from "vitest";
import type { AwsWorld } from "../../../src/sandbox/aws/service.ts";
import { type AwsStandInOptions, type RunningAws, startAws } from "../../../src/sandbox/aws/start-aws.ts";

const REGION = "us-east-1";
const running: { aws: RunningAws; client: SESv2Client }[] = [];

async function start(world: AwsWorld, options: AwsStandInOptions = {}) {
  const aws = await startAws(world, options);
  const credentials = { accessKeyId: "AKIATESTTESTTESTTEST", secretAccessKey: "not-a-secret" };
  const client = new SESv2Client({ region: REGION, endpoint: aws.url, credentials, maxAttempts: 1 });
  running.push({ aws, client });
  return { aws, client };
}

afterEach(async () => {
  for (const { aws, client } of running.splice(0)) {
    client.destroy();
    await aws.close();
  }
});

const SUPPRESSED = [
  { EmailAddress: "ann@example.org", Reason: "BOUNCE", LastUpdateTime: "2026-11-01T00:00:00Z", MessageId: "m1" },
  { EmailAddress: "bob@example.org", Reason: "COMPLAINT", LastUpdateTime: "2026-11-10T00:00:00Z" },
  { EmailAddress: "cid@example.org", Reason: "BOUNCE", LastUpdateTime: "2026-11-20T00:00:00Z" },
] as const;

/** The name of the error that a call ends in. */
async function errorOf(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => "answered",
    (error: unknown) => (error instanceof Error ? error.name : "not an error"),
  );
}

describe("identities", () => {
  const identities = Object.fromEntries(Array.from({ length: 5 }, (_, index) => [`d${index}.org`, {}]));

  it("are listed in pages of the size that was asked for", async () => {
    const { client } = await start({ ses: { [REGION]: { identities } } });
    const pages: string[][] = [];
    let NextToken: string | undefined;
    do {
      const page = await client.send(new ListEmailIdentitiesCommand({ PageSize: 2, NextToken }));
      pages.push((page.EmailIdentities ?? []).map(({ IdentityName = "" }) => IdentityName));
      NextToken = page.NextToken;
    } while (NextToken);
    expect(pages).toEqual([["d0.org", "d1.org"], ["d2.org", "d3.org"], ["d4.org"]]);
  });

  it("are refused in pages of more than a thousand, and from a token that is none", async () => {
    const { client } = await start({ ses: {} });
    expect(await errorOf(client.send(new ListEmailIdentitiesCommand({ PageSize: 1001 })))).toBe("BadRequestException");
    expect(await errorOf(client.send(new ListEmailIdentitiesCommand({ NextToken: "x" })))).toMatch(/NextToken/);
  });

  it("are verified and signed with three keys unless the world says otherwise", async () => {
    const { client } = await start({ ses: { [REGION]: { identities: { "a.org": {} } } } });
    const identity = await client.send(new GetEmailIdentityCommand({ EmailIdentity: "a.org" }));
    expect(identity.VerifiedForSendingStatus).toBe(true);
    expect(identity.DkimAttributes?.Tokens?.length).toBe(3);
    expect(identity.MailFromAttributes).toEqual({ BehaviorOnMxFailure: "USE_DEFAULT_VALUE" });
  });

  it("change while it runs", async () => {
    const { aws, client } = await start({ ses: {} });
    const ask = () => errorOf(client.send(new GetEmailIdentityCommand({ EmailIdentity: "a.org" })));
    expect(await ask()).toBe("NotFoundException");
    aws.world.ses = { [REGION]: { identities: { "a.org": {} } } };
    expect(await ask()).toBe("answered");
    aws.world.awsFaults = [{ action: "ses:GetEmailIdentity", then: "deny", times: 1 }];
    expect([await ask(), await ask()]).toEqual(["AccessDeniedException", "answered"]);
  });
});

describe("configuration sets", () => {
  it("are listed, known, or not found", async () => {
    const { client } = await start({ ses: { [REGION]: { configurationSets: { main: [], other: [] } } } });
    const { ConfigurationSets } = await client.send(new ListConfigurationSetsCommand({}));
    expect(ConfigurationSets).toEqual(["main", "other"]);
    const main = await client.send(new GetConfigurationSetCommand({ ConfigurationSetName: "main" }));
    expect(main.ConfigurationSetName).toBe("main");
    const none = client.send(new GetConfigurationSetCommand({ ConfigurationSetName: "constructor" }));
    expect(await errorOf(none)).toBe("NotFoundException");
  });
});

describe("the suppression list", () => {
  it.each([
    { that: "everything", input: {}, found: ["ann", "bob", "cid"] },
    { that: "one reason", input: { Reasons: ["BOUNCE" as const] }, found: ["ann", "cid"] },
    { that: "what is new", input: { StartDate: new Date("2026-11-05") }, found: ["bob", "cid"] },
    { that: "what is old", input: { EndDate: new Date("2026-11-05") }, found: ["ann"] },
    { that: "nothing from that very moment", input: { StartDate: new Date("2026-11-10") }, found: ["cid"] },
    { that: "nothing until that very moment", input: { EndDate: new Date("2026-11-10") }, found: ["ann"] },
  ])("gives $that", async ({ input, found }) => {
    const { client } = await start({ ses: { [REGION]: { suppressed: SUPPRESSED } } });
    const page = await client.send(new ListSuppressedDestinationsCommand(input));
    const names = page.SuppressedDestinationSummaries?.map(({ EmailAddress }) => EmailAddress?.split("@")[0]);
    expect(names?.toSorted()).toEqual(found);
  });

  it("comes in pages, every entry once, in an order that is not that of time", async () => {
    const suppressed = Array.from({ length: 30 }, (_, n) => ({
      EmailAddress: `u${n}@example.org`,
      Reason: "BOUNCE" as const,
      LastUpdateTime: new Date(Date.UTC(2026, 10, 1, n)).toISOString(),
    }));
    const { client } = await start({ ses: { [REGION]: { suppressed } } });
    const names: string[] = [];
    let NextToken: string | undefined;
    do {
      const page = await client.send(new ListSuppressedDestinationsCommand({ PageSize: 7, NextToken }));
      names.push(...(page.SuppressedDestinationSummaries ?? []).map(({ EmailAddress = "" }) => EmailAddress));
      NextToken = page.NextToken;
    } while (NextToken);
    const inTime = suppressed.map(({ EmailAddress }) => EmailAddress);
    expect(names.toSorted()).toEqual(inTime.toSorted());
    expect(names).not.toEqual(inTime);
    const tooMany = client.send(new ListSuppressedDestinationsCommand({ PageSize: 1001 }));
    expect(await errorOf(tooMany)).toBe("BadRequestException");
  });

  it("changes by what is put and deleted, and leaves the world's literal as it was", async () => {
    const { aws, client } = await start({ ses: { [REGION]: { suppressed: SUPPRESSED } } });
    const EmailAddress = "ann@example.org";
    const put = (Reason: "BOUNCE" | "COMPLAINT") =>
      client.send(new PutSuppressedDestinationCommand({ EmailAddress, Reason }));
    const remove = () => errorOf(client.send(new DeleteSuppressedDestinationCommand({ EmailAddress })));
    const get = () => client.send(new GetSuppressedDestinationCommand({ EmailAddress }));

    await put("COMPLAINT");
    const { SuppressedDestination: now } = await get();
    expect([now?.Reason, now?.Attributes]).toEqual(["COMPLAINT", {}]);
    expect(now?.LastUpdateTime?.getTime()).toBeGreaterThan(Date.parse("2026-11-02"));
    expect(await remove()).toBe("answered");
    expect(await remove()).toBe("NotFoundException");
    expect(await errorOf(get())).toBe("NotFoundException");
    await put("BOUNCE");
    expect((await get()).SuppressedDestination?.Reason).toBe("BOUNCE");
    expect(aws.world.ses["us-west-2"]).toBeUndefined();
    expect(SUPPRESSED.map(({ Reason }) => Reason)).toEqual(["BOUNCE", "COMPLAINT", "BOUNCE"]);
  });

  it("does not take a wrong reason, or what is no address", async () => {
    const { client } = await start({ ses: {} });
    const put = (EmailAddress: string, Reason: string) =>
      // @ts-expect-error: a reason that SES does not have
      errorOf(client.send(new PutSuppressedDestinationCommand({ EmailAddress, Reason })));
    expect(await put("ann@example.org", "SPAM")).toBe("BadRequestException");
    expect(await put("ann", "BOUNCE")).toBe("BadRequestException");
  });

  it("may be changed though the answer is lost", async () => {
    const { aws, client } = await start({
      ses: { [REGION]: { suppressed: SUPPRESSED } },
      awsFaults: [{ action: "ses:DeleteSuppressedDestination", then: "done-drop", times: 1 }],
    });
    const remove = () =>
      errorOf(client.send(new DeleteSuppressedDestinationCommand({ EmailAddress: "ann@example.org" })));
    expect(await remove()).not.toBe("answered");
    expect(aws.world.ses[REGION]?.suppressed?.length).toBe(2);
    expect(await remove()).toBe("NotFoundException");
  });

  it("knows one address with its time and message, and not another", async () => {
    const { client } = await start({ ses: { [REGION]: { suppressed: SUPPRESSED } } });
    const one = await client.send(new GetSuppressedDestinationCommand({ EmailAddress: "ann@example.org" }));
    expect(one.SuppressedDestination).toEqual({
      EmailAddress: "ann@example.org",
      Reason: "BOUNCE",
      LastUpdateTime: new Date("2026-11-01T00:00:00Z"),
      Attributes: { MessageId: "m1" },
    });
    const other = client.send(new GetSuppressedDestinationCommand({ EmailAddress: "dee@example.org" }));
    expect(await errorOf(other)).toBe("NotFoundException");
  });
});

it("lets through as many calls a second of one action and region as it is told", async () => {
  const { aws, client } = await start({ ses: {} }, { ratePerSecond: 2 });
  const calls = Array.from({ length: 4 }, () => errorOf(client.send(new ListEmailIdentitiesCommand({}))));
  const other = errorOf(client.send(new ListConfigurationSetsCommand({})));
  expect((await Promise.all(calls)).toSorted()).toEqual([
    "TooManyRequestsException",
    "TooManyRequestsException",
    "answered",
    "answered",
  ]);
  expect(await other).toBe("answered");
  expect(aws.asked.map(({ question }) => question).toSorted()).toEqual([
    "ses:ListConfigurationSets us-east-1",
    ...Array.from({ length: 4 }, () => "ses:ListEmailIdentities us-east-1"),
  ]);
});

it("does not know operations that it has not learned", async () => {
  const { client } = await start({ ses: {} });
  expect(await errorOf(client.send(new ListTenantsCommand({})))).toBe("UnknownOperationException");
});

describe("what is not signed for it", () => {
  const scope = (service: string) => ({
    authorization: `AWS4-HMAC-SHA256 Credential=AKIA/20261121/us-east-1/${service}/aws4_request, SignedHeaders=host`,
  });
  const form = { "content-type": "application/x-www-form-urlencoded" };

  it.each([
    { that: "no signature", headers: {}, status: 403, says: "MissingAuthenticationToken" },
    { that: "another scheme", headers: { authorization: "Bearer x" }, status: 403, says: "MissingAuthenticationToken" },
    { that: "a service that it is not", headers: scope("polly"), status: 404, says: "UnknownOperationException" },
    { that: "a form without an action", headers: { ...scope("sts"), ...form }, status: 400, says: "InvalidAction" },
  ])("is refused: $that", async ({ headers, status, says }) => {
    const { aws } = await start({ ses: {} });
    const response = await fetch(`${aws.url}/v2/email/account`, { method: "POST", headers });
    expect(response.status).toBe(status);
    expect(`${response.headers.get("x-amzn-errortype")} ${await response.text()}`).toContain(says);
    expect(aws.asked).toEqual([]);
  });
});

it("ends at once, though calls hang", async () => {
  const { aws, client } = await start({ ses: {}, awsFaults: [{ action: "ses:*", then: "timeout" }] });
  const hanging = errorOf(client.send(new ListEmailIdentitiesCommand({})));
  while (aws.asked.length === 0) await new Promise(setImmediate);
  running.pop();
  await aws.close();
  expect(await hanging).not.toBe("answered");
  client.destroy();
});
