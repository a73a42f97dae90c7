export type SmtpLimits = {
  /** Until the connection stands, in milliseconds. */
  connectTimeoutMs: number;
  /** Silence at any one step after that, in milliseconds. */
  replyTimeoutMs: number;
  /** The whole conversation, in milliseconds. */
  totalTimeoutMs: number;
  /** Bytes of one reply, however many lines it has. */
  maxReplyBytes: number;
  /** Bytes of everything that the other side says. */
  maxBytes: number;
};

export const SMTP_LIMITS: SmtpLimits = {
  connectTimeoutMs: 4_000,
  replyTimeoutMs: 5_000,
  totalTimeoutMs: 10_000,
  maxReplyBytes: 16 * 1024,
  maxBytes: 128 * 1024,
};
