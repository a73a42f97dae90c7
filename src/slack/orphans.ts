import type { Store, StoredReport } from "../ports/store.ts";
import { type ReportView, slackNotice, slackReport } from "../render/slack.ts";
import { askedAgain } from "./asked.ts";
import type { BotParts } from "./bot-parts.ts";
import { REQUEST_BEGUN } from "./removal-desk.ts";
import { SlackRefused } from "./trouble.ts";

/** Settled reports are kept so long for their buttons. */
const KEPT_MS = 90 * 24 * 3_600_000;
const MOST_FORGOTTEN = 500;
const MOST_TELLING_MS = 3_600_000;

/**
 * One round: gives a sign of life, takes over what dead instances left open, and brings it to its final state. What Slack
 * does not take now is tried again in the next round. Never throws.
 */
export function createRounds(parts: BotParts, { instances, reports, removals }: Store): () => Promise<void> {
  const { context, instance, timing, log, edits, posts, privately } = parts;
  const left = new Map<string, StoredReport>();
  let telling: Promise<void> | null = null;

  async function bringToEnd(orphan: StoredReport): Promise<boolean> {
    try {
      if (orphan.command === REQUEST_BEGUN) {
        if (!(await tellAsker(orphan))) return false;
      } else await tell(orphan);
    } catch (error) {
      const isRefused = error instanceof SlackRefused && error.trouble.kind === "refused";
      log.warn({ err: error, report: orphan.id }, "an interrupted report could not be told");
      if (!isRefused) return false;
    }
    await reports.settle(orphan.id, { state: "interrupted", document: null, at: context.deps.now() });
    log.info({ report: orphan.id, of: orphan.instance }, "brought an interrupted report to its end");
    return true;
  }

  /** Whether they need not be told any more: what was asked for stands, they know, or nobody could tell them for an hour. */
  async function tellAsker({ id, askedBy, team, threadTs, channel, at }: StoredReport): Promise<boolean> {
    if (await removals.find(id)) return true;
    const asker = {
      user: askedBy,
      team,
      isShared: false,
      channel: channel === askedBy ? null : channel,
      threadTs,
      respond: null,
    };
    const isTold = await privately(asker, [slackNotice({ kind: "request-lost" })]);
    return isTold || context.deps.now().getTime() - at.getTime() > MOST_TELLING_MS;
  }

  async function tell(orphan: StoredReport): Promise<void> {
    const { id, channel, ts, threadTs, at } = orphan;
    const message = () => slackReport(viewOf(orphan));
    const parent = ts ? { channel, ts } : await posts.find({ channel, threadTs }, id, at);
    try {
      if (parent) return await edits.final({ ...parent, message });
    } catch (error) {
      if (!(error instanceof SlackRefused) || error.trouble.kind !== "refused") throw error;
    }
    await posts.post({ channel, threadTs }, message, `${id}.interrupted`);
  }

  function viewOf({ id, command, askedBy }: StoredReport): ReportView {
    const asked = askedAgain(command, context.config)?.asked;
    return {
      id,
      typed: asked?.typed ?? command,
      regions: asked?.regions ?? [],
      askedBy,
      state: "interrupted",
      known: [],
      pending: [],
      report: null,
      errorId: null,
    };
  }

  async function tellLeft(): Promise<void> {
    const tell = async (orphan: StoredReport) => {
      if (await bringToEnd(orphan)) left.delete(orphan.id);
    };
    await Promise.all([...left.values()].map(tell));
  }

  return async () => {
    try {
      const now = context.deps.now();
      await instances.beat(instance, now);
      for (const orphan of await reports.takeOver(instance, now, timing.deadAfterMs)) left.set(orphan.id, orphan);
      // It may take longer than the beat, which is not to wait for it: nobody is told twice at once.
      telling ??= tellLeft().finally(() => {
        telling = null;
      });
      await telling;
      await reports.forget(new Date(now.getTime() - KEPT_MS), MOST_FORGOTTEN);
    } catch (error) {
      log.error({ err: error }, "the store does not work");
    }
  };
}
