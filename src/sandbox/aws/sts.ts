import { queryService } from "./query.ts";
import { ACCOUNT_ID, type AwsService, CALLER_ARN } from "./service.ts";

export function sts(): AwsService {
  return queryService("sts", "https://sts.amazonaws.com/doc/2011-06-15/", {
    GetCallerIdentity: {
      answer: () => [
        ["Arn", CALLER_ARN],
        ["UserId", "AIDASANDBOXSANDBOX000"],
        ["Account", ACCOUNT_ID],
      ],
    },
  });
}
