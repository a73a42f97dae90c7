import { createRequire } from "node:module";

/** node-cron itself takes a novel, as long as each word of it is right. */
const LONGEST = 200;

/**
 * Whether node-cron takes the expression: five or six fields of numbers, names, ranges, steps, lists, `?`, `L`, `W`,
 * `#`, or a nickname such as `@daily`; no days that no named month has (`0 0 31 2 *`).
 */
export function isCronExpression(text: string): boolean {
  // Where there is one to read: most commands start without, and all of them would wait for the library.
  const { validate }: typeof import("node-cron") = createRequire(import.meta.url)("node-cron");
  return text.length <= LONGEST && validate(text);
}
