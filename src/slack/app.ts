import { App, type Logger, type Receiver } from "@slack/bolt";
import type { Secret } from "../secret.ts";
import type { AlertDesk } from "./alert-desk.ts";
import { type Answering, createAnswering } from "./answering.ts";
import type { BotParts } from "./bot-parts.ts";
import { clientOptions } from "./calls.ts";
import type { Desk } from "./desk.ts";
import { createExplainHanded } from "./explain-handed.ts";
import { createExplaining } from "./explaining.ts";
import type { ShowHome } from "./home.ts";
import { listenToAlertButtons } from "./listeners/alert-buttons.ts";
import { listenToDirectMessage } from "./listeners/direct-message.ts";
import { listenToExplainModal } from "./listeners/explain-modal.ts";
import { listenToExplainShortcut } from "./listeners/explain-shortcut.ts";
import { ackEverything } from "./listeners/fallback.ts";
import { listenToHome } from "./listeners/home.ts";
import { listenToMention } from "./listeners/mention.ts";
import { listenToRemovalButtons } from "./listeners/removal-buttons.ts";
import { listenToRemovalModal } from "./listeners/removal-modal.ts";
import { listenToReportJson } from "./listeners/report-json.ts";
import { listenToRunAgain } from "./listeners/run-again.ts";
import { listenToSlashCommand } from "./listeners/slash-command.ts";
import { listenToSnoozeModal } from "./listeners/snooze-modal.ts";
import { listenToSuppressions } from "./listeners/suppressions.ts";
import { listenToTestMailButtons } from "./listeners/test-mail-buttons.ts";
import type { RemovalDesk } from "./removal-desk.ts";
import { createSeen } from "./seen.ts";
import { createReadSharedFile } from "./shared-files.ts";
import { createSuppressing } from "./suppressing.ts";
import type { TestMailDesk } from "./test-mail-desk.ts";

/** Slack sends an event again for up to an hour or so: at once, after a minute, after five. */
const EVENT_MS = 30 * 60_000;

export type AppOptions = {
  token: Secret;
  botId: string;
  apiUrl: string | null;
  receiver: Receiver;
  logger: Logger;
};

/** What stands beside reports. */
export type Rooms = {
  alerts: AlertDesk;
  removals: RemovalDesk;
  testMails: TestMailDesk;
  showHome: ShowHome;
  /** Something may stand in the outbox. */
  onTold: () => void;
};

/** Bolt with everything that it listens to, one file each. */
export function createApp(
  parts: BotParts,
  desk: Desk,
  { alerts, removals, testMails, showHome, onTold }: Rooms,
  options: AppOptions,
): App {
  const { identity, timing, log, context } = parts;
  const { token, botId, apiUrl, receiver, logger } = options;
  const app = new App({
    receiver,
    logger,
    // Known already: Bolt would ask again, and an answer that it does not like is a rejection that nobody handles.
    authorize: async () => ({ botToken: token.reveal(), botId, botUserId: identity.userId, teamId: identity.teamId }),
    clientOptions: clientOptions(apiUrl, timing, logger),
    convoStore: false,
  });
  // The last net: whoever asked has been told by then, or nobody asked.
  app.error(async (error) => {
    context.onBug(error);
  });
  ackEverything(app);

  const readFile = createReadSharedFile(token, apiUrl, timing);
  const explainHanded = createExplainHanded(parts, createExplaining(parts), readFile);
  const suppressing = createSuppressing(parts);
  const answering: Answering = createAnswering(parts, desk, explainHanded, suppressing, onTold);
  const isNewEvent = createSeen(EVENT_MS);
  const isNewClick = createSeen(timing.clickMs);
  listenToSlashCommand(app, answering);
  listenToMention(app, answering, identity.userId, isNewEvent);
  listenToDirectMessage(app, answering, identity.userId, isNewEvent);
  listenToRunAgain(app, answering, parts, isNewClick);
  listenToReportJson(app, answering, parts, isNewClick);
  listenToExplainShortcut(app, answering, explainHanded);
  listenToExplainModal(app, answering, explainHanded);
  listenToSuppressions(app, answering, suppressing, isNewClick);
  listenToRemovalButtons(app, answering, { removals, showHome });
  listenToRemovalModal(app, answering, removals);
  listenToTestMailButtons(app, answering, testMails);
  listenToAlertButtons(app, answering, { alerts, showHome }, isNewClick);
  listenToSnoozeModal(app, answering, { alerts, showHome });
  listenToHome(app, showHome);
  log.debug("the app listens");
  return app;
}
