import { createHash } from "node:crypto";
import { type Html, html, Html as Markup } from "./html.ts";
import type { Item } from "./messages.ts";
import type { Sight } from "./seat.ts";
import { STYLE } from "./style.ts";

/** What the policy of the page lets in: the style stands in it, so that its first paint waits for nothing more. */
export const STYLE_HASH = `sha256-${createHash("sha256").update(STYLE).digest("base64")}`;

/** What can be typed after `/maildiag`, and what it is for. */
export type Completion = { words: string; usage: string; summary: string };

/** The whole page, as it stands when it is opened; page.js keeps it true after that. */
export function shellHtml(
  sight: Sight & { version: number; world: readonly Item[] },
  completions: readonly Completion[],
): Html {
  const { title, side, messages, thread, home, modal, hint, world } = sight;
  return html`<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8" />
  <meta name="viewport" content="width=device-width, initial-scale=1" />
  <title>maildiag sandbox</title>
  <link rel="icon" href="data:," />
  <style>${new Markup(STYLE)}</style>
  <script type="module" src="/page.js"></script>
</head>
<body data-sight="${JSON.stringify({ seat: sight.seat, version: sight.version })}" data-completions="${JSON.stringify(completions)}">
  <a class="skip" href="#text">Skip to the composer</a>
  <nav id="side" aria-label="Workspace">${new Markup(side)}</nav>
  <main>
    <header class="top"><h2 id="title">${title}</h2>
      <button type="button" data-act="pane" data-id="world" aria-controls="world" aria-expanded="true">World</button></header>
    <section id="messages" aria-label="Messages" aria-live="polite" tabindex="0">${itemsHtml(home ? [home] : messages)}</section>
    ${composerHtml("text", hint)}
  </main>
  <aside id="thread" aria-label="Thread" ${thread === null && html`hidden`}>
    <header class="top"><h2>Thread</h2><button type="button" data-act="unthread" aria-label="Close the thread">✕</button></header>
    <section id="replies" tabindex="0" aria-label="Replies">${itemsHtml(thread ?? [])}</section>
    ${composerHtml("reply", "Reply…")}
  </aside>
  <aside id="world" aria-label="The world beside Slack">${itemsHtml(world)}</aside>
  <dialog id="modal" aria-labelledby="modal-title">${modal && itemsHtml([modal])}</dialog>
  <dialog id="confirm" aria-labelledby="confirm-title"><form method="dialog"><h2 id="confirm-title"></h2><p></p>
    <footer><button class="button" value="no"></button><button class="button primary" value="yes"></button></footer></form></dialog>
  <p id="toast" role="alert" hidden></p>
</body>
</html>`;
}

function itemsHtml(items: readonly Item[]): Html {
  return html`${items.map(({ key, markup }) => html`<div class="item" data-item="${key}">${new Markup(markup)}</div>`)}`;
}

function composerHtml(id: string, hint: string): Html {
  return html`<form class="composer" data-act="say" data-id="${id}" ${hint === "" && html`hidden`}>
    <ul id="${id}-list" role="listbox" hidden></ul>
    <textarea id="${id}" rows="1" placeholder="${hint}" aria-label="${hint || "Message"}" autocomplete="off" spellcheck="false"
      aria-autocomplete="list" aria-controls="${id}-list"></textarea>
    <label class="attach" title="Attach a file">+<input type="file" multiple aria-label="Attach a file" /></label>
    <button type="submit" class="button primary" aria-label="Send">Send</button>
    <p class="attached" hidden></p>
  </form>`;
}
