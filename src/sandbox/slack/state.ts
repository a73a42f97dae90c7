import { EventEmitter } from "node:events";
import type { JsonObject } from "./json.ts";
import type { Workspace, WorkspaceChannel, WorkspaceUser } from "./workspace.ts";

export type Version = { text: string; blocks: readonly JsonObject[] };

export type Message = {
  channel: string;
  ts: string;
  /** The parent's ts, in replies. */
  threadTs?: string;
  user: string;
  text: string;
  blocks: readonly JsonObject[];
  metadata?: JsonObject;
  files: readonly string[];
  /** What it said before, oldest first. */
  earlier: Version[];
  deleted: boolean;
  /** The one person who sees it. */
  onlyTo?: string;
  unfurl: { links: unknown; media: unknown };
};

export type View = {
  id: string;
  type: "modal" | "home";
  user: string;
  hash: string;
  /** title, blocks, callback_id, private_metadata … as the app gave them. */
  content: JsonObject;
  /** A modal beneath it in the stack. */
  previous?: string;
  open: boolean;
  /** By block_id, after a submission that was refused. */
  errors: Readonly<Record<string, string>>;
};

export type StoredFile = {
  id: string;
  name: string;
  title: string;
  length: number;
  /** null until it is uploaded */
  content: Buffer | null;
  complete: boolean;
  user: string;
  /** Where it is shared, channel ids. */
  channels: string[];
};

/** Whom a `trigger_id` was given to; it opens one view within three seconds. */
export type Trigger = { user: string; at: number; used: boolean };

export type ResponseUrl = { id: string; channel: string; user: string; at: number; uses: number; original?: Message };

/** What a person did, for the transcript: `types /maildiag help`. */
export type Deed = { ts: string; channel: string; threadTs?: string; user: string; what: string };

/** What a workspace keeps while it runs. Every change is announced, for those who wait on something. */
export class SlackState {
  readonly workspace: Workspace;
  readonly now: () => number;
  readonly messages: Message[] = [];
  readonly deeds: Deed[] = [];
  readonly views: View[] = [];
  readonly files = new Map<string, StoredFile>();
  readonly triggers = new Map<string, Trigger>();
  readonly responseUrls = new Map<string, ResponseUrl>();
  readonly changes = new EventEmitter<{ change: [] }>().setMaxListeners(0);
  #lastTs = 0;
  #ids = 0;

  constructor(workspace: Workspace, now: () => number) {
    this.workspace = workspace;
    this.now = now;
  }

  changed(): void {
    this.changes.emit("change");
  }

  /** `F1`, `V2` …: never the same twice in a workspace. */
  nextId(prefix: string): string {
    this.#ids += 1;
    return `${prefix}${this.#ids.toString(36).toUpperCase().padStart(8, "0")}`;
  }

  /** Seconds and microseconds, later than every ts before. */
  nextTs(): string {
    this.#lastTs = Math.max(this.now() * 1000, this.#lastTs + 1);
    return `${Math.floor(this.#lastTs / 1e6)}.${String(this.#lastTs % 1e6).padStart(6, "0")}`;
  }

  user(id: string): WorkspaceUser | undefined {
    return this.workspace.users.find((user) => user.id === id);
  }

  /** Channels of the workspace, and a direct message between the bot and each user: `D` + the rest of the user's id. */
  channel(id: string): WorkspaceChannel | undefined {
    const listed = this.workspace.channels.find((channel) => channel.id === id);
    if (listed || !id.startsWith("D")) return listed;
    const user = this.workspace.users.find((each) => directMessageWith(each.id) === id);
    return user && { id, name: "directmessage", members: [user.id, this.workspace.bot.userId], private: true };
  }

  post(message: Pick<Message, "channel" | "user" | "text"> & Partial<Message>): Message {
    const posted: Message = {
      ts: this.nextTs(),
      blocks: [],
      files: [],
      earlier: [],
      deleted: false,
      unfurl: { links: undefined, media: undefined },
      ...message,
    };
    this.messages.push(posted);
    this.changed();
    return posted;
  }

  note(user: string, channel: string, what: string, threadTs?: string): void {
    this.deeds.push({ ts: this.nextTs(), channel, user, what, ...(threadTs && { threadTs }) });
    this.changed();
  }

  edit(message: Message, version: Version): void {
    message.earlier.push({ text: message.text, blocks: message.blocks });
    message.text = version.text;
    message.blocks = version.blocks;
    this.changed();
  }

  remove(message: Message): void {
    message.deleted = true;
    this.changed();
  }

  /** A message that all of the channel see. */
  message(channel: string, ts: string): Message | undefined {
    return this.messages.find((each) => each.channel === channel && each.ts === ts && !each.deleted && !each.onlyTo);
  }

  openView(id: string): View | undefined {
    return this.views.find((view) => view.id === id && view.open);
  }

  /** The modal that a person sees on top, if any. */
  modalOf(user: string): View | undefined {
    return this.views.findLast((view) => view.type === "modal" && view.user === user && view.open);
  }

  homeOf(user: string): View | undefined {
    return this.views.find((view) => view.type === "home" && view.user === user);
  }

  giveTrigger(user: string): string {
    const id = this.nextId("trigger.");
    this.triggers.set(id, { user, at: this.now(), used: false });
    return id;
  }

  giveResponseUrl(channel: string, user: string, original?: Message): string {
    const id = this.nextId("R");
    this.responseUrls.set(id, { id, channel, user, at: this.now(), uses: 0, ...(original && { original }) });
    return id;
  }
}

export function directMessageWith(userId: string): string {
  return `D${userId.slice(1)}`;
}

/** Blocks as Slack keeps them: each with a block_id, each element that people act on with an action_id. */
export function withIds(blocks: readonly JsonObject[], state: SlackState): JsonObject[] {
  const named = (element: unknown): unknown => {
    if (typeof element !== "object" || element === null || !("type" in element)) return element;
    const passive = ["image", "mrkdwn", "plain_text"].includes(String(element.type));
    return passive || "action_id" in element ? element : { ...element, action_id: state.nextId("a") };
  };
  return blocks.map((block) => {
    const acts = block.type === "actions" || block.type === "context_actions";
    return {
      ...block,
      block_id: block.block_id || state.nextId("b"),
      ...(acts && Array.isArray(block.elements) && { elements: block.elements.map(named) }),
      ...(block.accessory !== undefined && { accessory: named(block.accessory) }),
      ...(block.element !== undefined && { element: named(block.element) }),
    };
  });
}
