import type { SesIdentityState } from "../world.ts";
import { type Element, listOf, queryService } from "./query.ts";
import type { AwsService } from "./service.ts";

/** The one operation of the SES API v1 that v2 does not have: an identity's SNS topics. */
export function sesV1(): AwsService {
  return queryService("ses", "http://ses.amazonaws.com/doc/2010-12-01/", {
    GetIdentityNotificationAttributes: {
      resource: (form) => listOf(form, "Identities").join(","),
      answer: (form, region, { ses }) => {
        const identities = ses[region]?.identities ?? {};
        const entries = listOf(form, "Identities").flatMap((name): Element[] => {
          const state = Object.hasOwn(identities, name) ? identities[name] : undefined;
          return state
            ? [
                [
                  "entry",
                  [
                    ["key", name],
                    ["value", attributesOf(state)],
                  ],
                ],
              ]
            : [];
        });
        return [["NotificationAttributes", entries]];
      },
    },
  });
}

function attributesOf({ topics = {}, FeedbackForwardingStatus = true }: SesIdentityState): readonly Element[] {
  const set = Object.entries(topics).map(([kind, arn]): Element => [`${kind}Topic`, arn]);
  const headers = ["Bounce", "Complaint", "Delivery"].map(
    (kind): Element => [`HeadersIn${kind}NotificationsEnabled`, "false"],
  );
  return [...set, ["ForwardingEnabled", String(FeedbackForwardingStatus)], ...headers];
}
