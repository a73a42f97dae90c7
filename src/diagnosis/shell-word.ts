/**
 * A text as one word of a POSIX shell command. Names of identities, configuration sets and regions come from outside
 * and stand in commands that people paste; what could mean something to the shell is quoted.
 */
export function shellWord(text: unknown): string {
  const word = String(text);
  return /^[A-Za-z0-9._@+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
