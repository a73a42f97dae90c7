import { expect, test } from "vitest";
import { blocksHtml } from "../../../src/sandbox/page/block-kit.ts";
import { mrkdwnHtml } from "../../../src/sandbox/page/inline.ts";

const names = { user: (id: string) => `user ${id}`, channel: (id: string) => `channel ${id}` };
const HOSTILE = `<script>alert(1)</script>"'><img src=x onerror=alert(1)>&lt;b&gt;`;

function drawn(...blocks: readonly object[]): string {
  const given = blocks.map((block) => ({ ...block }));
  return blocksHtml(given, { kind: "message", id: "C1/1.000001" }, names).markup;
}

test.each([
  ["bold", "a *b* c", "a <b>b</b> c"],
  ["italic and struck", "_i_ ~s~", "<i>i</i> <s>s</s>"],
  ["a star inside a word, which is no emphasis", "2*3*4", "2*3*4"],
  ["code, in which nothing is formatted", "`*x* &lt;y&gt;`", "<code>*x* &lt;y&gt;</code>"],
  ["code over lines", "```a\n*b*```", "<pre>a\n*b*</pre>"],
  [
    "a mention, a channel and a broadcast",
    "<@U1> <#C1> <!channel>",
    '<span class="mention">@user U1</span> <span class="mention">#channel C1</span> <span class="mention">@channel</span>',
  ],
  [
    "a link with its label",
    "<https://x.org/a?b&amp;c|here>",
    '<a href="https://x.org/a?b&amp;c" target="_blank" rel="noopener noreferrer">here</a>',
  ],
  ["a link that no browser may follow", "<javascript:alert(1)|here>", "here"],
  ["entities, undone once", "&amp;lt;", "&amp;lt;"],
])("mrkdwn draws %s", (_what, text, markup) => {
  expect(mrkdwnHtml(text, names).markup).toBe(markup);
});

test.each([
  ["a header", { type: "header", text: { type: "plain_text", text: HOSTILE } }],
  [
    "a section",
    { type: "section", text: { type: "mrkdwn", text: HOSTILE }, fields: [{ type: "mrkdwn", text: HOSTILE }] },
  ],
  [
    "rich text",
    {
      type: "rich_text",
      elements: [
        {
          type: "rich_text_section",
          elements: [
            { type: "text", text: HOSTILE, style: { code: true } },
            { type: "link", url: `javascript:${HOSTILE}`, text: HOSTILE },
          ],
        },
      ],
    },
  ],
  [
    "preformatted text",
    { type: "rich_text", elements: [{ type: "rich_text_preformatted", elements: [{ type: "text", text: HOSTILE }] }] },
  ],
  [
    "a button",
    {
      type: "actions",
      elements: [
        {
          type: "button",
          action_id: HOSTILE,
          value: HOSTILE,
          text: { type: "plain_text", text: HOSTILE },
          accessibility_label: HOSTILE,
          confirm: {
            title: { text: HOSTILE },
            text: { text: HOSTILE },
            confirm: { text: HOSTILE },
            deny: { text: HOSTILE },
          },
        },
      ],
    },
  ],
  ["a table", { type: "table", rows: [[{ type: "raw_text", text: HOSTILE }]], column_settings: [{ align: HOSTILE }] }],
  ["an image", { type: "image", image_url: "https://x.org/track.png", alt_text: HOSTILE }],
  [
    "a chart",
    {
      type: "data_visualization",
      title: HOSTILE,
      chart: {
        type: "line",
        series: [{ name: HOSTILE, data: [{ label: HOSTILE, value: 1 }] }],
        axis_config: { categories: [HOSTILE] },
      },
    },
  ],
  [
    "an input",
    {
      type: "input",
      label: { text: HOSTILE },
      hint: { text: HOSTILE },
      element: { type: "plain_text_input", action_id: HOSTILE, initial_value: HOSTILE, placeholder: { text: HOSTILE } },
    },
  ],
  [
    "choices",
    {
      type: "input",
      label: { text: "x" },
      element: { type: "checkboxes", action_id: HOSTILE, options: [{ value: HOSTILE, text: { text: HOSTILE } }] },
    },
  ],
  [
    "a menu",
    {
      type: "input",
      label: { text: "x" },
      element: { type: "static_select", action_id: HOSTILE, options: [{ value: HOSTILE, text: { text: HOSTILE } }] },
    },
  ],
  ["a block that nobody knows", { type: HOSTILE }],
])("%s with markup in every place draws it as text", (_what, block) => {
  const markup = drawn(block);
  expect(markup).not.toMatch(/<script|<img|onerror=alert\(1\)>(?!&)/);
  expect(markup).not.toContain("javascript:<");
  // Every quote of theirs is written as an entity: no attribute ends before its time.
  expect(markup).not.toContain(`"'>`);
});

test("an image is not fetched", () => {
  expect(drawn({ type: "image", image_url: "https://x.org/track.png", alt_text: "a chart" })).not.toContain("x.org");
});

test("a table tells its head from its rows, and takes Slack's raw numbers", () => {
  const markup = drawn({
    type: "table",
    rows: [[{ type: "raw_text", text: "region" }], [{ type: "raw_number", value: 3, text: "3" }]],
    column_settings: [{ align: "right" }],
  });
  expect(markup).toContain('<th class="align-right">region</th>');
  expect(markup).toContain('<td class="align-right">3</td>');
});
