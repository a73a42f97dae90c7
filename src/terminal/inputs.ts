import { once } from "node:events";
import { createReadStream } from "node:fs";
import { open, stat } from "node:fs/promises";
import { type Inputs, LARGEST_INPUT, UnreadableInput } from "../ports/inputs.ts";
import type { Shell } from "./shell.ts";

/** More of a line is no reply, and is not kept in memory. */
const LONGEST_LINE = 64_000;

/** Files and standard input of the person's own machine. Nothing larger than a mail may be is read whole. */
export function terminalInputs(stdin: Shell["stdin"]): Inputs {
  return {
    file: (path) => unlessMissing(path, () => start(path)),
    stdin: async () => (stdin.isTTY ? null : collect(stdin)),
    lines: (path) =>
      path === "-"
        ? Promise.resolve(capped(stdin))
        : unlessMissing(path, async () => {
            if ((await stat(path)).isDirectory()) throw new UnreadableInput(`${path} is a folder.`);
            return capped(createReadStream(path));
          }),
    pieces: (path) =>
      path === "-"
        ? Promise.resolve(unpacked(stdin, "standard input"))
        : unlessMissing(path, async () => {
            if ((await stat(path)).isDirectory()) throw new UnreadableInput(`${path} is a folder.`);
            return unpacked(createReadStream(path), path);
          }),
  };
}

async function start(path: string): Promise<Uint8Array> {
  const file = await open(path, "r");
  try {
    const { size } = await file.stat();
    const buffer = Buffer.alloc(Math.min(size || LARGEST_INPUT, LARGEST_INPUT));
    let length = 0;
    while (length < buffer.length) {
      const { bytesRead } = await file.read(buffer, length, buffer.length - length, null);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    return buffer.subarray(0, length);
  } finally {
    await file.close();
  }
}

async function collect(stream: AsyncIterable<Buffer | string>): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk);
    chunks.push(bytes);
    length += bytes.length;
    if (length >= LARGEST_INPUT) break;
  }
  return Buffer.concat(chunks).subarray(0, LARGEST_INPUT);
}

/** By hand: readline keeps a line whole, however long, and takes U+2028 for an end, which it is not to who counts lines. */
async function* capped(input: AsyncIterable<Buffer | string>): AsyncIterable<string> {
  const decoder = new TextDecoder();
  let held = "";
  let endedInReturn = false;
  for await (const chunk of input) {
    const text = typeof chunk === "string" ? chunk : decoder.decode(chunk, { stream: true });
    if (text === "") continue;
    // The other half of a line end that was cut in two.
    const ends = (endedInReturn && text.startsWith("\n") ? text.slice(1) : text).split(/\r\n|[\r\n]/);
    endedInReturn = text.endsWith("\r");
    for (const [index, part] of ends.entries()) {
      if (index > 0) {
        yield held;
        held = "";
      }
      if (held.length < LONGEST_LINE) held += part.slice(0, LONGEST_LINE - held.length);
    }
  }
  held += decoder.decode();
  if (held !== "") yield held;
}

/** RFC 1952 §2.3.1: gzip begins with these two bytes. */
function isGzip(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** Events shrink to a twentieth or so; what shrinks to a two-hundredth is made to fill whoever unpacks it (gzip's own limit is 1:1032). */
const MOST_UNPACKED = { times: 200, butAlways: 64 * 1024 * 1024 };

/** Counts what passes. */
async function* counted(input: AsyncIterable<Buffer | string>, count: (bytes: number) => void) {
  for await (const chunk of input) {
    count(Buffer.byteLength(chunk));
    yield chunk;
  }
}

async function* unpacked(input: AsyncIterable<Buffer | string>, name: string): AsyncIterable<string> {
  const [{ pipeline, Readable }, { createGunzip }] = await Promise.all([import("node:stream"), import("node:zlib")]);
  let [packed, plain] = [0, 0];
  const counting = counted(input, (bytes) => {
    packed += bytes;
  });
  const source = Readable.from(counting, { objectMode: false });
  try {
    await once(source, "readable");
    const first: unknown = source.read();
    if (!Buffer.isBuffer(first)) return;
    source.unshift(first);
    const bytes = isGzip(first) ? pipeline(source, createGunzip(), () => {}) : source;
    const decoder = new TextDecoder();
    for await (const piece of bytes) {
      plain += piece.length;
      if (plain > MOST_UNPACKED.butAlways && plain > MOST_UNPACKED.times * packed)
        throw new UnreadableInput(bombWords(name));
      yield decoder.decode(Buffer.from(piece), { stream: true });
    }
    yield decoder.decode();
  } catch (error) {
    if (error instanceof UnreadableInput) throw error;
    const code = error instanceof Error && "code" in error ? String(error.code) : "no reason given";
    throw new UnreadableInput(`${name} cannot be read to its end (${code}).`);
  }
}

function bombWords(name: string): string {
  const size = MOST_UNPACKED.butAlways / 1024 / 1024;
  return `${name} unpacks to more than ${size} MB and ${MOST_UNPACKED.times} times its size, as no file of events does: it is not read further. What was found before is stored; unpack it first if it is sound.`;
}

async function unlessMissing<T>(path: string, read: () => Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof UnreadableInput) throw error;
    const code = error instanceof Error && "code" in error ? error.code : null;
    // A text may be longer than any file name, or hold what no file name can.
    if (code === "ENOENT" || code === "ENOTDIR" || code === "ENAMETOOLONG" || code === "ERR_INVALID_ARG_VALUE")
      return null;
    if (code === "EISDIR") throw new UnreadableInput(`${path} is a folder.`);
    throw new UnreadableInput(`${path} cannot be read (${code ?? "no reason given"}).`);
  }
}
