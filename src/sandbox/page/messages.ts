import type { SlackStandIn } from "../slack/index.ts";
import { objectsIn, stringIn } from "../slack/json.ts";
import type { Message, View } from "../slack/state.ts";
import { blocksHtml } from "./block-kit.ts";
import { type Html, html } from "./html.ts";
import { mrkdwnHtml } from "./inline.ts";
import { type PageNames, pageNames } from "./names.ts";

/** Something that the page puts in its place anew when its markup has changed. */
export type Item = { key: string; markup: string };

/** A message shortcut, as its menu calls it. */
export type Shortcut = { id: string; name: string };

/** What this person sees of a channel, threads closed, oldest first. */
export function channelItems(
  slack: SlackStandIn,
  user: string,
  channel: string,
  shortcuts: readonly Shortcut[],
): readonly Item[] {
  const names = pageNames(slack);
  const seen = seenIn(slack, user, channel);
  return seen
    .filter((each) => !each.threadTs)
    .map((message) => {
      const replies = seen.filter((each) => each.threadTs === message.ts);
      return itemOf(message, messageHtml(slack, message, names, shortcuts, replies));
    });
}

/** A thread with its parent, which is deleted or hidden where it is null. */
export function threadItems(
  slack: SlackStandIn,
  user: string,
  channel: string,
  ts: string,
  shortcuts: readonly Shortcut[],
): readonly Item[] {
  const names = pageNames(slack);
  return seenIn(slack, user, channel)
    .filter((each) => each.ts === ts || each.threadTs === ts)
    .map((message) => itemOf(message, messageHtml(slack, message, names, shortcuts, null)));
}

function seenIn(slack: SlackStandIn, user: string, channel: string): readonly Message[] {
  return slack.messages
    .filter((each) => each.channel === channel && !each.deleted && (!each.onlyTo || each.onlyTo === user))
    .toSorted((a, b) => (a.ts < b.ts ? -1 : 1));
}

function itemOf({ ts }: Message, { markup }: Html): Item {
  return { key: ts, markup };
}

function messageHtml(
  slack: SlackStandIn,
  message: Message,
  names: PageNames,
  shortcuts: readonly Shortcut[],
  replies: readonly Message[] | null,
): Html {
  const { ts, user } = message;
  const name = names.user(user);
  const isBot = user === slack.state.workspace.bot.userId;
  const body =
    message.blocks.length > 0
      ? blocksHtml(message.blocks, { kind: "message", id: `${message.channel}/${ts}` }, names)
      : html`<p class="said">${mrkdwnHtml(message.text, names)}</p>`;
  return html`<article class="message${message.onlyTo ? " private" : ""}" data-key="${ts}" aria-label="${name}">
    <span class="avatar ${isBot ? "bot" : ""}" aria-hidden="true">${name.slice(0, 1).toUpperCase()}</span>
    <div class="content">
      ${message.onlyTo && html`<p class="only">Only visible to you</p>`}
      <p class="by"><b>${name}</b>${isBot && html`<span class="app">APP</span>`}<time>${clock(ts)}</time>
        ${message.earlier.length > 0 && html`<small>(edited)</small>`}</p>
      ${body}
      ${message.files.map((id) => fileHtml(slack, id))}
      ${replies && replies.length > 0 && html`<button type="button" class="replies" data-act="thread" data-id="${ts}">${replies.length} ${replies.length === 1 ? "reply" : "replies"}</button>`}
    </div>
    <div class="tools">${replies && message.onlyTo === undefined && html`<button type="button" data-act="thread" data-id="${ts}" aria-label="Reply in thread" title="Reply in thread">↳</button>`}
      ${
        message.onlyTo === undefined &&
        shortcuts.map(
          (each) =>
            html`<button type="button" data-act="shortcut" data-id="${message.channel}/${ts}" data-action="${each.id}">${each.name}</button>`,
        )
      }</div>
  </article>`;
}

function fileHtml(slack: SlackStandIn, id: string): Html {
  const file = slack.state.files.get(id);
  if (!file) return html`<p class="file">(a file that is gone)</p>`;
  return html`<p class="file"><a href="/file/${id}" download="${file.name}">${file.title || file.name}</a> <small>${file.length} bytes</small></p>`;
}

/** A modal as its form, or a Home. Null where there is none. */
export function viewItem(slack: SlackStandIn, view: View | undefined): Item | null {
  if (!view) return null;
  const names = pageNames(slack);
  const { content, errors } = view;
  const blocks = objectsIn(content.blocks).map((block) => {
    const error = errors[stringIn(block, "block_id")];
    return html`${blocksHtml([block], { kind: "view", id: view.id }, names)}${error && html`<p class="error" role="alert">${error}</p>`}`;
  });
  if (view.type === "home") return { key: `${view.id}`, markup: html`<div class="home">${blocks}</div>`.markup };
  const submit = stringIn(content.submit, "text");
  const close = stringIn(content.close, "text") || "Close";
  const markup = html`<form class="modal" data-act="submit" data-id="${view.id}">
    <header><h2 id="modal-title">${stringIn(content.title, "text")}</h2>
      <button type="button" data-act="close" data-id="${view.id}" aria-label="Close">✕</button></header>
    <div class="modal-body">${blocks}<p class="error client-error" role="alert"></p></div>
    <footer><button type="button" class="button" data-act="close" data-id="${view.id}">${close}</button>
      ${submit && html`<button type="submit" class="button primary">${submit}</button>`}</footer></form>`.markup;
  return { key: view.id, markup };
}

function clock(ts: string): string {
  return new Date(Number(ts) * 1_000).toISOString().slice(11, 16);
}
