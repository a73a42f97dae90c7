/** Bytes of one file; of a larger one the start is read. */
export const LARGEST_INPUT = 10 * 1024 * 1024;

/** What a terminal gives a command to read: files and standard input. */
export type Inputs = {
  /** Null where there is no such file. Throws UnreadableInput where there is one that cannot be read. */
  file: (path: string) => Promise<Uint8Array | null>;
  /** Null where standard input is a terminal: nobody piped anything. */
  stdin: () => Promise<Uint8Array | null>;
  /** The lines of a file, or of standard input for `-`, one by one; null where there is no such file. */
  lines: (path: string) => Promise<AsyncIterable<string> | null>;
  /**
   * The text of a file, or of standard input for `-`, in pieces of some kilobytes, of any size in all; unpacked where it
   * is gzip. Null where there is no such file. Throws UnreadableInput, also while it is read.
   */
  pieces: (path: string) => Promise<AsyncIterable<string> | null>;
};

/** A file that is there and cannot be read: a folder, no permission, too large. `message` is for the person. */
export class UnreadableInput extends Error {}
