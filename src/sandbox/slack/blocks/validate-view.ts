import { objectsIn, stringIn } from "../json.ts";
import { plainText } from "./composition.ts";
import { complain, flag, type Look, object, type Rule, string, variants } from "./rules.ts";
import { elementsOf, validateBlocks } from "./validate.ts";

// https://docs.slack.dev/reference/views

const anything: Rule = () => {};
const shared = {
  private_metadata: string(3000, { min: 0 }),
  callback_id: string(255, { min: 0 }),
  external_id: string(255, { min: 0 }),
};

const VIEWS = {
  home: object({ required: { blocks: anything }, optional: shared }),
  modal: object({
    required: { blocks: anything, title: plainText(24) },
    optional: {
      ...shared,
      close: plainText(24),
      submit: plainText(24),
      clear_on_close: flag,
      notify_on_close: flag,
      submit_disabled: flag,
    },
    also(view, at, look) {
      const asks = objectsIn(view.blocks).some((block) => block.type === "input");
      if (asks && view.submit === undefined) complain(look, "missing required field: submit", at);
    },
  }),
};

/** What Slack would say against this modal or Home, its blocks included; nothing where it would take it. */
export function validateView(view: unknown, type: "modal" | "home"): string[] {
  const look: Look = { surface: type, complaints: [] };
  variants({ [type]: VIEWS[type] })(view, "/view", look);
  if (look.complaints.some((each) => each.includes("unsupported type") || each.includes("must provide an object"))) {
    return look.complaints;
  }
  const blocks = typeof view === "object" && view !== null && "blocks" in view ? view.blocks : undefined;
  const focused = objectsIn(blocks)
    .flatMap(elementsOf)
    .filter(({ element }) => element.focus_on_load === true);
  if (focused.length > 1) complain(look, "only one element can have focus_on_load", "/view/blocks");
  const inBlocks = validateBlocks(blocks, type).map((each) =>
    each.replace("json-pointer:/blocks", "json-pointer:/view/blocks"),
  );
  return [...look.complaints, ...inBlocks];
}

/** `file_input` is refused where the app lacks `files:read`. */
export function asksForFiles(blocks: unknown): boolean {
  return objectsIn(blocks)
    .flatMap(elementsOf)
    .some(({ element }) => stringIn(element, "type") === "file_input");
}
