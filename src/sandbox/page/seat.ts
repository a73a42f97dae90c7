import type { SlackStandIn } from "../slack/index.ts";
import { directMessageWith } from "../slack/state.ts";
import type { WorkspaceChannel } from "../slack/workspace.ts";
import { type Html, html } from "./html.ts";
import { channelItems, type Item, type Shortcut, threadItems, viewItem } from "./messages.ts";

/** Whose eyes, and what they look at: a channel's id, or `home`. */
export type Seat = { user: string; place: string; thread: string | null };

/** All that the page shows of Slack, in pieces that change by themselves. */
export type Sight = {
  seat: Seat;
  title: string;
  side: string;
  /** What can be typed here, or why nothing can. */
  hint: string;
  messages: readonly Item[];
  thread: readonly Item[] | null;
  home: Item | null;
  modal: Item | null;
};

const HOME = "home";

/** The same seat with whatever is not there replaced by what is. */
export function seatIn(slack: SlackStandIn, asked: Partial<Seat>): Seat {
  const people = peopleOf(slack);
  const user = people.find(({ id }) => id === asked.user)?.id ?? people[0]?.id ?? "";
  const places = placesOf(slack, user);
  const place = [HOME, ...places.map(({ id }) => id)].find((id) => id === asked.place) ?? places[0]?.id ?? HOME;
  const isThere = slack.messages.some((each) => each.channel === place && each.ts === asked.thread && !each.deleted);
  return { user, place, thread: isThere && asked.thread ? asked.thread : null };
}

export function sightFrom(slack: SlackStandIn, seat: Seat, shortcuts: readonly Shortcut[]): Sight {
  const { user, place, thread } = seat;
  const channel = placesOf(slack, user).find(({ id }) => id === place);
  const title =
    place === HOME ? "maildiag: Home" : channel?.name === "directmessage" ? "maildiag" : `#${channel?.name ?? ""}`;
  return {
    seat,
    title,
    side: sideHtml(slack, seat).markup,
    hint: place === HOME ? "" : `Message ${title}`,
    messages: place === HOME ? [] : channelItems(slack, user, place, shortcuts),
    thread: thread && place !== HOME ? threadItems(slack, user, place, thread, shortcuts) : null,
    home: place === HOME ? (viewItem(slack, slack.homeOf(user)) ?? NO_HOME) : null,
    modal: viewItem(slack, slack.modalOf(user)),
  };
}

const NO_HOME: Item = { key: "none", markup: html`<p class="empty">maildiag has not shown a Home yet.</p>`.markup };

/** Whoever can sit at the page: everybody that is still there. */
function peopleOf({ state }: SlackStandIn) {
  return state.workspace.users.filter((each) => !each.deleted);
}

function placesOf({ state }: SlackStandIn, user: string): readonly WorkspaceChannel[] {
  const channels = state.workspace.channels.filter((each) => each.members.includes(user) && !each.archived);
  const direct = state.channel(directMessageWith(user));
  return direct ? [...channels, direct] : channels;
}

function sideHtml(slack: SlackStandIn, { user, place }: Seat): Html {
  const { team } = slack.state.workspace;
  const link = (id: string, label: string) =>
    html`<li><button type="button" data-act="go" data-id="${id}" ${id === place && html`aria-current="page"`}>${label}</button></li>`;
  const places = placesOf(slack, user).map(({ id, name }) =>
    link(id, name === "directmessage" ? "maildiag (direct)" : `# ${name}`),
  );
  return html`<h1>${team.name ?? team.domain}</h1>
    <label class="who">You are <select data-act="switch" aria-label="Who you are">${peopleOf(slack).map(
      (each) =>
        html`<option value="${each.id}" ${each.id === user && html`selected`}>${each.name}${roleOf(each)}</option>`,
    )}</select></label>
    <ul>${places}${link(HOME, "⌂ maildiag Home")}</ul>`;
}

function roleOf({ guest, teamId }: { guest?: string; teamId?: string }): string {
  if (guest) return " (guest)";
  return teamId ? " (another company)" : "";
}
