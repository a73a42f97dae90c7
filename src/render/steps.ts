/** A remedy of several steps counts them "1. … 2. …": what stands before them, and each step; or all of it as it is. */
export function stepsOf(text: string): readonly string[] {
  return text.split(/ (?=[1-9]\. )/);
}
