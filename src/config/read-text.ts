import { closeSync, openSync, readSync } from "node:fs";

/**
 * A small text file, without its byte order mark. Pipes are read as well (`<(pass show …)`), endless files only up to
 * `most` bytes. `missing` says that it does not exist; `problem` is for people and never has the content.
 */
export function readText(path: string, most: number): { text: string } | { problem: string; missing: boolean } {
  try {
    const file = openSync(path, "r");
    try {
      const buffer = Buffer.alloc(most + 1);
      let length = 0;
      for (let read = -1; read !== 0 && length <= most; length += read) {
        read = readSync(file, buffer, length, buffer.length - length, null);
      }
      if (length > most) return { problem: `it has more than ${most / 1024} kB`, missing: false };
      return { text: buffer.toString("utf8", 0, length).replace(/^\ufeff/, "") };
    } finally {
      closeSync(file);
    }
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "error";
    return { problem: PROBLEMS[code] ?? `it cannot be read (${code})`, missing: code === "ENOENT" };
  }
}

const PROBLEMS: { readonly [code: string]: string } = {
  ENOENT: "there is no such file",
  EACCES: "it may not be read",
  EISDIR: "it is a folder",
};
