/** All that maildiag says in Slack. Only the files behind this one know Block Kit, its limits and its escaping. */
export { slackAnswer } from "./slack-answer.ts";
export type { SlackMessage } from "./slack-message.ts";
export { type SlackNotice, slackMistake, slackNotice } from "./slack-notice.ts";
export { type ReportView, slackReport } from "./slack-report.ts";
export { slackReportFile, slackReportThread } from "./slack-thread.ts";
