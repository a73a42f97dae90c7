import { queryService } from "./query.ts";
import { ACCOUNT_ID, AwsRefusal, type AwsService, CALLER_ARN } from "./service.ts";

export function sts(): AwsService {
  return queryService("sts", "https://sts.amazonaws.com/doc/2011-06-15/", {
    GetCallerIdentity: {
      answer: () => [
        ["Arn", CALLER_ARN],
        ["UserId", "AIDASANDBOXSANDBOX000"],
        ["Account", ACCOUNT_ID],
      ],
    },

    // Any id that looks like one has an account, though the key be deleted.
    GetAccessKeyInfo: {
      resource: (form) => form.get("AccessKeyId"),
      answer: (form, _, { iam }) => {
        const id = form.get("AccessKeyId") ?? "";
        if (!/^A[KS]IA[A-Z0-9]{12,124}$/.test(id))
          throw new AwsRefusal(400, "ValidationError", "Invalid access key id");
        return [["Account", iam?.foreignKeys?.[id] ?? ACCOUNT_ID]];
      },
    },
  });
}
