import { type FormValues, formValues } from "./form-values.ts";
import { isObject, type JsonObject, objectsIn, stringIn } from "./json.ts";
import { addModal, replaceView, viewContent, viewJson } from "./methods/views.ts";
import type { Office } from "./office.ts";
import * as payloads from "./payloads.ts";
import type { Acknowledgement, SocketMode } from "./socket-mode.ts";
import type { View } from "./state.ts";
import type { WorkspaceUser } from "./workspace.ts";

export type Submission = Acknowledgement & {
  /** What the app objected to, by block_id; the modal stays open then. */
  errors: Readonly<Record<string, string>>;
};

/**
 * Submits a modal and does what the app answers: errors, update, push, clear, or closing it.
 * Throws where Slack's form would not let the person submit, and SlackRefusal where the app's answer is not valid.
 */
export async function submitView(
  person: WorkspaceUser,
  viewId: string,
  given: FormValues,
  office: Office,
  sockets: SocketMode,
): Promise<Submission> {
  const view = viewOf(person.id, viewId, office);
  const values = formValues(view, given, office);
  const ack = await sockets.deliver("interactive", {
    ...payloads.interaction("view_submission", person, office),
    view: viewJson(view, office, values),
    response_urls: [],
  });
  if (ack.acked) obey(view, ack.payload, office);
  return { ...ack, errors: view.errors };
}

/** Closes a modal by its close button; the app hears of it where the view asks for `notify_on_close`. */
export async function closeView(
  person: WorkspaceUser,
  viewId: string,
  office: Office,
  sockets: SocketMode,
): Promise<Acknowledgement | null> {
  const view = viewOf(person.id, viewId, office);
  const cleared = view.content.clear_on_close === true;
  if (cleared) closeAll(person.id, office);
  else shut(view, office);
  if (view.content.notify_on_close !== true) return null;
  return sockets.deliver("interactive", {
    ...payloads.interaction("view_closed", person, office),
    view: viewJson(view, office),
    is_cleared: cleared,
  });
}

/** https://docs.slack.dev/surfaces/modals#updating_response */
function obey(view: View, answer: JsonObject, office: Office): void {
  switch (answer.response_action) {
    case undefined:
      shut(view, office);
      return;
    case "clear":
      closeAll(view.user, office);
      return;
    case "update":
      replaceView(view, viewContent(answer.view, "modal", office), office);
      return;
    case "push":
      addModal(view.user, viewContent(answer.view, "modal", office), office);
      return;
    case "errors":
      showErrors(view, answer.errors, office);
      return;
    default:
      throw new Error(`response_action ${String(answer.response_action)} does not exist`);
  }
}

function showErrors(view: View, errors: unknown, office: Office): void {
  if (!isObject(errors) || Object.keys(errors).length === 0) throw new Error("response_action errors without errors");
  const inputs = objectsIn(view.content.blocks).filter((block) => block.type === "input");
  const shown: Record<string, string> = {};
  for (const [blockId, text] of Object.entries(errors)) {
    const known = inputs.some((block) => stringIn(block, "block_id") === blockId);
    if (!known || typeof text !== "string") throw new Error(`errors name ${blockId}, which is no input block`);
    shown[blockId] = text;
  }
  view.errors = shown;
  office.state.changed();
}

function viewOf(userId: string, viewId: string, office: Office): View {
  const view = office.state.openView(viewId);
  if (view?.type !== "modal" || view.user !== userId) throw new Error(`${userId} has no modal ${viewId} open`);
  return view;
}

function shut(view: View, office: Office): void {
  view.open = false;
  office.state.changed();
}

function closeAll(userId: string, office: Office): void {
  for (const each of office.state.views) if (each.type === "modal" && each.user === userId) each.open = false;
  office.state.changed();
}
