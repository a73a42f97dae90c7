import { StoreTrouble, type StoreTroubleReason } from "../ports/store.ts";
import { masked } from "../secret.ts";

/** A connection from the pool turned out to be dead at its first use: nothing has been done on it. */
export class StaleConnection extends Error {
  constructor(cause: unknown) {
    super("a connection of the pool was dead", { cause });
    this.name = "StaleConnection";
  }
}

/** By the longest key that the code begins with. */
const REASONS: Readonly<Record<string, StoreTroubleReason>> = {
  // SQLite's result codes (https://www.sqlite.org/rescode.html).
  SQLITE_FULL: "full",
  // The index of the log could not grow: on Linux that is a disk without room.
  SQLITE_IOERR_SHMSIZE: "full",
  SQLITE_READONLY: "readonly",
  SQLITE_PERM: "readonly",
  SQLITE_CANTOPEN: "unreachable",
  SQLITE_BUSY: "locked",
  SQLITE_LOCKED: "locked",
  SQLITE_CORRUPT: "corrupt",
  SQLITE_NOTADB: "corrupt",
  // PostgreSQL's SQLSTATEs (https://www.postgresql.org/docs/current/errcodes-appendix.html).
  "08": "unreachable",
  "25006": "readonly",
  "28": "unreachable",
  "3D": "unreachable",
  "40001": "locked",
  "40P01": "locked",
  "42501": "readonly",
  "53100": "full",
  "53300": "unreachable",
  "55P03": "locked",
  "57014": "unreachable",
  "57P": "unreachable",
  XX001: "corrupt",
  XX002: "corrupt",
  // Node's, from sockets and folders.
  EACCES: "readonly",
  EPERM: "readonly",
  EROFS: "readonly",
  ENOSPC: "full",
  EDQUOT: "full",
  EEXIST: "unreachable",
  EISDIR: "unreachable",
  ENOENT: "unreachable",
  ENOTDIR: "unreachable",
  EADDRNOTAVAIL: "unreachable",
  EAI_AGAIN: "unreachable",
  ECONNABORTED: "unreachable",
  ECONNREFUSED: "unreachable",
  ECONNRESET: "unreachable",
  EHOSTUNREACH: "unreachable",
  ENETUNREACH: "unreachable",
  ENOTFOUND: "unreachable",
  EPIPE: "unreachable",
  ETIMEDOUT: "unreachable",
};

/** What pg says without a code where a connection is lost or silent. */
const LOST = /^(?:Connection terminated|timeout exceeded|timeout expired|Query read timeout|Client has encountered a)/;

const MOST_DETAIL = 300;

/** What a driver threw, as the port's trouble. What is that already stays as it is. */
export function troubleOf(error: unknown, location: string): StoreTrouble {
  if (error instanceof StoreTrouble) return error;
  if (error instanceof AggregateError && error.errors.length > 0) return troubleOf(error.errors[0], location);
  return new StoreTrouble(reasonOf(error), location, detailOf(error));
}

/** Somebody else holds the SQLite file. It was asked before anything was done, or all of it has been rolled back. */
export function isBusy(error: unknown): boolean {
  return codeOf(error).startsWith("SQLITE_BUSY");
}

function reasonOf(error: unknown): StoreTroubleReason {
  const code = codeOf(error);
  for (let length = code.length; length > 0; length -= 1) {
    const start = code.slice(0, length);
    const reason = Object.hasOwn(REASONS, start) ? REASONS[start] : undefined;
    if (reason) return reason;
  }
  return error instanceof Error && LOST.test(error.message) ? "unreachable" : "error";
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}

function detailOf(error: unknown): string {
  const said = error instanceof Error ? error.message || codeOf(error) : String(error);
  const line = masked(said)
    .replace(/[\p{C}\p{Z}]+/gu, " ")
    .trim();
  return line.length > MOST_DETAIL ? `${line.slice(0, MOST_DETAIL - 1)}…` : line;
}
