import type { BlockAction, SlackViewAction } from "@slack/bolt";

/** Who asks, and where an answer reaches them. */
export type Asker = {
  /** A Slack user id. */
  user: string;
  /** The team whom the person belongs to, as Slack says; null where it does not say. */
  team: string | null;
  /** The channel is shared with another organisation. */
  isShared: boolean;
  /** null where there is none, as in Home. */
  channel: string | null;
  /** The thread in which it is answered. */
  threadTs: string | null;
  /** Where Slack takes answers for this person without any scope or membership; null for events. */
  respond: ResponseUrl | null;
};

/** Slack takes five answers within 30 minutes. https://docs.slack.dev/interactivity/handling-user-interaction#message_responses */
export type ResponseUrl = { url: string; left: number };

const USES = 5;

export function responseUrl(url: string | undefined): ResponseUrl | null {
  return url ? { url, left: USES } : null;
}

type Said = {
  channel: string;
  thread_ts?: string | undefined;
  user_team?: unknown;
  source_team?: unknown;
  team?: unknown;
};

/** Who said something. In shared channels `team` may be the channel's; the person's own stands in `user_team`. */
export function askerOfEvent(said: Said, user: string, isShared: boolean): Asker {
  const teams = [said.user_team, said.source_team, said.team];
  const team = teams.find((each) => typeof each === "string" && each !== "");
  return {
    user,
    team: typeof team === "string" ? team : null,
    isShared,
    channel: said.channel,
    threadTs: said.thread_ts ?? null,
    respond: null,
  };
}

/** Who pressed a button. */
export function askerOfPress({ user, team, channel, message, response_url }: BlockAction): Asker {
  return {
    user: user.id,
    team: user.team_id ?? team?.id ?? null,
    isShared: false,
    channel: channel?.id ?? null,
    threadTs: message?.thread_ts ?? null,
    respond: responseUrl(response_url),
  };
}

/** Who submits a modal. `place`: channel and thread from which it was opened, as the modal kept them; Home has none. */
export function askerOfView({ user, team }: SlackViewAction, place: readonly string[]): Asker {
  const [channel = "", threadTs = ""] = place;
  return {
    user: user.id,
    team: user.team_id ?? team?.id ?? null,
    isShared: false,
    channel: /^[CDG][A-Z0-9]{1,40}$/.test(channel) ? channel : null,
    threadTs: /^\d+\.\d+$/.test(threadTs) ? threadTs : null,
    respond: null,
  };
}
