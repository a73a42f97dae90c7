import { expect, test } from "vitest";
import { type Surface, validateBlocks } from "../../../../src/sandbox/slack/blocks/validate.ts";
import { validateView } from "../../../../src/sandbox/slack/blocks/validate-view.ts";

const plain = (text: string) => ({ type: "plain_text", text });
const mrkdwn = (text: string) => ({ type: "mrkdwn", text });
const section = (text: string, more = {}) => ({ type: "section", text: mrkdwn(text), ...more });
const button = (more = {}) => ({ type: "button", text: plain("Go"), action_id: "go", ...more });
const actions = (...elements: unknown[]) => ({ type: "actions", elements });
const input = (element: object, more = {}) => ({ type: "input", label: plain("L"), element, ...more });
const rich = (...elements: unknown[]) => ({ type: "rich_text", elements });
const richSection = (...elements: unknown[]) => ({ type: "rich_text_section", elements });
const words = (text: string, more = {}) => ({ type: "text", text, ...more });
const cell = (text: string) => ({ type: "raw_text", text });
const chart = (series: unknown[], categories: string[]) => ({
  type: "data_visualization",
  title: "Bounces",
  chart: { type: "line", series, axis_config: { categories, x_label: "day" } },
});
const times = <T>(count: number, make: (index: number) => T) =>
  Array.from({ length: count }, (_, index) => make(index));
const option = (value: string) => ({ text: plain(value), value });

const ACCEPTED: { why: string; blocks: unknown[]; surface?: Surface }[] = [
  { why: "nothing at all", blocks: [] },
  { why: "fifty blocks", blocks: times(50, () => ({ type: "divider" })) },
  { why: "a hundred blocks at Home", blocks: times(100, () => ({ type: "divider" })), surface: "home" },
  { why: "a section of 3,000 characters", blocks: [section("x".repeat(3000))] },
  {
    why: "ten fields of 300 characters",
    blocks: [{ type: "section", fields: times(10, () => mrkdwn("x".repeat(300))) }],
  },
  {
    why: "a header, a context with an image, a divider",
    blocks: [
      { type: "header", text: plain("H") },
      { type: "context", elements: [mrkdwn("a"), { type: "image", image_url: "https://x.org/a.png", alt_text: "a" }] },
      { type: "divider" },
    ],
  },
  {
    why: "a button with everything",
    blocks: [
      actions(
        button({
          value: "x".repeat(2000),
          style: "danger",
          accessibility_label: "Go on",
          confirm: {
            title: plain("t".repeat(100)),
            text: mrkdwn("t".repeat(300)),
            confirm: plain("Yes"),
            deny: plain("No"),
            style: "danger",
          },
        }),
      ),
    ],
  },
  {
    why: "menus",
    blocks: [
      section("x", {
        accessory: { type: "static_select", action_id: "s", options: [option("a")], placeholder: plain("p") },
      }),
      actions(
        { type: "overflow", action_id: "o", options: [{ text: plain("a"), url: "https://x.org" }] },
        { type: "users_select", action_id: "u" },
      ),
    ],
  },
  {
    why: "rich text with code, a link, lists and preformatted text",
    blocks: [
      rich(
        richSection(
          words("a", { style: { code: true, bold: true } }),
          { type: "link", url: "https://x.org", text: "x" },
          { type: "user", user_id: "U0ANA" },
        ),
        { type: "rich_text_list", style: "ordered", indent: 1, elements: [richSection(words("one"))] },
        { type: "rich_text_preformatted", border: 0, elements: [words("v=spf1")] },
        { type: "rich_text_quote", elements: [{ type: "emoji", name: "wave" }] },
      ),
    ],
  },
  {
    why: "a table with a header and a default column",
    blocks: [
      {
        type: "table",
        column_settings: [null, { align: "right", is_wrapped: true }],
        rows: [
          [cell("a"), rich(richSection(words("b")))],
          [cell("c"), { type: "raw_number", value: 1, text: "1" }],
        ],
      },
    ],
  },
  {
    why: "a line chart and a pie",
    blocks: [
      chart(
        [
          {
            name: "hard",
            data: [
              { label: "Mo", value: 1 },
              { label: "Tu", value: -2 },
            ],
          },
        ],
        ["Mo", "Tu"],
      ),
      { type: "data_visualization", title: "Share", chart: { type: "pie", segments: [{ label: "a", value: 1 }] } },
    ],
  },
  {
    why: "a markdown block and a video",
    blocks: [
      { type: "markdown", text: "# hi" },
      {
        type: "video",
        video_url: "https://x.org/v",
        thumbnail_url: "https://x.org/t",
        alt_text: "v",
        title: plain("v"),
      },
    ],
  },
  {
    why: "an alert in a modal",
    blocks: [{ type: "alert", text: plain("careful"), level: "warning" }],
    surface: "modal",
  },
  {
    why: "inputs in a modal",
    blocks: [
      input({ type: "plain_text_input", action_id: "a", multiline: true, max_length: 3000 }),
      input({ type: "file_input", action_id: "f", filetypes: ["eml"], max_files: 1 }, { optional: true }),
      input({ type: "checkboxes", action_id: "c", options: [{ text: mrkdwn("*a*"), value: "a" }] }),
    ],
    surface: "modal",
  },
];

