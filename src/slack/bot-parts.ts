import type { Context } from "../commands/command.ts";
import type { Log } from "../log.ts";
import type { Metrics } from "../metrics.ts";
import type { ChatIdentity } from "../ports/chat.ts";
import type { Access } from "./access.ts";
import type { Calls } from "./calls.ts";
import type { Edits } from "./edits.ts";
import type { Offering } from "./offering.ts";
import type { Posts } from "./posts.ts";
import type { Privately } from "./privately.ts";
import type { Records } from "./records.ts";
import type { Runs } from "./runs.ts";
import type { Timing } from "./timing.ts";

/** What the rooms of the bot work with; made once, in bot.ts. */
export type BotParts = {
  /** Its `onBug` gives every bug an id of its own. */
  context: Context;
  log: Log;
  metrics: Metrics;
  timing: Timing;
  /** `url`: of the workspace, with a slash at its end; null where Slack does not say. */
  identity: ChatIdentity & { url: string | null };
  /** This instance's name in the store. */
  instance: string;
  calls: Calls;
  posts: Posts;
  edits: Edits;
  privately: Privately;
  access: Access;
  records: Records;
  offering: Offering;
  runs: Runs;
  /** No new work is taken. */
  isStopping: () => boolean;
};
