import type { IdentitySummary, NotificationTopics, Ses, WantedSuppressions } from "../ports/ses.ts";
import { PortTrouble } from "../ports/trouble.ts";
import { type Aws, createAws } from "./aws.ts";
import { insightsOf } from "./insight-shapes.ts";
import { perRegion } from "./per-region.ts";
import {
  accountOf,
  eventDestinationOf,
  identityOf,
  identitySummaryOf,
  recommendationOf,
  suppressedDestinationOf,
  suppressionEntryOf,
} from "./ses-shapes.ts";
import { optionalText, requireList, UnexpectedAnswer } from "./shape.ts";
import { errorFacts } from "./trouble-of.ts";

export type SesOptions = {
  aws?: Aws;
  /**
   * Where the v1 API is asked. The SDK knows it by another name (AWS_ENDPOINT_URL_SES) than the v2 API
   * (AWS_ENDPOINT_URL_SESV2), though both live at email.<region>.amazonaws.com: who gives the one means both.
   */
  sesV1Endpoint?: string;
};

/**
 * The largest that `ListEmailIdentities` is documented to take (`ListSuppressedDestinations` documents none), and what is
 * asked for where it is refused.
 */
const PAGE_SIZES = { first: 1000, fallback: 100 };

/** The largest page; whoever has more open ones has enough to do. */
const MOST_RECOMMENDATIONS = 100;

/** 200,000 identities; SES's quota is 10,000 a region. */
const MAX_PAGES = 200;

export function createSes({ aws = createAws(), sesV1Endpoint }: SesOptions = {}): Ses {
  const v2 = perRegion(
    aws,
    () => import("@aws-sdk/client-sesv2"),
    (sdk, config) => new sdk.SESv2Client(config),
  );
  const v1 = perRegion(
    aws,
    () => import("@aws-sdk/client-ses"),
    (sdk, config) => new sdk.SESClient({ ...config, ...(sesV1Endpoint && { endpoint: sesV1Endpoint }) }),
  );
  const identitiesFitting = createPageSize();
  const suppressionsFitting = createPageSize();

  /** Null: the page size was refused, and a smaller one is in force from now on. */
  function identityPage(region: string, token: string | undefined, signal: AbortSignal) {
    return aws.call({ action: "ses:ListEmailIdentities", region }, signal, v2, ({ sdk, client }, options) =>
      identitiesFitting(async (PageSize) => {
        const input = { PageSize, ...(token && { NextToken: token }) };
        const answer = await client.send(new sdk.ListEmailIdentitiesCommand(input), options);
        return {
          identities: requireList(answer.EmailIdentities, "EmailIdentities").map(identitySummaryOf),
          next: optionalText(answer.NextToken, "NextToken") ?? undefined,
        };
      }),
    );
  }

  /** Null: as above. */
  function suppressionPage(region: string, { after, token }: WantedSuppressions, signal: AbortSignal) {
    return aws.call({ action: "ses:ListSuppressedDestinations", region }, signal, v2, ({ sdk, client }, options) =>
      suppressionsFitting(async (PageSize) => {
        const input = { PageSize, ...(after && { StartDate: after }), ...(token && { NextToken: token }) };
        const answer = await client.send(new sdk.ListSuppressedDestinationsCommand(input), options);
        const entries = requireList(answer.SuppressedDestinationSummaries, "SuppressedDestinationSummaries");
        return {
          entries: entries.map(suppressionEntryOf),
          next: optionalText(answer.NextToken, "NextToken"),
        };
      }),
    );
  }

  return {
    account: (region, signal) =>
      aws.call({ action: "ses:GetAccount", region }, signal, v2, async ({ sdk, client }, options) => {
        return accountOf(await client.send(new sdk.GetAccountCommand({}), options));
      }),

    identities: async (region, signal) => {
      const all: IdentitySummary[] = [];
      const seen = new Set<string>();
      let token: string | undefined;
      for (let pages = 0; pages < MAX_PAGES; pages += 1) {
        const page = await identityPage(region, token, signal);
        if (!page) continue;
        all.push(...page.identities);
        token = page.next;
        if (token === undefined) return all;
        if (seen.has(token)) throw goesRound(region);
        seen.add(token);
      }
      throw new PortTrouble("limit", { asked: region, region, detail: `more than ${MAX_PAGES} pages of identities` });
    },

    identity: (region, name, signal) =>
      aws.call({ action: "ses:GetEmailIdentity", region }, signal, v2, async ({ sdk, client }, options) => {
        return unlessAbsent(async () =>
          identityOf(name, await client.send(new sdk.GetEmailIdentityCommand({ EmailIdentity: name }), options)),
        );
      }),

    eventDestinations: (region, configurationSet, signal) =>
      aws.call(
        { action: "ses:GetConfigurationSetEventDestinations", region },
        signal,
        v2,
        async ({ sdk, client }, options) => {
          const input = { ConfigurationSetName: configurationSet };
          return unlessAbsent(async () => {
            const answer = await client.send(new sdk.GetConfigurationSetEventDestinationsCommand(input), options);
            return requireList(answer.EventDestinations, "EventDestinations").map(eventDestinationOf);
          });
        },
      ),

    notificationTopics: (region, identity, signal) =>
      aws.call(
        { action: "ses:GetIdentityNotificationAttributes", region },
        signal,
        v1,
        async ({ sdk, client }, options) => {
          const input = { Identities: [identity] };
          const answer = await client.send(new sdk.GetIdentityNotificationAttributesCommand(input), options);
          return topicsOf(identity, answer.NotificationAttributes);
        },
      ),

    suppressed: (region, address, signal) =>
      aws.call({ action: "ses:GetSuppressedDestination", region }, signal, v2, async ({ sdk, client }, options) =>
        unlessAbsent(async () => {
          const input = { EmailAddress: address };
          const { SuppressedDestination } = await client.send(new sdk.GetSuppressedDestinationCommand(input), options);
          return suppressedDestinationOf(SuppressedDestination);
        }),
      ),

    messageInsights: (region, messageId, signal) =>
      aws.call({ action: "ses:GetMessageInsights", region }, signal, v2, async ({ sdk, client }, options) => {
        const input = { MessageId: messageId };
        return unlessOff(async () => insightsOf(await client.send(new sdk.GetMessageInsightsCommand(input), options)));
      }),

    suppressionPage: async (region, wanted, signal) => {
      const page = (await suppressionPage(region, wanted, signal)) ?? (await suppressionPage(region, wanted, signal));
      if (page) return page;
      throw new PortTrouble("error", { asked: region, region, detail: "SES refuses every size of a page" });
    },
    recommendations: (region, signal) =>
      aws.call({ action: "ses:ListRecommendations", region }, signal, v2, async ({ sdk, client }, options) => {
        const input = { Filter: { STATUS: "OPEN" }, PageSize: MOST_RECOMMENDATIONS };
        return unlessOff(async () => {
          const { Recommendations } = await client.send(new sdk.ListRecommendationsCommand(input), options);
          return requireList(Recommendations, "Recommendations").map(recommendationOf);
        });
      }),
  };
}

