import type { Logger, ReceiverEvent } from "@slack/bolt";
import { SocketModeClient } from "@slack/socket-mode";
import { boundedFetch } from "./bounded-fetch.ts";
import { pause, type Timing } from "./timing.ts";
import { SlackRefused, type SlackTrouble, troubleOf } from "./trouble.ts";

export type SocketOptions = {
  appToken: string;
  apiUrl: string | null;
  logger: Logger;
  timing: Timing;
  heard: (event: ReceiverEvent) => void;
  /** A connection came, or is lost. */
  changed: () => void;
};

/** One connection of Socket Mode, from its first word to its last. It never reconnects by itself. */
export type Connection = {
  isOpen: () => boolean;
  /** Resolves when nothing will come over it any more: closed, lost, or asked by Slack to leave. */
  leaving: Promise<void>;
  close: () => void;
};

/**
 * Opens a connection and waits for Slack's hello. Throws SlackRefused. The client's own reconnecting is off: it waits for as
 * long as its pong time-out, and where Slack refuses the token then, nobody hears of it but the process's last net.
 */
export async function openConnection(options: SocketOptions): Promise<Connection> {
  const { appToken, apiUrl, logger, timing, heard, changed } = options;
  const client = new SocketModeClient({
    appToken,
    logger,
    autoReconnectEnabled: false,
    clientPingTimeout: timing.pongMs,
    clientOptions: {
      ...(apiUrl && { slackApiUrl: apiUrl }),
      fetch: boundedFetch,
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
      timeout: timing.callMs,
    },
  });
  const left = Promise.withResolvers<void>();
  let open = false;
  const leave = () => {
    open = false;
    left.resolve();
    changed();
  };
  client.on("ws_message", (data: unknown) => {
    if (asksToLeave(data)) leave();
  });
  client.on("close", leave);
  client.on("slack_event", (envelope: Envelope) => heard(eventOf(envelope, logger)));
  const hello = Promise.withResolvers<void>();
  client.once("connected", () => hello.resolve());
  client.start().catch((error: unknown) => hello.reject(new SlackRefused("apps.connections.open", reasonOf(error))));
  const patience = new AbortController();
  const late = pause(timing.helloMs, patience.signal).then(() => {
    if (!patience.signal.aborted)
      hello.reject(new SlackRefused("apps.connections.open", { kind: "transient", error: "no_hello" }));
  });
  try {
    await hello.promise;
  } catch (error) {
    hangUp(client);
    throw error;
  } finally {
    patience.abort();
    await late;
  }
  open = true;
  return { isOpen: () => open, leaving: left.promise, close: () => hangUp(client) };
}

type Envelope = {
  ack: (response?: unknown) => Promise<void>;
  body: ReceiverEvent["body"];
  retry_num?: number;
  retry_reason?: string;
};

/**
 * Acked before anything is looked at, and once: Slack may take the socket away in the next message. Only what is answered
 * by the ack itself, a submitted view or a menu's options, waits for its listener.
 * An ack that is lost with its socket ends nothing: Slack sends events again, and tells people of commands by itself.
 */
function eventOf({ ack, body, retry_num, retry_reason }: Envelope, logger: Logger): ReceiverEvent {
  let isAcked = false;
  const once = async (response?: unknown) => {
    if (isAcked) return;
    isAcked = true;
    await ack(response).catch((error: unknown) => logger.warn("an ack was lost with its socket:", error));
  };
  if (!ANSWERED_BY_ACK.includes(String(body.type))) void once();
  return {
    body,
    ...(retry_num !== undefined && { retryNum: retry_num }),
    ...(retry_reason && { retryReason: retry_reason }),
    ack: once,
  };
}

const ANSWERED_BY_ACK: readonly string[] = ["view_submission", "view_closed", "block_suggestion", "options"];

/** `{"type":"disconnect","reason":"warning"}`: the client closes now, and nothing more comes this way. */
function asksToLeave(data: unknown): boolean {
  if (typeof data !== "string" || data.length > 2_000 || !data.includes('"disconnect"')) return false;
  try {
    return JSON.parse(data).type === "disconnect";
  } catch {
    return false;
  }
}

/** Where the socket closes before its hello, the client rejects with nothing. */
function reasonOf(error: unknown): SlackTrouble {
  return troubleOf(error) ?? { kind: "transient", error: "no_socket" };
}

/** Not waited for: a peer that does not answer the closing frame takes the client 30 seconds. */
function hangUp(client: SocketModeClient): void {
  client.disconnect().catch(() => undefined);
}
