import { elementsOf } from "./blocks/validate.ts";
import type { FormValues } from "./form-values.ts";
import { isObject, type JsonObject, objectsIn, stringIn } from "./json.ts";
import { fileJson } from "./methods/files.ts";
import { closeView, type Submission, submitView } from "./modals.ts";
import type { Office } from "./office.ts";
import * as payloads from "./payloads.ts";
import { SlackRefusal } from "./refusal.ts";
import { respond } from "./response-url.ts";
import type { Acknowledgement, SocketMode } from "./socket-mode.ts";
import { directMessageWith, type Message, type View } from "./state.ts";
import { asCommand, asMessage } from "./typed-text.ts";
import type { WorkspaceChannel, WorkspaceUser } from "./workspace.ts";

/** The app's confirm dialog that stood before the press, or null. */
export type Press = Acknowledgement & { confirm: JsonObject | null };

export type Spoken = Acknowledgement & { message: Message };

export type Said = { threadTs?: string; files?: readonly string[] };

const NOT_SENT: Acknowledgement = { acked: false, ms: 0, payload: {}, attempts: 0, failure: "not_sent" };
const SLACKBOT = "USLACKBOT";

/**
 * What people do in Slack's client. Each act resolves when the app has acked it, or when Slack would have given up. What
 * the client would not let a person do (press a button that is not there, write where they are not) throws.
 */
export class People {
  readonly #office: Office;
  readonly #sockets: SocketMode;

  constructor(office: Office, sockets: SocketMode) {
    this.#office = office;
    this.#sockets = sockets;
  }

  /** @param line `/maildiag check x.org` @param channel id or name; slash commands do not work in threads. */
  async type(userId: string, channel: string, line: string): Promise<Acknowledgement> {
    const { state, app } = this.#office;
    const person = this.#person(userId);
    const place = this.#place(person, channel);
    const [name = "", ...rest] = line.trim().split(" ");
    const known = app.commands.find((each) => each.command === name);
    state.note(userId, place.id, `types ${line}`);
    if (!known) {
      this.#slackbot(place.id, userId, `${name} is not a valid command.`);
      return NOT_SENT;
    }
    const urlId = state.giveResponseUrl(place.id, userId);
    const command = {
      command: name,
      text: asCommand(rest.join(" ").trim(), known.escape, state.workspace),
      channel: place.id,
      channelName: place.name,
      responseUrl: this.#responseUrl(urlId),
    };
    const ack = await this.#sockets.deliver("slash_commands", payloads.commandPayload(person, command, this.#office));
    if (!ack.acked) this.#slackbot(place.id, userId, `${name} failed with the error "${ack.failure}"`);
    else if (Object.keys(ack.payload).length > 0) this.#answerInAck(urlId, ack.payload, name);
    return ack;
  }

