import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { textArg } from "./args.ts";
import { plainTextOf } from "./blocks/plain-text.ts";
import { faultsFrom, type SlackFault } from "./faults.ts";
import { argsOf, bearer, readBody, send, sendUnder, uploadedBytes } from "./http.ts";
import { appFromManifest, type InstalledApp } from "./installed-app.ts";
import type { Office } from "./office.ts";
import { People } from "./people.ts";
import { type RateLimit, rateLimiter } from "./rate-limits.ts";
import { answerResponseUrl } from "./response-url.ts";
import { SocketMode } from "./socket-mode.ts";
import { type Message, SlackState, type View } from "./state.ts";
import { printTranscript, type TranscriptOptions } from "./transcript.ts";
import { answerCall, type Reply } from "./web-api.ts";
import type { Workspace } from "./workspace.ts";

export type SlackOptions = {
  /** What is granted and registered; the project's manifest where absent, single fields replace its own. */
  app?: Partial<InstalledApp>;
  faults?: readonly SlackFault[];
  /** None by default; `SLACK_RATE_LIMITS` are Slack's own. */
  rateLimits?: readonly RateLimit[];
  /** Milliseconds since 1970; what trigger ids, response URLs and rate limits go by. */
  now?: () => number;
  /** Slack: 3000 */
  ackWithinMs?: number;
  /** Slack: 0, 60000, 300000 */
  retryAfterMs?: readonly number[];
  /** Default 10000 */
  pingEveryMs?: number;
};

/** One call that the stand-in was asked. `outcome` is `ok`, Slack's error code, or the fault that struck. */
export type SlackCall = { method: string; channel: string; outcome: string; at: number; tookMs: number };

/** A Slack workspace on loopback, for tests and the sandbox. */
export class SlackStandIn {
  readonly state: SlackState;
  readonly sockets: SocketMode;
  readonly people: People;
  readonly calls: SlackCall[] = [];
  /** `SLACK_BOT_TOKEN`, `SLACK_APP_TOKEN` of the installed app. */
  readonly tokens = { bot: "xoxb-sandbox", app: "xapp-sandbox" };
  readonly #office: Office;
  readonly #server = createServer((request, response) => void this.#answer(request, response));
  readonly #faults: ReturnType<typeof faultsFrom>;
  readonly #limiter: ReturnType<typeof rateLimiter>;

