import { type Args, jsonArg, requiredArg, textArg } from "../args.ts";
import { asksForFiles, validateView } from "../blocks/validate-view.ts";
import { isObject, type JsonObject, objectsIn, stringIn } from "../json.ts";
import type { Office } from "../office.ts";
import { refusalWith, SlackRefusal } from "../refusal.ts";
import { type View, withIds } from "../state.ts";

/** https://docs.slack.dev/reference/methods/views.open: `expired_trigger_id` */
const TRIGGER_LIVES_MS = 3_000;
const MAX_VIEW_BYTES = 250_000;
const MAX_STACK = 3;

export function open(args: Args, office: Office): JsonObject {
  const user = spendTrigger(requiredArg(args, "trigger_id"), office);
  const content = viewContent(jsonArg(args, "view"), "modal", office);
  return { view: viewJson(addModal(user, content, office), office) };
}

export function update(args: Args, office: Office): JsonObject {
  const { state } = office;
  const externalId = textArg(args, "external_id");
  const view = externalId
    ? state.views.find((each) => each.open && each.content.external_id === externalId)
    : state.openView(requiredArg(args, "view_id"));
  if (!view) throw new SlackRefusal("not_found");
  checkHash(view, args);
  return { view: viewJson(replaceView(view, viewContent(jsonArg(args, "view"), view.type, office), office), office) };
}

export function publish(args: Args, office: Office): JsonObject {
  const { state } = office;
  const user = requiredArg(args, "user_id");
  const known = state.user(user);
  if (!known || known.deleted) throw new SlackRefusal("user_not_found");
  const content = viewContent(jsonArg(args, "view"), "home", office);
  const home = state.homeOf(user);
  if (home) {
    checkHash(home, args);
    return { view: viewJson(replaceView(home, content, office), office) };
  }
  return { view: viewJson(addView({ type: "home", user, content }, office), office) };
}

/** Opened on top of what the person already sees. */
export function addModal(user: string, content: JsonObject, office: Office): View {
  const beneath = office.state.modalOf(user);
  const stack = office.state.views.filter((each) => each.type === "modal" && each.user === user && each.open);
  if (stack.length >= MAX_STACK) throw new SlackRefusal("push_limit_reached");
  return addView({ type: "modal", user, content, ...(beneath && { previous: beneath.id }) }, office);
}

export function replaceView(view: View, content: JsonObject, office: Office): View {
  view.content = content;
  view.hash = office.state.nextId("h");
  view.errors = {};
  office.state.changed();
  return view;
}

/** The view with ids on its blocks, refused as Slack refuses it. */
export function viewContent(view: unknown, type: View["type"], office: Office): JsonObject {
  const complaints = validateView(view, type);
  if (!isObject(view) || complaints.length > 0) throw refusalWith("invalid_arguments", complaints);
  if (JSON.stringify(view).length > MAX_VIEW_BYTES) throw new SlackRefusal("view_too_large");
  if (asksForFiles(view.blocks) && !office.app.scopes.includes("files:read")) {
    throw refusalWith("invalid_arguments", ["`file_input` needs the scope files:read [json-pointer:/view/blocks]"]);
  }
  return { ...view, blocks: withIds(objectsIn(view.blocks), office.state) };
}

/** As answers and interactions carry it. */
export function viewJson(view: View, office: Office, values: JsonObject = {}): JsonObject {
  const { workspace } = office.state;
  return {
    private_metadata: "",
    callback_id: "",
    external_id: "",
    close: null,
    submit: null,
    clear_on_close: false,
    notify_on_close: false,
    ...view.content,
    id: view.id,
    team_id: workspace.team.id,
    state: { values },
    hash: view.hash,
    previous_view_id: view.previous ?? null,
    root_view_id: rootOf(view, office).id,
    app_id: workspace.bot.appId,
    app_installed_team_id: workspace.team.id,
    bot_id: workspace.bot.botId,
  };
}

function rootOf(view: View, office: Office): View {
  const beneath = office.state.views.find((each) => each.id === view.previous);
  return beneath ? rootOf(beneath, office) : view;
}

function addView(view: Pick<View, "type" | "user" | "content" | "previous">, office: Office): View {
  const { state } = office;
  const externalId = stringIn(view.content, "external_id");
  if (externalId && state.views.some((each) => each.open && each.content.external_id === externalId)) {
    throw new SlackRefusal("duplicate_external_id");
  }
  const added: View = { ...view, id: state.nextId("V"), hash: state.nextId("h"), open: true, errors: {} };
  state.views.push(added);
  state.changed();
  return added;
}

function checkHash(view: View, args: Args): void {
  const hash = textArg(args, "hash");
  if (hash && hash !== view.hash) throw new SlackRefusal("hash_conflict");
}

/** Whom the trigger was given to. It opens one view, within three seconds. */
function spendTrigger(id: string, office: Office): string {
  const trigger = office.state.triggers.get(id);
  if (!trigger) throw new SlackRefusal("invalid_trigger_id");
  if (trigger.used) throw new SlackRefusal("exchanged_trigger_id");
  if (office.state.now() - trigger.at > TRIGGER_LIVES_MS) throw new SlackRefusal("expired_trigger_id");
  trigger.used = true;
  return trigger.user;
}
