/** All that maildiag says in Slack. Only the files behind this one know Block Kit, its limits and its escaping. */
export { type AlertAnswer, slackAlertAnswer, slackLookingAgain } from "./slack-alert-answer.ts";
export { slackAnswer } from "./slack-answer.ts";
export { EXPLAIN_FILES, EXPLAIN_MODAL, EXPLAIN_TEXT, slackExplainModal } from "./slack-explain-modal.ts";
export { slackBeside, slackExplanation } from "./slack-explanation.ts";
export { slackHome } from "./slack-home.ts";
export type { HomeState } from "./slack-home-state.ts";
export type { SlackMessage } from "./slack-message.ts";
export { type SlackNotice, slackMistake, slackNotice } from "./slack-notice.ts";
export {
  REMOVAL_ADDRESSES,
  REMOVAL_MODAL,
  REMOVAL_REGIONS,
  REMOVAL_WHY,
  slackRemovalModal,
} from "./slack-removal-modal.ts";
export { slackClicked, slackHistoryFile, slackLooking, slackOfferGone } from "./slack-removals.ts";
export { type ReportView, slackReport } from "./slack-report.ts";
export { SNOOZE_FOR, SNOOZE_MODAL, SNOOZE_WHY, slackSnoozeModal } from "./slack-snooze-modal.ts";
export {
  ENTRIES_A_SCREEN,
  SUPPRESSIONS_CSV,
  slackReading,
  slackSuppression,
  slackSuppressions,
} from "./slack-suppressions.ts";
export { slackTestMailClicked } from "./slack-test-mail.ts";
export { slackReportFile, slackReportThread, slackStoredFile } from "./slack-thread.ts";
export { slackTrace } from "./slack-trace.ts";
