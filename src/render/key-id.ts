/**
 * Access key ids keep their first and last four characters where many may read them. AKIA is a long-term key, ASIA a
 * session's; 16 to 128 characters of `\w` (IAM API reference, AccessKey). What is glued to one hides nothing of it.
 */
export function withoutKeyIds(text: string): string {
  return text.replace(/(AKIA|ASIA)\w{8,}(\w{4})/g, "$1…$2");
}

/**
 * What can be run as copied: a key of a user whose name stands there is looked for by the characters that may be shown, a user
 * has two at most; any other command with a key id cannot be run, and the steps say what it would do.
 */
export function runnable(commands: readonly string[]): readonly string[] {
  return commands.map(byItsEnds).filter((command) => withoutKeyIds(command) === command);
}

function byItsEnds(command: string): string {
  const found = /^aws iam [\w-]{1,40} --user-name (\S{1,140}) --access-key-id (AKIA|ASIA)\w{8,124}(\w{4})$/.exec(
    command,
  );
  if (!found) return command;
  const [, user, first, last] = found;
  const query = `"AccessKeyMetadata[?starts_with(AccessKeyId,'${first}')&&ends_with(AccessKeyId,'${last}')].AccessKeyId"`;
  const looked = `$(aws iam list-access-keys --user-name ${user} --query ${query} --output text)`;
  return command.replace(/--access-key-id \w+$/, () => `--access-key-id ${looked}`);
}