test.for(ACCEPTED)("taken: $why", ({ blocks, surface = "message" }) => {
  expect(validateBlocks(blocks, surface)).toEqual([]);
});

const REFUSED: { why: string; blocks: unknown; surface?: Surface; says: string[] }[] = [
  { why: "no list", blocks: {}, says: ["must provide an array [json-pointer:/blocks]"] },
  { why: "a block that is no object", blocks: ["x"], says: ["must provide an object [json-pointer:/blocks/0]"] },
  { why: "a block without a type", blocks: [{}], says: ["missing required field: type [json-pointer:/blocks/0]"] },
  {
    why: "an unknown block",
    blocks: [{ type: "shout" }],
    says: ["unsupported type: shout [json-pointer:/blocks/0/type]"],
  },
  {
    why: "a type that every object has",
    blocks: [{ type: "constructor" }],
    says: ["unsupported type: constructor [json-pointer:/blocks/0/type]"],
  },
  {
    why: "fifty-one blocks",
    blocks: times(51, () => ({ type: "divider" })),
    says: ["no more than 50 items allowed [json-pointer:/blocks]"],
  },
  {
    why: "an unknown field",
    blocks: [section("x", { color: "red" })],
    says: ["invalid additional property: color [json-pointer:/blocks/0]"],
  },
  {
    why: "an empty text",
    blocks: [section("")],
    says: ["must be more than 0 characters [json-pointer:/blocks/0/text/text]"],
  },
  {
    why: "a section of 3,001 characters",
    blocks: [section("x".repeat(3001))],
    says: ["must be less than 3001 characters [json-pointer:/blocks/0/text/text]"],
  },
  {
    why: "a section without anything",
    blocks: [{ type: "section" }],
    says: ["must define either `text` or `fields` [json-pointer:/blocks/0]"],
  },
  {
    why: "eleven fields",
    blocks: [{ type: "section", fields: times(11, () => plain("x")) }],
    says: ["no more than 10 items allowed [json-pointer:/blocks/0/fields]"],
  },
  {
    why: "a field of 2,001 characters",
    blocks: [{ type: "section", fields: [plain("x".repeat(2001))] }],
    says: ["must be less than 2001 characters [json-pointer:/blocks/0/fields/0/text]"],
  },
  {
    why: "a header in mrkdwn",
    blocks: [{ type: "header", text: mrkdwn("H") }],
    says: ["unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]"],
  },
  {
    why: "a header of 151 characters",
    blocks: [{ type: "header", text: plain("x".repeat(151)) }],
    says: ["must be less than 151 characters [json-pointer:/blocks/0/text/text]"],
  },
  {
    why: "eleven things in a context",
    blocks: [{ type: "context", elements: times(11, () => plain("x")) }],
    says: ["no more than 10 items allowed [json-pointer:/blocks/0/elements]"],
  },
  {
    why: "an empty context",
    blocks: [{ type: "context", elements: [] }],
    says: ["no fewer than 1 items allowed [json-pointer:/blocks/0/elements]"],
  },
  {
    why: "twenty-six buttons",
    blocks: [actions(...times(26, (n) => button({ action_id: `b${n}` })))],
    says: ["no more than 25 items allowed [json-pointer:/blocks/0/elements]"],
  },
  {
    why: "a button label of 76 characters",
    blocks: [actions(button({ text: plain("x".repeat(76)) }))],
    says: ["must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]"],
  },
  {
    why: "a button value of 2,001 characters",
    blocks: [actions(button({ value: "x".repeat(2001) }))],
    says: ["must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]"],
  },
  {
    why: "an action_id of 256 characters",
    blocks: [actions(button({ action_id: "x".repeat(256) }))],
    says: ["must be less than 256 characters [json-pointer:/blocks/0/elements/0/action_id]"],
  },
  {
    why: "a confirm text of 301 characters",
    blocks: [actions(button({ confirm: { text: plain("x".repeat(301)) } }))],
    says: ["must be less than 301 characters [json-pointer:/blocks/0/elements/0/confirm/text/text]"],
  },
  {
    why: "a confirm title of 101 characters",
    blocks: [actions(button({ confirm: { title: plain("x".repeat(101)), text: plain("x") } }))],
    says: ["must be less than 101 characters [json-pointer:/blocks/0/elements/0/confirm/title/text]"],
  },
  {
    why: "a style that does not exist",
    blocks: [actions(button({ style: "green" }))],
    says: ["must be a valid enum value [json-pointer:/blocks/0/elements/0/style]"],
  },
  {
    why: "a link that is none",
    blocks: [actions(button({ url: "javascript:alert(1)" }))],
    says: ["failed to match all allowed formats [json-pointer:/blocks/0/elements/0/url]"],
  },
  {
    why: "the same action_id twice in a block",
    blocks: [actions(button(), button())],
    says: ["action_id already exists: go [json-pointer:/blocks/0/elements/1/action_id]"],
  },
  {
    why: "the same block_id twice",
    blocks: [
      { type: "divider", block_id: "b" },
      { type: "divider", block_id: "b" },
    ],
    says: ["block_id already exists: b [json-pointer:/blocks/1/block_id]"],
  },
  {
    why: "six overflow options",
    blocks: [actions({ type: "overflow", options: times(6, (n) => option(`${n}`)) })],
    says: ["no more than 5 items allowed [json-pointer:/blocks/0/elements/0/options]"],
  },
  {
    why: "options and option groups",
    blocks: [
      actions({
        type: "static_select",
        options: [option("a")],
        option_groups: [{ label: plain("g"), options: [option("b")] }],
      }),
    ],
    says: ["must define either `options` or `option_groups` [json-pointer:/blocks/0/elements/0]"],
  },
  {
    why: "an option without a value",
    blocks: [actions({ type: "radio_buttons", options: [{ text: plain("a") }] })],
    says: ["missing required field: value [json-pointer:/blocks/0/elements/0/options/0]"],
  },
  {
    why: "a text input among buttons",
    blocks: [actions({ type: "plain_text_input" })],
    says: ["unsupported type: plain_text_input [json-pointer:/blocks/0/elements/0/type]"],
  },
  {
    why: "an input that takes 3,001 characters",
    blocks: [input({ type: "plain_text_input", max_length: 3001 })],
    surface: "modal",
    says: ["must be no more than 3000 [json-pointer:/blocks/0/element/max_length]"],
  },
  {
    why: "an image with two sources",
    blocks: [{ type: "image", alt_text: "a", image_url: "https://x.org/a", slack_file: { id: "F1" } }],
    says: ["must define either `image_url` or `slack_file` [json-pointer:/blocks/0]"],
  },
  {
    why: "empty rich text",
    blocks: [rich(richSection(words("")))],
    says: ["must be more than 0 characters [json-pointer:/blocks/0/elements/0/elements/0/text]"],
  },
  {
    why: "a mention inside preformatted text",
    blocks: [rich({ type: "rich_text_preformatted", elements: [{ type: "user", user_id: "U1" }] })],
    says: ["unsupported type: user [json-pointer:/blocks/0/elements/0/elements/0/type]"],
  },
  {
    why: "a hundred and one rows",
    blocks: [{ type: "table", rows: times(101, () => [cell("x")]) }],
    says: ["no more than 100 items allowed [json-pointer:/blocks/0/rows]"],
  },
  {
    why: "twenty-one columns",
    blocks: [{ type: "table", rows: [times(21, () => cell("x"))] }],
    says: ["no more than 20 items allowed [json-pointer:/blocks/0/rows/0]"],
  },
  {
    why: "a table of 10,001 characters",
    blocks: [{ type: "table", rows: [[cell("x".repeat(10_001))]] }],
    says: ["must be less than 10001 characters in all cells [json-pointer:/blocks/0]"],
  },
  {
    why: "two tables",
    blocks: times(2, () => ({ type: "table", rows: [[cell("x")]] })),
    says: ["no more than 1 table blocks allowed [json-pointer:/blocks]"],
  },
  {
    why: "a table at Home",
    blocks: [{ type: "table", rows: [[cell("x")]] }],
    surface: "home",
    says: ["not supported in homes [json-pointer:/blocks/0]"],
  },
  {
    why: "a chart that lacks a day",
    blocks: [chart([{ name: "a", data: [{ label: "Mo", value: 1 }] }], ["Mo", "Tu"])],
    says: ["data labels must match the axis categories [json-pointer:/blocks/0/chart/series/0/data]"],
  },
  {
    why: "a chart with thirteen series",
    blocks: [
      chart(
        times(13, (n) => ({ name: `${n}`, data: [{ label: "Mo", value: 1 }] })),
        ["Mo"],
      ),
    ],
    says: ["no more than 12 items allowed [json-pointer:/blocks/0/chart/series]"],
  },
  {
    why: "an empty slice of a pie",
    blocks: [{ type: "data_visualization", title: "t", chart: { type: "pie", segments: [{ label: "a", value: 0 }] } }],
    says: ["must be no less than 5e-324 [json-pointer:/blocks/0/chart/segments/0/value]"],
  },
  {
    why: "an alert in a message",
    blocks: [{ type: "alert", text: plain("x") }],
    says: ["not supported in messages [json-pointer:/blocks/0]"],
  },
  {
    why: "a remote file, which an app cannot post",
    blocks: [{ type: "file", source: "remote", external_id: "x" }],
    says: ["not supported in messages [json-pointer:/blocks/0]"],
  },
  {
    why: "more than 13,200 characters in a message",
    blocks: times(5, () => section("x".repeat(2900))),
    says: ["must be less than 13201 characters [json-pointer:/blocks]"],
  },
];

