import { type IamAction, READ_ACTIONS } from "../ports/iam-actions.ts";
import type { IamPolicy } from "./answer.ts";
import { type Command, UsageMistake } from "./command.ts";

export const policy: Command = {
  name: "policy",
  usage: "policy",
  summary: "The least IAM policy that maildiag needs for what is configured",
  details: ["Prints JSON, ready for `aws iam put-user-policy --policy-document file://…`."],
  where: "terminal",
  options: {},
  run: async ({ positionals }, { config }) => {
    if (positionals.length > 0) throw new UsageMistake("policy takes no words.", policy);
    return { kind: "policy", policy: leastPolicy(config.regions) };
  },
};

/**
 * Reading only, in the configured regions only. Any domain may be asked about, so that identities are not narrowed.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsimpleemailservicev2.html
 */
function leastPolicy(regions: readonly string[]): IamPolicy {
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "MaildiagReadsSes",
        Effect: "Allow",
        Action: READ_ACTIONS.map(({ action }: IamAction) => action).filter((action) => action.startsWith("ses:")),
        Resource: "*",
        Condition: { StringEquals: { "aws:RequestedRegion": regions } },
      },
    ],
  };
}
