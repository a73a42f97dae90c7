import type { SesRegion } from "../world.ts";
import { accountOf, identityOf, identityTypeOf } from "./healthy.ts";
import { type Input, type JsonOperation, restJsonService } from "./rest-json.ts";
import { AwsRefusal, type AwsService } from "./service.ts";
import { sendMail } from "./simulator.ts";
import { deleteSuppressed, putSuppressed, type Suppressed, suppressedIn, suppressedPage } from "./suppression-list.ts";

/** The SES API v2: https://docs.aws.amazon.com/ses/latest/APIReference-V2/Welcome.html */
export async function sesV2(): Promise<AwsService> {
  return restJsonService("ses", await import("@aws-sdk/client-sesv2"), OPERATIONS);
}

const MAX_PAGE_SIZE = 1000;

const OPERATIONS: { readonly [name: string]: JsonOperation } = {
  GetAccount: { answer: (_, region, { ses }) => accountOf(ses[region]) },

  ListEmailIdentities: {
    answer: (input, region, { ses }) => {
      const { items, next } = pageOf(Object.keys(ses[region]?.identities ?? {}), input);
      return { EmailIdentities: items.map((name) => summaryOf(name, ses[region])), ...next };
    },
  },

  GetEmailIdentity: {
    resource: ({ EmailIdentity }) => textOf(EmailIdentity),
    answer: ({ EmailIdentity }, region, { ses }) => {
      const name = textOf(EmailIdentity).toLowerCase();
      const state = own(ses[region]?.identities, name);
      if (!state) throw notFound(`Email identity <${name}> does not exist.`);
      return identityOf(name, state);
    },
  },

  ListConfigurationSets: {
    answer: (input, region, { ses }) => {
      const { items, next } = pageOf(Object.keys(ses[region]?.configurationSets ?? {}), input);
      return { ConfigurationSets: items, ...next };
    },
  },

  GetConfigurationSet: {
    resource: ({ ConfigurationSetName }) => textOf(ConfigurationSetName),
    answer: ({ ConfigurationSetName }, region, { ses }) => {
      const name = textOf(ConfigurationSetName);
      destinationsOf(ses[region], name);
      return { ConfigurationSetName: name, SendingOptions: { SendingEnabled: true }, Tags: [] };
    },
  },

  GetConfigurationSetEventDestinations: {
    resource: ({ ConfigurationSetName }) => textOf(ConfigurationSetName),
    answer: ({ ConfigurationSetName }, region, { ses }) => {
      const destinations = destinationsOf(ses[region], textOf(ConfigurationSetName));
      return { EventDestinations: destinations.map((destination) => ({ Enabled: true, ...destination })) };
    },
  },

  ListRecommendations: {
    answer: (_, region, { ses }) => {
      const open = ses[region]?.recommendations;
      // What SES says of an account without Virtual Deliverability Manager is not documented.
      if (!open) throw new AwsRefusal(400, "BadRequestException", "Virtual Deliverability Manager is not enabled.");
      return { Recommendations: open.map((one) => ({ Status: "OPEN", ...one })) };
    },
  },

  ListSuppressedDestinations: {
    answer: (input, region, { ses }) => {
      const { entries, next } = suppressedPage(ses[region], {
        reasons: Array.isArray(input.Reasons) ? input.Reasons : [],
        after: Date.parse(textOf(input.StartDate)) || Number.NEGATIVE_INFINITY,
        before: Date.parse(textOf(input.EndDate)) || Number.POSITIVE_INFINITY,
        size: pageSizeOf(input),
        from: tokenOf(input, /^[0-9a-f]{40}$/) ?? "",
      });
      return {
        SuppressedDestinationSummaries: entries.map(suppressedOf),
        ...(next !== null && { NextToken: tokenFor(next) }),
      };
    },
  },

  GetMessageInsights: {
    resource: ({ MessageId }) => textOf(MessageId),
    answer: ({ MessageId }, region, { ses }) => {
      const id = textOf(MessageId);
      const insights = ses[region]?.account?.VdmAttributes?.VdmEnabled === "ENABLED" && own(ses[region].insights, id);
      if (!insights) throw notFound(`Message ID <${id}> does not exist.`);
      const Insights = insights.map(({ Destination, Events }) => ({
        Destination,
        Events: Events.map((event) => ({ ...event, Timestamp: Date.parse(event.Timestamp) / 1000 })),
      }));
      return { MessageId: id, Insights };
    },
  },

  GetSuppressedDestination: {
    resource: ({ EmailAddress }) => textOf(EmailAddress),
    answer: ({ EmailAddress }, region, { ses }) => {
      const entry = suppressedIn(ses[region], textOf(EmailAddress));
      if (!entry) throw notSuppressed(textOf(EmailAddress));
      const { MessageId, FeedbackId } = entry;
      const attributes = { ...(MessageId && { MessageId }), ...(FeedbackId && { FeedbackId }) };
      return { SuppressedDestination: { ...suppressedOf(entry), Attributes: attributes } };
    },
  },

  SendEmail: {
    resource: ({ FromEmailAddress }) => textOf(FromEmailAddress),
    answer: ({ FromEmailAddress, Destination }, region, { ses, publishes }) => {
      const { ToAddresses } = { ToAddresses: [], ...(typeof Destination === "object" ? Destination : {}) };
      const [to] = [ToAddresses].flat();
      const sent = sendMail({ from: textOf(FromEmailAddress), to: textOf(to) }, region, ses[region]);
      publishes?.(sent.events);
      return { MessageId: sent.messageId };
    },
  },

  PutSuppressedDestination: {
    resource: ({ EmailAddress }) => textOf(EmailAddress),
    answer: ({ EmailAddress, Reason }, region, world) => {
      putSuppressed(world, region, textOf(EmailAddress), textOf(Reason), new Date());
      return {};
    },
  },

  DeleteSuppressedDestination: {
    resource: ({ EmailAddress }) => textOf(EmailAddress),
    answer: ({ EmailAddress }, region, world) => {
      if (!deleteSuppressed(world, region, textOf(EmailAddress))) throw notSuppressed(textOf(EmailAddress));
      return {};
    },
  },
};

