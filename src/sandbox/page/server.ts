import { readFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { SlackStandIn } from "../slack/index.ts";
import { ACT, act } from "./acts.ts";
import type { Door } from "./door.ts";
import type { Shortcut } from "./messages.ts";
import { seatIn, sightFrom } from "./seat.ts";
import { type Completion, STYLE_HASH, shellHtml } from "./shell.ts";
import { WORLD_ACT, type WorldPanel } from "./world-panel.ts";

export type PageOptions = {
  slack: SlackStandIn;
  /** The world beside Slack, and its switches. */
  world: WorldPanel;
  completions: readonly Completion[];
  shortcuts: readonly Shortcut[];
  door: Door;
};

export type Page = { url: string; close: () => Promise<void> };

const MOST_BYTES = 12 * 1024 * 1024;
const TOGETHER_MS = 40;
const HEADERS = {
  "content-security-policy": `default-src 'none'; style-src '${STYLE_HASH}'; script-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cache-control": "no-store",
};

/** The page over a workspace, on loopback. Only a browser on this machine that was sent here by nobody else is served. */
export function startPage(options: PageOptions): Page {
  const { slack, world, door } = options;
  const listeners = new Set<ServerResponse>();
  let version = 0;
  let timer: NodeJS.Timeout | null = null;
  /** Many changes at once are told as one. */
  const changed = () => {
    timer ??= setTimeout(() => {
      timer = null;
      version += 1;
      for (const each of listeners) each.write(`data: ${version}\n\n`);
    }, TOGETHER_MS);
  };
  slack.state.changes.on("change", changed);
  const unwatch = world.watch(changed);
  const isOurs = (host: string) => host === `127.0.0.1:${door.port}` || host === `localhost:${door.port}`;
  door.open((request, response) => {
    void answer(request, response).catch((error: unknown) => {
      if (!response.headersSent) send(response, 500, "text/plain; charset=utf-8", String(error));
      else response.destroy();
    });
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { host = "", origin } = request.headers;
    // A page elsewhere may send a browser here under another name (DNS rebinding), or post from its own origin.
    if (!isOurs(host) || (origin !== undefined && origin !== `http://${host}`))
      return send(response, 403, "text/plain", "no");
    const url = URL.parse(request.url ?? "/", `http://${host}`);
    // `//` begins another host's name.
    if (url?.host !== host) return send(response, 400, "text/plain", "That is no address of a page here.");
    const [, room = "", id = ""] = url.pathname.split("/");
    if (request.method === "POST") return post(room, url, request, response);
    if (request.method !== "GET") return send(response, 405, "text/plain", "GET or POST");
    if (room === "changes") return follow(response);
    if (room === "sight") return json(response, sightOf(url));
    if (room === "file") return download(id, response);
    if (room === "page.js") return send(response, 200, "text/javascript; charset=utf-8", await script());
    if (room !== "") return send(response, 404, "text/plain", "There is no such page.");
    send(response, 200, "text/html; charset=utf-8", shellHtml(sightOf(url), options.completions).markup);
  }

  function sightOf({ searchParams }: URL) {
    const asked = {
      user: searchParams.get("as") ?? "",
      place: searchParams.get("in") ?? "",
      thread: searchParams.get("thread"),
    };
    const seat = seatIn(slack, asked);
    return { version, ...sightFrom(slack, seat, options.shortcuts), world: world.items() };
  }

  async function post(room: string, url: URL, request: IncomingMessage, response: ServerResponse): Promise<void> {
    // Without it a form of any page could post here: such a one sends no JSON and no octets of its own kind.
    const type = request.headers["content-type"] ?? "";
    if (!/^application\/(?:json|octet-stream)$/.test(type)) return send(response, 415, "text/plain", "JSON");
    const body = await bodyOf(request);
    if (body === null) return send(response, 413, "text/plain", "too large");
    try {
      if (room === "upload") {
        const { searchParams } = url;
        return json(response, {
          id: slack.people.upload(
            searchParams.get("as") ?? "",
            (searchParams.get("name") ?? "file").slice(0, 200),
            body,
          ),
        });
      }
      const asked: unknown = JSON.parse(body.toString("utf8"));
      let go = null;
      if (room === "act") await act(slack, ACT.parse(asked));
      else if (room === "world") go = await world.act(WORLD_ACT.parse(asked));
      else return send(response, 404, "text/plain", "There is no such page.");
      json(response, { ok: true, go });
    } catch (error) {
      json(response, { ok: false, error: error instanceof Error ? error.message : String(error) });
    }
  }

  function follow(response: ServerResponse): void {
    response.writeHead(200, { ...HEADERS, "content-type": "text/event-stream" });
    response.write(`data: ${version}\n\n`);
    listeners.add(response);
    response.once("close", () => listeners.delete(response));
  }

  function download(id: string, response: ServerResponse): void {
    const file = slack.state.files.get(id);
    if (!file?.content) {
      send(response, 404, "text/plain", "There is no such file.");
      return;
    }
    const name = encodeURIComponent(file.name);
    response.setHeader("content-disposition", `attachment; filename*=UTF-8''${name}`);
    send(response, 200, "application/octet-stream", file.content);
  }

  return {
    url: `http://127.0.0.1:${door.port}/`,
    async close() {
      slack.state.changes.off("change", changed);
      unwatch();
      if (timer) clearTimeout(timer);
      for (const each of listeners) each.end();
      await door.close();
    },
  };
}

/** Stands beside this file, in the sources as in the built program. */
function script(): Promise<Buffer> {
  return readFile(new URL("page.js", import.meta.url));
}

function send(response: ServerResponse, status: number, type: string, body: string | Buffer): void {
  response.writeHead(status, { ...HEADERS, "content-type": type }).end(body);
}

function json(response: ServerResponse, value: object): void {
  send(response, 200, "application/json; charset=utf-8", JSON.stringify(value));
}

async function bodyOf(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > MOST_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
