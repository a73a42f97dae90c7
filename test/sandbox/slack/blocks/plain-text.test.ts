import { expect, test } from "vitest";
import { plainTextOf, readable } from "../../../../src/sandbox/slack/blocks/plain-text.ts";

const names = { user: (id: string) => `name of ${id}`, channel: (id: string) => `name of ${id}` };
const plain = (text: string) => ({ type: "plain_text", text });

test.for([
  { block: { type: "header", text: plain("Report") }, lines: ["# Report"] },
  {
    block: {
      type: "section",
      text: { type: "mrkdwn", text: "<@U1> a &amp; b\nc" },
      accessory: { type: "button", text: plain("Go") },
    },
    lines: ["@name of U1 a & b", "c  [Go]"],
  },
  { block: { type: "section", fields: [plain("a"), plain("b")] }, lines: ["a", "b"] },
  { block: { type: "context", elements: [plain("a"), { type: "image", alt_text: "b" }] }, lines: ["a · (image: b)"] },
  {
    block: {
      type: "actions",
      elements: [
        { type: "button", text: plain("Yes") },
        { type: "overflow", options: [{ text: plain("More") }] },
      ],
    },
    lines: ["[Yes] [… More]"],
  },
  {
    block: {
      type: "rich_text",
      elements: [
        {
          type: "rich_text_section",
          elements: [
            { type: "text", text: "v=spf1", style: { code: true } },
            { type: "link", url: "https://x.org", text: "x" },
          ],
        },
        { type: "rich_text_preformatted", elements: [{ type: "text", text: "a\nb" }] },
      ],
    },
    lines: ["`v=spf1`x (https://x.org)", "```", "a", "b", "```"],
  },
  {
    block: {
      type: "rich_text",
      elements: [
        {
          type: "rich_text_list",
          style: "ordered",
          elements: [{ type: "rich_text_section", elements: [{ type: "text", text: "one" }] }],
        },
      ],
    },
    lines: ["1. one"],
  },
  {
    block: {
      type: "table",
      rows: [
        [
          { type: "raw_text", text: "a" },
          { type: "raw_number", value: 1, text: "1" },
        ],
      ],
    },
    lines: ["a | 1"],
  },
  {
    block: { type: "data_visualization", title: "Bounces", chart: { type: "line" } },
    lines: ["(line chart: Bounces)"],
  },
])("$block.type reads as $lines", ({ block, lines }) => {
  expect(plainTextOf([block], names)).toEqual(lines);
});

test("a link shows where it leads unless Slack made it from what was typed", () => {
  expect(readable("<http://x.org|x.org> <mailto:a@x.org|a@x.org> <https://evil.example|x.org> <!here>", names)).toBe(
    "x.org a@x.org x.org (https://evil.example) @here",
  );
});
