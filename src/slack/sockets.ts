import type { App, Receiver, ReceiverEvent } from "@slack/bolt";
import { type Connection, openConnection, type SocketOptions } from "./socket.ts";
import { pause } from "./timing.ts";
import { SlackRefused, type SlackTrouble } from "./trouble.ts";

/** Slack allows ten, and deals envelopes out to all: https://docs.slack.dev/apis/events-api/using-socket-mode */
const SOCKETS = 2;

export type SocketsOptions = Omit<SocketOptions, "heard"> & {
  /** The app token is refused for good: no socket will ever open again. */
  revoked: (trouble: SlackTrouble) => void;
};

/**
 * Bolt's receiver on two sockets. Slack takes every socket away every few hours; while one is replaced, which begins the
 * moment it is asked to leave, the other one hears. What was heard is counted, so that it can be finished.
 */
export class Sockets implements Receiver {
  readonly #options: SocketsOptions;
  readonly #stopping = new AbortController();
  readonly #open = new Set<Connection>();
  readonly #handled = new Set<Promise<void>>();
  readonly #first = Promise.withResolvers<void>();
  #app: App | null = null;

  constructor(options: SocketsOptions) {
    this.#options = options;
  }

  get connected(): number {
    return [...this.#open].filter((connection) => connection.isOpen()).length;
  }

  /** Handlers under way. */
  get busy(): number {
    return this.#handled.size;
  }

  init(app: App): void {
    this.#app = app;
  }

  /** Resolves when the first socket hears. */
  async start(): Promise<void> {
    for (let slot = 0; slot < SOCKETS; slot += 1) void this.#keepOpen();
    await this.#first.promise;
  }

  /** Hears nothing more; what was heard goes on. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    for (const connection of this.#open) connection.close();
    this.#open.clear();
    this.#first.resolve();
  }

  /** Resolves when everything that was heard is done. */
  async idle(): Promise<void> {
    while (this.#handled.size > 0) await Promise.all(this.#handled);
  }

  async #keepOpen(): Promise<void> {
    const { timing, logger, revoked } = this.#options;
    const { signal } = this.#stopping;
    let wait = timing.reconnectMs;
    while (!signal.aborted) {
      try {
        const connection = await openConnection({ ...this.#options, heard: (event) => this.#hear(event) });
        if (signal.aborted) return connection.close();
        this.#open.add(connection);
        this.#options.changed();
        this.#first.resolve();
        const since = performance.now();
        await connection.leaving;
        this.#open.delete(connection);
        connection.close();
        const isLasting = performance.now() - since > timing.reconnectMs;
        if (isLasting) wait = timing.reconnectMs;
        else await pause(wait, signal);
      } catch (error) {
        const trouble =
          error instanceof SlackRefused ? error.trouble : { kind: "transient" as const, error: String(error) };
        if (trouble.kind === "revoked" || isForGood(trouble)) return revoked(trouble);
        const ms = trouble.kind === "limited" ? trouble.seconds * timing.secondMs : wait;
        logger.warn(`no socket to Slack (${trouble.error}), trying again in ${ms} ms`);
        await pause(ms, signal);
        wait = Math.min(wait * 2, timing.reconnectMostMs);
      }
    }
  }

  #hear(event: ReceiverEvent): void {
    const handled = this.#handle(event).finally(() => this.#handled.delete(handled));
    this.#handled.add(handled);
  }

  async #handle(event: ReceiverEvent): Promise<void> {
    try {
      await this.#app?.processEvent(event);
    } catch (error) {
      this.#options.logger.error("an envelope could not be handled:", error);
      await event.ack();
    }
  }
}

/** Slack itself says that this token will never open a socket, such as without its scope; a proxy's 403 is none of Slack's. */
function isForGood({ kind, error }: SlackTrouble): boolean {
  return kind === "refused" && !error.startsWith("http_");
}