/** Asks with the largest page; null where its size was refused, and a smaller one is in force from now on. */
function createPageSize() {
  let size = PAGE_SIZES.first;
  return async <T>(ask: (size: number) => Promise<T>): Promise<T | null> => {
    const asked = size;
    try {
      return await ask(asked);
    } catch (error) {
      if (asked === PAGE_SIZES.fallback || errorFacts(error).name !== "BadRequestException") throw error;
      size = PAGE_SIZES.fallback;
      return null;
    }
  };
}

/** v2 says that a thing is not there by this name alone: a bare 404 may come from anything on the way. */
async function unlessAbsent<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask();
  } catch (error) {
    if (errorFacts(error).name === "NotFoundException") return null;
    throw error;
  }
}

/** What SES answers where Virtual Deliverability Manager is off, or to an id that is none of its own, is not documented. */
async function unlessOff<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await unlessAbsent(ask);
  } catch (error) {
    if (errorFacts(error).name === "BadRequestException") return null;
    throw error;
  }
}

function goesRound(region: string): PortTrouble {
  return new PortTrouble("error", { asked: region, region, detail: "the list of identities goes round in a circle" });
}

type V1Attributes = { BounceTopic?: unknown; ComplaintTopic?: unknown; DeliveryTopic?: unknown };

/** v1 leaves a topic out where none is set, and the whole entry where it does not know the identity. */
function topicsOf(
  identity: string,
  answer: { readonly [name: string]: V1Attributes } | undefined,
): NotificationTopics | null {
  if (typeof answer !== "object" || answer === null) throw new UnexpectedAnswer("NotificationAttributes");
  const entry = Object.entries(answer).find(([name]) => name.toLowerCase() === identity.toLowerCase())?.[1];
  if (!entry) return null;
  return {
    bounce: optionalText(entry.BounceTopic, "BounceTopic"),
    complaint: optionalText(entry.ComplaintTopic, "ComplaintTopic"),
    delivery: optionalText(entry.DeliveryTopic, "DeliveryTopic"),
  };
}
