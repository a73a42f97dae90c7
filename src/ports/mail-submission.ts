export type TestMail = { from: string; to: string; subject: string; text: string };

/** SES took it under a message id, or said why not, in its words, not yet escaped. */
export type Submitted = { messageId: string } | { refused: string };

/**
 * The only way in which maildiag sends mail: the canary's, and approved test mails. Nothing is sent twice by itself: after `timeout`, `unreachable`,
 * `error` and `limit` it may have been sent. Throws PortTrouble. `ses:SendEmail`
 */
export type MailSubmission = {
  send(region: string, mail: TestMail, signal: AbortSignal): Promise<Submitted>;
};