/** Times travel as seconds since 1970 in this protocol. */
function suppressedOf({ EmailAddress, Reason, LastUpdateTime }: Suppressed) {
  return { EmailAddress, Reason, LastUpdateTime: Date.parse(LastUpdateTime) / 1000 };
}

function summaryOf(name: string, region: SesRegion | undefined) {
  const { VerifiedForSendingStatus, VerificationStatus } = identityOf(name, own(region?.identities, name) ?? {});
  const IdentityType = identityTypeOf(name);
  return { IdentityType, IdentityName: name, SendingEnabled: VerifiedForSendingStatus, VerificationStatus };
}

function destinationsOf(region: SesRegion | undefined, name: string) {
  const destinations = own(region?.configurationSets, name);
  if (!destinations) throw notFound(`Configuration set <${name}> does not exist.`);
  return destinations;
}

function own<T>(named: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  return named && Object.hasOwn(named, name) ? named[name] : undefined;
}

function notFound(message: string): AwsRefusal {
  return new AwsRefusal(404, "NotFoundException", message);
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function notSuppressed(address: string): AwsRefusal {
  return notFound(`Email address ${address} does not exist on your suppression list.`);
}

/** A page from where `NextToken` left off; a token is good for any list, as nobody should look into it. */
function pageOf<T>(all: readonly T[], input: Input): { items: readonly T[]; next: object } {
  const size = pageSizeOf(input);
  const from = Number(tokenOf(input, /^\d{1,9}$/) ?? 0);
  const to = from + size;
  const next = to < all.length ? { NextToken: tokenFor(String(to)) } : {};
  return { items: all.slice(from, to), next };
}

function pageSizeOf({ PageSize }: Input): number {
  const size = PageSize === undefined || PageSize === 0 ? MAX_PAGE_SIZE : Number(PageSize);
  if (Number.isInteger(size) && size >= 0 && size <= MAX_PAGE_SIZE) return size;
  throw new AwsRefusal(400, "BadRequestException", `PageSize must be between 0 and ${MAX_PAGE_SIZE}`);
}

function tokenOf({ NextToken }: Input, shape: RegExp): string | null {
  if (NextToken === undefined) return null;
  const token = Buffer.from(textOf(NextToken), "base64").toString();
  if (!shape.test(token)) throw new AwsRefusal(400, "InvalidNextTokenException", "Invalid NextToken");
  return token;
}

function tokenFor(place: string): string {
  return Buffer.from(place).toString("base64");
}
