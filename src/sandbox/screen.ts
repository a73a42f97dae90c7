import type { SlackStandIn, View } from "./slack/index.ts";
import { objectsIn, stringIn } from "./slack/json.ts";
import type { Deed } from "./slack/state.ts";
import { type Sight, sightsOf } from "./slack/transcript.ts";

/** What a person has before the eyes, told in the lines of a terminal. */
export type Screen = {
  /** What came or changed since the last call: what the person did first, then what followed, oldest first. */
  fresh: () => readonly string[];
  /** The view is told again by the next `fresh`, changed or not. */
  forget: (view: View) => void;
};

/** @param who whose eyes, now */
export function createScreen(slack: SlackStandIn, who: () => string): Screen {
  const shown = new Map<Sight["of"], string>();
  let where = "";
  return {
    fresh() {
      const user = who();
      const sights = [...sightsOf(slack.state), ...deedsInViews(slack, user)];
      const news = sights.filter(({ of, lines }) => shown.get(of) !== lines.join("\n"));
      const told = news.toSorted((a, b) => rank(a, user) - rank(b, user) || (since(a) < since(b) ? -1 : 1));
      return told.flatMap((sight) => {
        const isNew = !shown.has(sight.of);
        shown.set(sight.of, sight.lines.join("\n"));
        // A view has a frame of its own each time.
        const isElsewhere = sight.where !== "" && (sight.where !== where || "open" in sight.of);
        if (sight.where !== "") where = sight.where;
        const title = isElsewhere ? [`== ${sight.where} ==`] : [];
        const hint = isNew && "open" in sight.of && sight.of.type === "modal" ? hintFor(sight.of) : [];
        return [...title, ...sight.lines.map((line) => withSigns(line).trimEnd()), ...hint];
      });
    },
    forget: (view) => void shown.delete(view),
  };
}

function deedsInViews(slack: SlackStandIn, user: string): readonly Sight[] {
  const { name } = slack.state.user(user) ?? { name: user };
  const line = (of: Deed) => `(${name} ${of.what})`;
  return slack.state.deeds
    .filter((deed) => deed.channel === "" && deed.user === user)
    .map((of) => ({ of, where: "", lines: [line(of)] }));
}

/** What the person did, what was said, and then the views, which lie over it. */
function rank({ of }: Sight, user: string): number {
  if ("open" in of) return 2;
  return of.user === user ? 0 : 1;
}

function since({ of }: Sight): string {
  return "open" in of ? of.id : of.ts;
}

/** How a modal is worked from a keyboard. */
function hintFor({ content }: View): readonly string[] {
  const submit = stringIn(content.submit, "text");
  const close = stringIn(content.close, "text") || "Cancel";
  const hasText = objectsIn(content.blocks).some((block) => stringIn(block.element, "type") === "plain_text_input");
  const ways = [
    ...(hasText ? ["what you type now goes into its text", "fill TEXT replaces it"] : []),
    ...(submit ? [`[${submit}] submits`] : []),
    `[${close}] closes`,
  ];
  return [`A form is open: ${ways.join(", ")}.`];
}

/** What Slack draws for the names of emoji, as far as a terminal can. */
const SIGNS: Readonly<Record<string, string>> = {
  ":white_check_mark:": "✓",
  ":information_source:": "i",
  ":warning:": "!",
  ":x:": "✗",
  ":grey_question:": "?",
  ":hourglass_flowing_sand:": "…",
  ":heavy_minus_sign:": "–",
};

function withSigns(line: string): string {
  return line.replace(/:[a-z_]{1,30}:/g, (name) => SIGNS[name] ?? name);
}