  constructor(workspace: Workspace, options: SlackOptions) {
    const now = options.now ?? Date.now;
    this.state = new SlackState(workspace, now);
    this.#faults = faultsFrom(options.faults ?? []);
    this.#limiter = rateLimiter(options.rateLimits ?? [], now);
    this.sockets = new SocketMode({
      appId: workspace.bot.appId,
      ackWithinMs: options.ackWithinMs ?? 3_000,
      retryAfterMs: options.retryAfterMs ?? [0, 60_000, 300_000],
      pingEveryMs: options.pingEveryMs ?? 10_000,
      changed: () => this.state.changed(),
    });
    this.#office = {
      state: this.state,
      app: { ...appFromManifest(), ...options.app },
      tokens: this.tokens,
      origin: () => this.origin,
      socketUrl: () => `${this.origin.replace("http", "ws")}/link/?ticket=${this.sockets.issueTicket()}`,
    };
    this.people = new People(this.#office, this.sockets);
    this.#server.on("upgrade", (request: IncomingMessage, stream: Duplex, head: Buffer) => {
      const url = new URL(request.url ?? "/", "http://localhost");
      this.sockets.accept(request, stream, head, url.searchParams.get("ticket") ?? "");
    });
  }

  get origin(): string {
    const address = this.#server.address();
    return `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
  }

  /** `SLACK_API_URL`, `clientOptions.slackApiUrl` */
  get apiUrl(): string {
    return `${this.origin}/api/`;
  }

  get messages(): readonly Message[] {
    return this.state.messages;
  }

  listen(): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#server.once("error", reject);
    this.#server.listen(0, "127.0.0.1", resolve);
    return promise;
  }

  /** Strikes from now on; the answer takes it away again. */
  fail(fault: SlackFault): () => void {
    return this.#faults.add(fault);
  }

  /** The newest message, deleted ones apart, whose text or blocks hold `part`. */
  find(part: string): Message | undefined {
    const names = { user: (id: string) => id, channel: (id: string) => id };
    const read = (each: Message) => [each.text, ...plainTextOf(each.blocks, names)].join("\n");
    return this.state.messages.findLast((each) => !each.deleted && read(each).includes(part));
  }

  modalOf(userId: string): View | undefined {
    return this.state.modalOf(userId);
  }

  homeOf(userId: string): View | undefined {
    return this.state.homeOf(userId);
  }

  transcript(options: TranscriptOptions = {}): string {
    return printTranscript(this.state, options);
  }

  /** What `look` finds, as soon as it finds something. Rejects, with the transcript, after `timeoutMs`. */
  until<T>(look: (slack: SlackStandIn) => T, timeoutMs = 15_000): Promise<NonNullable<T>> {
    const { promise, resolve, reject } = Promise.withResolvers<NonNullable<T>>();
    const check = () => {
      try {
        const found = look(this);
        if (found !== undefined && found !== null && found !== false) resolve(found);
      } catch (error) {
        reject(error);
      }
    };
    const late = () => reject(new Error(`not seen within ${timeoutMs} ms: ${look}\n${this.transcript()}`));
    const timer = setTimeout(late, timeoutMs);
    this.state.changes.on("change", check);
    check();
    return promise.finally(() => {
      clearTimeout(timer);
      this.state.changes.off("change", check);
    });
  }

  async close(): Promise<void> {
    await this.sockets.close();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#server.close(() => resolve());
    this.#server.closeAllConnections();
    await promise;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const at = performance.now();
    try {
      const body = await readBody(request);
      const { pathname } = new URL(request.url ?? "/", "http://localhost");
      const [, room = "", id = ""] = pathname.split("/");
      const args = argsOf(request, room === "upload" ? Buffer.alloc(0) : body);
      const method = METHOD_OF_ROOM[room] ?? id;
      const channel = textArg(args, "channel") || (this.state.responseUrls.get(id)?.channel ?? "");
      const blocks = typeof args.blocks === "string" ? args.blocks : JSON.stringify(args.blocks ?? []);
      const fault = this.#faults.strike(method, channel, blocks);
      const outcome = await sendUnder(fault, response, () => this.#route(room, id, request, body));
      this.calls.push({ method, channel, outcome, at, tookMs: performance.now() - at });
      this.state.changed();
    } catch (error) {
      // A fault of the stand-in itself: seen by whoever asked, and fatal to nothing.
      send(response, { status: 500, headers: {}, body: `stand-in: ${String(error)}` });
    }
  }

  #route(room: string, id: string, request: IncomingMessage, body: Buffer): Reply | Promise<Reply> {
    const args = argsOf(request, room === "upload" ? Buffer.alloc(0) : body);
    switch (room) {
      case "api":
        return answerCall(id, bearer(request) || textArg(args, "token"), args, this.#office, this.#limiter);
      case "response":
        return answerResponseUrl(id, { ...args }, this.#office);
      case "upload":
        return this.#upload(id, request, body);
      case "files":
        return this.#download(id, bearer(request));
      default:
        return {
          status: 200,
          headers: { "content-type": "text/html" },
          body: "<html><body>Sign in to Slack</body></html>",
        };
    }
  }

  async #upload(id: string, request: IncomingMessage, body: Buffer): Promise<Reply> {
    const file = this.state.files.get(id);
    const bytes = await uploadedBytes(request, body);
    if (!file || !bytes || file.complete) return { status: 404, headers: {}, body: "not found" };
    if (bytes.length !== file.length) return { status: 400, headers: {}, body: "length mismatch" };
    file.content = bytes;
    return { status: 200, headers: {}, body: `OK - ${bytes.length}` };
  }

  /** Without the right token Slack answers with its sign-in page, not with an error. */
  #download(id: string, token: string): Reply {
    const file = this.state.files.get(id);
    const allowed = token === this.tokens.bot && this.#office.app.scopes.includes("files:read");
    if (!allowed) return { status: 302, headers: { location: `${this.origin}/signin` }, body: "" };
    if (!file?.content) return { status: 404, headers: {}, body: "not found" };
    return { status: 200, headers: { "content-type": "application/octet-stream" }, body: file.content };
  }
}

/** What faults and `calls` name that which is no method of the Web API. */
const METHOD_OF_ROOM: Readonly<Record<string, string>> = {
  response: "response_url",
  upload: "upload",
  files: "download",
};

/** A listening stand-in of a workspace. Close it when done. */
export async function startSlack(workspace: Workspace, options: SlackOptions = {}): Promise<SlackStandIn> {
  const slack = new SlackStandIn(workspace, options);
  await slack.listen();
  return slack;
}

export { SLACK_RATE_LIMITS } from "./rate-limits.ts";
export { EXAMPLE_WORKSPACE, SANDBOX_WORKSPACE, type Workspace } from "./workspace.ts";
export type { Message, SlackFault, View };
