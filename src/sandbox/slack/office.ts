import type { InstalledApp } from "./installed-app.ts";
import type { SlackState } from "./state.ts";

/** What the methods of the Web API work with. */
export type Office = {
  state: SlackState;
  app: InstalledApp;
  tokens: { bot: string; app: string };
  /** `http://127.0.0.1:PORT` */
  origin: () => string;
  /** A WebSocket address that opens once. */
  socketUrl: () => string;
};