test.for(REFUSED)("refused: $why", ({ blocks, surface = "message", says }) => {
  expect(validateBlocks(blocks, surface)).toEqual(says);
});

const MODAL = { type: "modal", title: plain("T"), blocks: [] };

test.for([
  {
    why: "a title of 25 characters",
    view: { ...MODAL, title: plain("x".repeat(25)) },
    says: ["must be less than 25 characters [json-pointer:/view/title/text]"],
  },
  {
    why: "inputs without a submit button",
    view: { ...MODAL, blocks: [input({ type: "plain_text_input" })] },
    says: ["missing required field: submit [json-pointer:/view]"],
  },
  {
    why: "private metadata of 3,001 characters",
    view: { ...MODAL, private_metadata: "x".repeat(3001) },
    says: ["must be less than 3001 characters [json-pointer:/view/private_metadata]"],
  },
  {
    why: "a wrong block",
    view: { ...MODAL, blocks: [section("")] },
    says: ["must be more than 0 characters [json-pointer:/view/blocks/0/text/text]"],
  },
  {
    why: "a Home where a modal is due",
    view: { type: "home", blocks: [] },
    says: ["unsupported type: home [json-pointer:/view/type]"],
  },
  {
    why: "two inputs that want the focus",
    view: {
      ...MODAL,
      submit: plain("S"),
      blocks: times(2, () => input({ type: "plain_text_input", focus_on_load: true })),
    },
    says: ["only one element can have focus_on_load [json-pointer:/view/blocks]"],
  },
  { why: "no view", view: "x", says: ["must provide an object [json-pointer:/view]"] },
  { why: "nothing wrong", view: { ...MODAL, close: plain("x".repeat(24)), notify_on_close: true }, says: [] },
])("a modal with $why", ({ view, says }) => {
  expect(validateView(view, "modal")).toEqual(says);
});
