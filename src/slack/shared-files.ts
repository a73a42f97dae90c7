import { fetch } from "undici";
import { LARGEST_INPUT } from "../ports/inputs.ts";
import type { Secret } from "../secret.ts";
import type { Timing } from "./timing.ts";

/** A file as Slack names it in events, messages and views; everything in it is from outside. */
export type SharedFile = {
  id?: unknown;
  name?: unknown;
  size?: unknown;
  url_private?: unknown;
  url_private_download?: unknown;
};

export type ReadFile = { name: string; content: Uint8Array } | { name: string; problem: string };

/** Reads a file that somebody shared. Never throws: what cannot be read says why, in words for the person. */
export type ReadSharedFile = (file: SharedFile) => Promise<ReadFile>;

/** Where Slack keeps files; the bot's token goes nowhere else. */
const SLACK_HOST = /^(?:[a-z0-9-]+\.)*slack\.com$/;

/** @param apiUrl a stand-in keeps its files where its API is */
export function createReadSharedFile(token: Secret, apiUrl: string | null, timing: Timing): ReadSharedFile {
  return async (file) => {
    const name = typeof file.name === "string" ? file.name.slice(0, 200) : "file";
    const url = [file.url_private_download, file.url_private].find((each) => typeof each === "string");
    if (typeof url !== "string" || !isSlacks(url, apiUrl))
      return { name, problem: "Slack gave no address to read it from." };
    if (typeof file.size === "number" && file.size > LARGEST_INPUT)
      return { name, problem: "it is larger than 10 MB." };
    try {
      const response = await fetch(url, {
        headers: { authorization: `Bearer ${token.reveal()}` },
        redirect: "error",
        signal: AbortSignal.timeout(timing.callMs * 3),
      });
      const isPage = response.headers.get("content-type")?.startsWith("text/html") && !/\.html?$/i.test(name);
      // Without the scope Slack answers with its sign-in page.
      if (!response.ok || isPage || !response.body) {
        await response.body?.cancel();
        return { name, problem: "Slack does not let maildiag read it: the app needs the scope files:read." };
      }
      return { name, content: await firstBytes(response.body) };
    } catch {
      return { name, problem: "it could not be fetched from Slack." };
    }
  };
}

function isSlacks(url: string, apiUrl: string | null): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname, origin } = new URL(url);
  if (apiUrl) return origin === new URL(apiUrl).origin;
  return protocol === "https:" && SLACK_HOST.test(hostname);
}

async function firstBytes(body: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= LARGEST_INPUT) break;
  }
  return Buffer.concat(chunks).subarray(0, LARGEST_INPUT);
}

/** The files of an event, a message or a view. */
export function filesIn(value: unknown): readonly SharedFile[] {
  if (!Array.isArray(value)) return [];
  return value.slice(0, 20).filter((file): file is SharedFile => typeof file === "object" && file !== null);
}
