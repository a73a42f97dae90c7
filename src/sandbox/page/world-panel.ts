import { z } from "zod";
import { type Html, html } from "./html.ts";
import type { Item } from "./messages.ts";
import type { Seat } from "./seat.ts";

/** What the page asks of the world: a switch turned, or time that passes. */
export const WORLD_ACT = z.discriminatedUnion("do", [
  z.object({ do: z.literal("tour") }),
  z.object({ do: z.literal("switch"), id: z.string().max(80) }),
  z.object({
    do: z.literal("pass"),
    hours: z
      .number()
      .int()
      .min(1)
      .max(24 * 31),
  }),
]);

export type WorldAct = z.infer<typeof WORLD_ACT>;

/** One of the six hops as it stands now; null where nothing looks at it. */
export type HopState = { hop: string; severity: string | null; title: string };

/** Something that can be broken and mended; `isOn` is null for what only happens once each time. */
export type Switch = { id: string; label: string; isOn: boolean | null };

/** Names and what stands under them. */
export type Holding = { title: string; lines: readonly string[] };

export type WorldPanel = {
  items: () => readonly Item[];
  /** Told of every change; returns how to stop. */
  watch: (changed: () => void) => () => void;
  /** Where it is to be seen, if anywhere. Throws what cannot be done. */
  act: (asked: WorldAct) => Promise<Seat | null>;
};

const SIGNS: Readonly<Record<string, string>> = { ok: "✓", note: "i", warning: "!", failure: "✗", unknown: "?" };

/** A walk in steps, of which so many are behind. */
export type TourState = { steps: readonly { title: string; text: string }[]; played: number; isPlaying: boolean };

export type WorldState = {
  name: string;
  now: Date;
  hops: readonly HopState[];
  switches: readonly Switch[];
  holdings: readonly Holding[];
  /** Null where the world has none. */
  tour: TourState | null;
};

/** The world beside Slack, in the pieces of the page. */
export function worldItems({ name, now, hops, switches, holdings, tour }: WorldState): readonly Item[] {
  return [
    item(
      "world-head",
      html`<header class="top"><h2>The world “${name}”</h2><button type="button" class="narrow" data-act="pane" aria-label="Close the world">✕</button></header>`,
    ),
    item("world-hops", hopsHtml(hops)),
    ...(tour ? [item("world-tour", tourHtml(tour))] : []),
    item("world-clock", clockHtml(now)),
    item("world-switches", html`<h3>Break and mend</h3><ul class="switches">${switches.map(switchHtml)}</ul>`),
    ...holdings.map((each, index) => item(`world-holding-${index}`, holdingHtml(each))),
  ];
}

function tourHtml({ steps, played, isPlaying }: TourState): Html {
  const next = steps[played];
  return html`<h3>The tour</h3><ol class="tour">${steps.map(
    ({ title }, index) =>
      html`<li class="${index < played ? "done" : ""}" ${index === played && html`aria-current="step"`}>${title}</li>`,
  )}</ol>${next ? html`<p>${next.text}</p>` : html`<p>That was it. Every switch below is yours.</p>`}
    ${next && html`<button type="button" class="button primary" data-act="tour" ${isPlaying && html`disabled`}>${isPlaying ? "Under way…" : `${played + 1}. ${next.title}`}</button>`}`;
}

function item(key: string, { markup }: Html): Item {
  return { key, markup };
}

function hopsHtml(hops: readonly HopState[]): Html {
  return html`<ol class="hops" aria-label="The six hops">${hops.map(({ hop, severity, title }) => {
    const word = severity ?? "not tested";
    return html`<li class="${severity ?? "none"}" title="${title}"><span class="sign" aria-hidden="true">${SIGNS[severity ?? ""] ?? "–"}</span>
      <b>${hop}</b><small>${word}${title && `: ${title}`}</small></li>`;
  })}</ol>`;
}

function clockHtml(now: Date): Html {
  const step = (hours: number, label: string) =>
    html`<button type="button" class="button" data-act="pass" data-hours="${hours}">${label}</button>`;
  return html`<h3>Clock</h3><p class="clock"><time id="now">${now.toISOString().slice(0, 16).replace("T", " ")} UTC</time>
    ${step(1, "+1 hour")}${step(24, "+1 day")}${step(24 * 7, "+7 days")}</p>`;
}

function switchHtml({ id, label, isOn }: Switch): Html {
  return html`<li><button type="button" class="button" data-act="switch-world" data-id="${id}" ${isOn !== null && html`aria-pressed="${isOn ? "true" : "false"}"`}>${label}</button></li>`;
}

function holdingHtml({ title, lines }: Holding): Html {
  return html`<details><summary>${title}</summary><pre tabindex="0">${lines.join("\n")}</pre></details>`;
}
