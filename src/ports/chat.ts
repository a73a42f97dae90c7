/** The chat that people use maildiag in, as far as `doctor` asks about it. Trouble at it is a PortTrouble. */
export type Chat = {
  /** Who the bot is, and what it may; `auth.test`. Trouble `credentials` where the token is not taken. */
  identity(signal: AbortSignal): Promise<ChatIdentity>;
  /** Whether the app token opens sockets; null where none is configured. Trouble `credentials` where it does not. */
  openSocket: ((signal: AbortSignal) => Promise<void>) | null;
  /** What people call them; null where the chat has no name. Trouble `denied` without the scope for it. */
  nameOf(user: string, signal: AbortSignal): Promise<string | null>;
  channel(id: string, scopes: readonly string[], signal: AbortSignal): Promise<ChannelState>;
};

export type ChatIdentity = {
  team: string;
  teamId: string;
  /** The bot's own user id. */
  userId: string;
  /** Granted at installation. */
  scopes: readonly string[];
};

/** `seen`: it exists, but the granted scopes do not tell whether the bot is in it. */
export type ChannelState = "member" | "not-member" | "missing" | "seen";