  /** Says something in a channel, e.g. to use a shortcut on it. The app is told only where it is mentioned. */
  say(userId: string, channel: string, text: string, said: Said = {}): Message {
    const place = this.#place(this.#person(userId), channel);
    return this.#office.state.post({
      channel: place.id,
      user: userId,
      text: asMessage(text, this.#office.state.workspace),
      files: said.files ?? [],
      ...(said.threadTs && { threadTs: said.threadTs }),
    });
  }

  /** `@maildiag text`. Slack tells the app only in channels that it is in. */
  async mention(userId: string, channel: string, text: string, said: Said = {}): Promise<Spoken> {
    const { workspace } = this.#office.state;
    const message = this.say(userId, channel, `<@${workspace.bot.userId}> ${text}`, said);
    const place = this.#office.state.channel(message.channel);
    if (!place?.members.includes(workspace.bot.userId)) return { ...NOT_SENT, message };
    return { ...(await this.#tell("app_mention", "app_mentions:read", "app_mention", message, userId)), message };
  }

  /** A direct message to the bot. */
  async dm(userId: string, text: string, said: Said = {}): Promise<Spoken> {
    const message = this.say(userId, directMessageWith(userId), text, said);
    return { ...(await this.#tell("message.im", "im:history", "message", message, userId)), message };
  }

  /** A file that the person can send along with a message or a modal. Answers with its id. */
  upload(userId: string, name: string, content: string | Buffer): string {
    const { state } = this.#office;
    this.#person(userId);
    const id = state.nextId("F");
    const bytes = Buffer.from(content);
    const file = { id, name, title: name, length: bytes.length, content: bytes, complete: true, user: userId };
    state.files.set(id, { ...file, channels: [] });
    return id;
  }

  /** Presses a button, or picks from a menu, by its action_id or label. @param value the option's, in menus. */
  async press(userId: string, where: Message | View, what: string, value?: string): Promise<Press> {
    const { state } = this.#office;
    const person = this.#person(userId);
    const inView = "open" in where;
    if (!inView) this.#mustSee(person, where);
    else if (!where.open || where.user !== userId) throw new Error(`${userId} does not see that view`);
    const { block, element } = this.#find(where, what);
    const responseUrl = inView ? "" : this.#responseUrl(state.giveResponseUrl(where.channel, userId, where));
    const label = stringIn(element.text, "text") || stringIn(element, "action_id");
    const channel = inView ? "" : where.channel;
    state.note(userId, channel, `presses [${label}]${value ? ` ${value}` : ""}`, inView ? undefined : where.threadTs);
    const ack = await this.#sockets.deliver("interactive", {
      ...payloads.interaction("block_actions", person, this.#office),
      ...(inView ? payloads.inView(where, this.#office) : payloads.inMessage(where, responseUrl, this.#office)),
      actions: [this.#action(block, element, value)],
    });
    return { ...ack, confirm: isObject(element.confirm) ? element.confirm : null };
  }

  /** The message shortcut of this callback_id, in a message's menu. */
  async shortcut(userId: string, callbackId: string, message: Message): Promise<Acknowledgement> {
    const { state, app } = this.#office;
    const person = this.#person(userId);
    this.#mustSee(person, message);
    if (!app.shortcuts.includes(callbackId)) throw new Error(`the app has no message shortcut ${callbackId}`);
    state.note(userId, message.channel, `uses the shortcut ${callbackId}`, message.threadTs);
    const responseUrl = this.#responseUrl(state.giveResponseUrl(message.channel, userId, message));
    const { message: said } = payloads.inMessage(message, responseUrl, this.#office);
    return this.#sockets.deliver("interactive", {
      ...payloads.interaction("message_action", person, this.#office),
      callback_id: callbackId,
      action_ts: state.nextTs(),
      message_ts: message.ts,
      channel: payloads.channelOf(message, this.#office),
      message: said ?? {},
      response_url: responseUrl,
    });
  }

  async openHome(userId: string): Promise<Acknowledgement> {
    const { state, app } = this.#office;
    this.#person(userId);
    if (!app.events.includes("app_home_opened")) return NOT_SENT;
    const ts = state.nextTs();
    const event = {
      type: "app_home_opened",
      user: userId,
      channel: directMessageWith(userId),
      tab: "home",
      event_ts: ts,
    };
    return this.#sockets.deliver("events_api", payloads.eventPayload(event, false, this.#office));
  }

  /** Submits a modal; see `submitView` for what throws. */
  async submit(userId: string, viewId: string, values: FormValues): Promise<Submission> {
    return submitView(this.#person(userId), viewId, values, this.#office, this.#sockets);
  }

  /** Closes a modal by its close button. Null where the app does not ask to be told. */
  async closeView(userId: string, viewId: string): Promise<Acknowledgement | null> {
    return closeView(this.#person(userId), viewId, this.#office, this.#sockets);
  }

  async #tell(event: string, scope: string, type: string, message: Message, userId: string): Promise<Acknowledgement> {
    const { state, app } = this.#office;
    if (!app.events.includes(event) || !app.scopes.includes(scope)) return NOT_SENT;
    const files = message.files.flatMap((id) => {
      const file = state.files.get(id);
      return file ? [fileJson(file, this.#office)] : [];
    });
    const spoken = payloads.spokenEvent(type, message, this.#person(userId), files);
    const shared = state.channel(message.channel)?.shared === true;
    return this.#sockets.deliver("events_api", payloads.eventPayload(spoken, shared, this.#office));
  }

  #person(id: string): WorkspaceUser {
    const person = this.#office.state.user(id);
    if (!person || person.deleted) throw new Error(`nobody is ${id}`);
    return person;
  }

  #place(person: WorkspaceUser, nameOrId: string): WorkspaceChannel {
    const { state } = this.#office;
    const name = nameOrId.replace(/^#/, "");
    const place = state.channel(nameOrId) ?? state.workspace.channels.find((each) => each.name === name);
    if (!place?.members.includes(person.id) || place.archived)
      throw new Error(`${person.name} cannot write in ${nameOrId}`);
    return place;
  }

  #mustSee(person: WorkspaceUser, message: Message): void {
    const member = this.#office.state.channel(message.channel)?.members.includes(person.id);
    const seen = member && !message.deleted && (message.onlyTo === undefined || message.onlyTo === person.id);
    if (!seen) throw new Error(`${person.name} does not see that message`);
  }

  #find(where: Message | View, what: string): { block: JsonObject; element: JsonObject } {
    const blocks = "open" in where ? objectsIn(where.content.blocks) : where.blocks;
    const all = blocks.flatMap((block) => elementsOf(block).map(({ element }) => ({ block, element })));
    const found =
      all.find(({ element }) => element.action_id === what) ??
      all.find(({ element }) => stringIn(element.text, "text") === what);
    if (found) return found;
    const labels = all.map(({ element }) => stringIn(element.text, "text") || stringIn(element, "action_id"));
    throw new Error(`there is no ${what}, only ${labels.join(", ") || "nothing to press"}`);
  }

  #action(block: JsonObject, element: JsonObject, value: string | undefined): JsonObject {
    const picked = objectsIn(element.options).find(
      (each) => each.value === value || stringIn(each.text, "text") === value,
    );
    if (value !== undefined && !picked) throw new Error(`no option ${value}`);
    return {
      type: element.type,
      block_id: block.block_id,
      action_id: element.action_id,
      action_ts: this.#office.state.nextTs(),
      ...(element.text !== undefined && { text: element.text }),
      ...(element.value !== undefined && { value: element.value }),
      ...(element.style !== undefined && { style: element.style }),
      ...(element.confirm !== undefined && { confirm: element.confirm }),
      ...(picked && { selected_option: picked }),
    };
  }

  #answerInAck(urlId: string, payload: JsonObject, command: string): void {
    const url = this.#office.state.responseUrls.get(urlId);
    try {
      if (url) respond(url, payload, this.#office);
    } catch (error) {
      if (!(error instanceof SlackRefusal) || !url) throw error;
      this.#slackbot(url.channel, url.user, `${command} failed with the error "invalid_command_response"`);
    }
  }

  #slackbot(channel: string, onlyTo: string, text: string): void {
    this.#office.state.post({ channel, user: SLACKBOT, text, onlyTo });
  }

  #responseUrl(id: string): string {
    return `${this.#office.origin()}/response/${id}`;
  }
}
