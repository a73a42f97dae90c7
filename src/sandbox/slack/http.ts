import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import type { Args } from "./args.ts";
import type { SlackFault } from "./faults.ts";
import { isObject, parseJson } from "./json.ts";
import { type Reply, rateLimited, refused } from "./web-api.ts";

const MAX_BODY = 50_000_000;

export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > MAX_BODY) throw new Error("body too large");
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

/** Arguments of a call, from a form, a JSON body or the query. */
export function argsOf(request: IncomingMessage, body: Buffer): Args {
  const { searchParams } = new URL(request.url ?? "/", "http://localhost");
  const query = Object.fromEntries(searchParams);
  const type = request.headers["content-type"] ?? "";
  if (type.startsWith("application/json")) {
    const given = parseJson(body.toString("utf8"));
    return { ...query, ...(isObject(given) && given) };
  }
  return { ...query, ...Object.fromEntries(new URLSearchParams(body.toString("utf8"))) };
}

export function bearer(request: IncomingMessage): string {
  return /^Bearer (\S+)$/.exec(request.headers.authorization ?? "")?.[1] ?? "";
}

/** The bytes of an upload: the body itself, or the one file of a form. Null where a form holds none. */
export async function uploadedBytes(request: IncomingMessage, body: Buffer): Promise<Buffer | null> {
  const type = request.headers["content-type"] ?? "";
  if (!type.startsWith("multipart/form-data")) return body;
  const form = await new Response(new Uint8Array(body), { headers: { "content-type": type } }).formData();
  const file = [...form.values()].find((value) => typeof value !== "string");
  return file ? Buffer.from(await file.arrayBuffer()) : null;
}

export function send(response: ServerResponse, reply: Reply): void {
  if (response.destroyed || response.headersSent) return;
  const json = typeof reply.body !== "string" && !Buffer.isBuffer(reply.body);
  const body = json ? JSON.stringify(reply.body) : reply.body;
  response.writeHead(reply.status, {
    "content-type": json ? "application/json; charset=utf-8" : "text/plain",
    ...reply.headers,
  });
  response.end(body);
}

/** Answers a call the way a fault wants it, or as usual where none strikes. Says what the caller got. */
export async function sendUnder(
  fault: SlackFault["then"] | undefined,
  response: ServerResponse,
  act: () => Reply | Promise<Reply>,
): Promise<string> {
  if (fault === undefined || typeof fault === "object") {
    if (fault && "delayMs" in fault) await pause(fault.delayMs, undefined, { ref: false });
    const reply = await act();
    if (fault && "answerAfterMs" in fault) await pause(fault.answerAfterMs, undefined, { ref: false });
    send(response, reply);
    return outcome(reply);
  }
  switch (fault) {
    case "timeout":
      return fault;
    case "dropAfter":
      await act();
      response.destroy();
      return fault;
    case "drop":
      response.destroy();
      return fault;
    case "http500":
      send(response, { status: 500, headers: {}, body: "Internal Server Error" });
      return fault;
    case "ratelimit":
      send(response, rateLimited(1));
      return "ratelimited";
    default: {
      const code = fault.slice("error:".length);
      send(response, { status: 200, headers: {}, body: refused(code) });
      return code;
    }
  }
}

function outcome({ status, body }: Reply): string {
  if (isObject(body) && body.ok === false) return String(body.error);
  return status < 400 ? "ok" : `http ${status}`;
}
