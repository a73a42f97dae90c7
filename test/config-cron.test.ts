import { describe, expect, test } from "vitest";
import { isCronExpression } from "../src/config/cron.ts";

/** What schedules may say; node-cron itself decides it. */
describe("node-cron takes", () => {
  test.each([
    ["every minute", "* * * * *"],
    ["with seconds", "*/10 * * * * *"],
    ["steps", "*/15 * * * *"],
    ["ranges with steps, and lists", "0-30/10,45 1,2 * * *"],
    ["a range round midnight", "0 22-2 * * *"],
    ["names, short, long, in any case", "0 9 * June,jul Mon-friday"],
    ["Sunday as 7", "0 9 * * 7"],
    ["the last day, and days before it", "0 0 L,L-3 * *"],
    ["a nearest weekday", "0 0 15W,LW * *"],
    ["the second Monday, the last Friday", "0 0 * * Mon#2,5L"],
    ["a question mark for a day", "0 0 ? * 1"],
    ["a leap day", "0 0 29 2 *"],
    ["a nickname", "@Daily"],
    ["spaces around", "  5   * * * * "],
  ])("%s", (_, expression) => {
    expect(isCronExpression(expression)).toBe(true);
  });
});

describe("node-cron refuses", () => {
  test.each([
    ["nothing", ""],
    ["four fields", "* * * *"],
    ["seven fields", "* * * * * * *"],
    ["a minute too many", "60 * * * *"],
    ["an hour too many", "0 24 * * *"],
    ["a day 0", "0 0 0 * *"],
    ["a month 13", "0 0 1 13 *"],
    ["a weekday 8", "0 0 * * 8"],
    ["a step of 0", "*/0 * * * *"],
    ["a sixth Monday", "0 0 * * 1#6"],
    ["a day that no such month has", "0 0 31 2,4 *"],
    ["a question mark for an hour", "0 ? * * *"],
    ["an empty part", "0,,5 * * * *"],
    ["words", "every day at nine o'clock"],
    ["an unknown nickname", "@reboot"],
    ["a novel", `${"1,".repeat(5_000)}1 * * * *`],
  ])("%s", (_, expression) => {
    expect(isCronExpression(expression)).toBe(false);
  });
});
