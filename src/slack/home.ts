import { COMMANDS } from "../commands/index.ts";
import { type Store, StoreTrouble } from "../ports/store.ts";
import { messageId } from "../removals/told.ts";
import { type HomeState, slackHome } from "../render/slack.ts";
import { messageUrl } from "../watches/links.ts";
import { overviewOf } from "../watches/overview.ts";
import type { WatchKind } from "../watches/watch.ts";
import type { Asker } from "./asker.ts";
import type { BotParts } from "./bot-parts.ts";
import { SlackRefused } from "./trouble.ts";

/** Makes the Home of one person anew. Slack's refusals are logged. */
export type ShowHome = (asker: Pick<Asker, "user" | "team" | "isShared" | "channel">) => Promise<void>;

const MOST_REMOVALS = 5;

async function pendingRemovals(
  { removals, outbox }: Store,
  now: Date,
  workspaceUrl: string | null,
): Promise<HomeState["removals"]> {
  const found = await removals.overdue(now, MOST_REMOVALS + 1);
  const shown = await Promise.all(
    found.slice(0, MOST_REMOVALS).map(async (removal) => {
      const message = await outbox.message(messageId(removal));
      return { removal, url: message && messageUrl(workspaceUrl, message) };
    }),
  );
  return { removals: shown, more: found.length > MOST_REMOVALS };
}

export function createHome(
  { calls, access, context, log, identity }: BotParts,
  store: Store,
  nextOf: (kind: WatchKind) => Date | null,
): ShowHome {
  async function state(): Promise<HomeState | null> {
    const now = context.deps.now();
    try {
      const [overview, removals] = await Promise.all([
        overviewOf(store, context.config, now, nextOf),
        pendingRemovals(store, now, identity.url),
      ]);
      return { now: now.toISOString(), ...overview, removals };
    } catch (error) {
      if (!(error instanceof StoreTrouble)) context.onBug(error);
      else log.error({ err: error }, "the store does not work");
      return null;
    }
  }

  return async (asker) => {
    const refusal = await access.refusal(asker);
    const { domains, regions } = context.config;
    const view = slackHome(
      refusal ?? {
        kind: "welcome",
        commands: COMMANDS.filter(({ where }) => where === "everywhere"),
        domains: domains.map(({ typed }) => typed),
        regions,
        state: await state(),
      },
    );
    try {
      const blocks = structuredClone([...view]);
      const publish = () => calls.client.views.publish({ user_id: asker.user, view: { type: "home", blocks } });
      await calls.call("views.publish", publish);
    } catch (error) {
      if (!(error instanceof SlackRefused)) throw error;
      log.warn({ err: error, user: asker.user }, "Slack did not take a Home");
    }
  };
}
