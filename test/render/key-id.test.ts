import { expect, it } from "vitest";
import { runnable } from "../../src/render/key-id.ts";

const KEY = "AKIAJADAGMAILOLD2024";

it("a key to delete is looked for by what may be shown of it, so that the steps can be run in their order", () => {
  const commands = [
    `aws iam delete-access-key --user-name jada-gmail-smtp --access-key-id ${KEY}`,
    "aws iam create-access-key --user-name jada-gmail-smtp",
    "maildiag smtp-password --region us-east-1",
  ];
  expect(runnable(commands)).toEqual([
    "aws iam delete-access-key --user-name jada-gmail-smtp --access-key-id $(aws iam list-access-keys --user-name jada-gmail-smtp --query \"AccessKeyMetadata[?starts_with(AccessKeyId,'AKIA')&&ends_with(AccessKeyId,'2024')].AccessKeyId\" --output text)",
    "aws iam create-access-key --user-name jada-gmail-smtp",
    "maildiag smtp-password --region us-east-1",
  ]);
});

it("a key without its user cannot be looked for, and its command is left out", () => {
  expect(runnable([`aws iam get-access-key-last-used --access-key-id ${KEY}`, "maildiag help"])).toEqual([
    "maildiag help",
  ]);
});
