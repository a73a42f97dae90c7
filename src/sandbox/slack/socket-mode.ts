import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { type RawData, type WebSocket, WebSocketServer } from "ws";
import { isObject, type JsonObject, parseJson, stringIn } from "./json.ts";

export type EnvelopeType = "slash_commands" | "interactive" | "events_api";

/** One envelope on its way, and what came back. Milliseconds. */
export type Delivery = {
  envelopeId: string;
  type: EnvelopeType;
  payload: JsonObject;
  /** Number of the socket that carried it, counted from 1 in the order in which they connected. */
  socket: number;
  retryAttempt: number;
  /** null while, or when, no ack came. Late ones count. */
  ackMs: number | null;
  ackPayload: JsonObject;
};

export type Acknowledgement = {
  acked: boolean;
  /** Of the attempt that was acked, or how long Slack waited. */
  ms: number;
  payload: JsonObject;
  attempts: number;
  /** What Slack tells the person; "" where it was acked. `not_sent`: nothing that the app is told of. */
  failure: "" | "dispatch_failed" | "operation_timeout" | "not_sent";
};

export type SocketSettings = {
  appId: string;
  /** Slack: 3000 */
  ackWithinMs: number;
  /** Before each new try of an event that was not acked; Slack: at once, after a minute, after five. */
  retryAfterMs: readonly number[];
  pingEveryMs: number;
  changed: () => void;
};

const CLOSE_WITHIN_MS = 300;

type Connection = { number: number; socket: WebSocket; leaving: boolean };
type Waiting = { delivery: Delivery; sentAt: number; acked: () => void };

/** Slack's end of Socket Mode: https://docs.slack.dev/apis/events-api/using-socket-mode */
export class SocketMode {
  readonly deliveries: Delivery[] = [];
  readonly #settings: SocketSettings;
  readonly #server = new WebSocketServer({ noServer: true });
  readonly #tickets = new Set<string>();
  readonly #waiting = new Map<string, Waiting>();
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #pings: NodeJS.Timeout;
  #connections: Connection[] = [];
  #connected = 0;
  #turn = 0;

  constructor(settings: SocketSettings) {
    this.#settings = settings;
    this.#pings = setInterval(() => {
      for (const { socket } of this.#connections) socket.ping("ping from slack");
    }, settings.pingEveryMs).unref();
  }

  /** Sockets that take envelopes now. */
  get open(): number {
    return this.#connections.filter((each) => !each.leaving).length;
  }

  /** How many connected since the start. */
  get connected(): number {
    return this.#connected;
  }

  /** For one connection; a second one with the same ticket is refused. */
  issueTicket(): string {
    const ticket = crypto.randomUUID();
    this.#tickets.add(ticket);
    return ticket;
  }

  accept(request: IncomingMessage, stream: Duplex, head: Buffer, ticket: string): void {
    if (!this.#tickets.delete(ticket)) {
      stream.end("HTTP/1.1 401 Unauthorized\r\nconnection: close\r\ncontent-length: 0\r\n\r\n");
      return;
    }
    this.#server.handleUpgrade(request, stream, head, (socket) => this.#welcome(socket));
  }

  /** Sends to one socket, in turn. Resolves when it is acked, or when Slack would give up; never rejects. */
  async deliver(type: EnvelopeType, payload: JsonObject): Promise<Acknowledgement> {
    const pauses = type === "events_api" ? this.#settings.retryAfterMs : [];
    let last = await this.#attempt(type, payload, 0);
    for (const [index, pause] of pauses.entries()) {
      if (last.acked) break;
      await this.#after(pause);
      last = await this.#attempt(type, payload, index + 1);
    }
    return last;
  }

  /** Asks every socket to reconnect, as Slack does every few hours. The client closes; no new envelopes go there. */
  disconnect(reason: "warning" | "refresh_requested" | "link_disabled" = "refresh_requested"): void {
    for (const connection of this.#connections) {
      connection.leaving = true;
      connection.socket.send(JSON.stringify({ type: "disconnect", reason, debug_info: { host: "sandbox" } }));
    }
  }

  /** Cuts every socket without a word. */
  drop(): void {
    for (const { socket } of this.#connections) socket.terminate();
  }

  /** Sockets stay open, but pings are no longer answered and acks no longer read. */
  freeze(): void {
    for (const { socket } of this.#connections) socket.pause();
  }

  /** Ends with a handshake where the client still talks: Bolt's own `stop` does not wait for its. */
  async close(): Promise<void> {
    clearInterval(this.#pings);
    const ended = this.#connections.map(({ socket }) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      socket.once("close", () => resolve());
      socket.close(1001);
      return promise;
    });
    await Promise.race([Promise.all(ended), this.#after(CLOSE_WITHIN_MS)]);
    for (const timer of this.#timers) clearTimeout(timer);
    this.drop();
    this.#server.close();
  }

  #welcome(socket: WebSocket): void {
    this.#connected += 1;
    const connection = { number: this.#connected, socket, leaving: false };
    this.#connections.push(connection);
    socket.on("message", (data) => this.#hear(data));
    socket.on("error", () => socket.terminate());
    socket.on("close", () => {
      this.#connections = this.#connections.filter((each) => each !== connection);
      this.#settings.changed();
    });
    const hello = {
      type: "hello",
      num_connections: this.#connections.length,
      debug_info: { host: "sandbox", approximate_connection_time: 18_060 },
      connection_info: { app_id: this.#settings.appId },
    };
    socket.send(JSON.stringify(hello));
    this.#settings.changed();
  }

  #hear(data: RawData): void {
    const message = parseJson(String(data));
    const id = stringIn(message, "envelope_id");
    const waiting = this.#waiting.get(id);
    if (!waiting || !isObject(message)) return;
    this.#waiting.delete(id);
    waiting.delivery.ackMs = performance.now() - waiting.sentAt;
    waiting.delivery.ackPayload = isObject(message.payload) ? message.payload : {};
    waiting.acked();
    this.#settings.changed();
  }

  async #attempt(type: EnvelopeType, payload: JsonObject, retryAttempt: number): Promise<Acknowledgement> {
    const attempts = retryAttempt + 1;
    const takers = this.#connections.filter((each) => !each.leaving);
    this.#turn += 1;
    const taker = takers[this.#turn % Math.max(1, takers.length)];
    if (!taker) return { acked: false, ms: 0, payload: {}, attempts, failure: "dispatch_failed" };
    const delivery: Delivery = {
      envelopeId: crypto.randomUUID(),
      type,
      payload,
      socket: taker.number,
      retryAttempt,
      ackMs: null,
      ackPayload: {},
    };
    this.deliveries.push(delivery);
    const envelope = {
      envelope_id: delivery.envelopeId,
      type,
      payload,
      accepts_response_payload: type !== "events_api",
      ...(type === "events_api" && { retry_attempt: retryAttempt, retry_reason: retryAttempt > 0 ? "timeout" : "" }),
    };
    const answered = Promise.withResolvers<void>();
    this.#waiting.set(delivery.envelopeId, { delivery, sentAt: performance.now(), acked: answered.resolve });
    taker.socket.send(JSON.stringify(envelope));
    await Promise.race([answered.promise, this.#after(this.#settings.ackWithinMs)]);
    const acked = delivery.ackMs !== null;
    return {
      acked,
      ms: delivery.ackMs ?? this.#settings.ackWithinMs,
      payload: delivery.ackPayload,
      attempts,
      failure: acked ? "" : "operation_timeout",
    };
  }

  /** Leaves the process free to end. */
  #after(ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      resolve();
    }, ms).unref();
    this.#timers.add(timer);
    return promise;
  }
}
