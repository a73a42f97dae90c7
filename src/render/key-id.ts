/**
 * Access key ids keep their first and last four characters where many may read them. AKIA is a long-term key, ASIA a
 * session's; 16 to 128 characters of `\w` (IAM API reference, AccessKey). What is glued to one hides nothing of it.
 */
export function withoutKeyIds(text: string): string {
  return text.replace(/(AKIA|ASIA)\w{8,}(\w{4})/g, "$1…$2");
}

/** What can be run as copied: a command with a key id that is not shown whole cannot, and the steps say what it would do. */
export function runnable(commands: readonly string[]): readonly string[] {
  return commands.filter((command) => withoutKeyIds(command) === command);
}
