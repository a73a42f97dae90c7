import type { ReadStream, WriteStream } from "node:tty";

type Written = NodeJS.WritableStream & Partial<Pick<WriteStream, "isTTY" | "getColorDepth">>;

/** Where a command runs: its environment, its folder and its streams. The process is one. */
export type Shell = {
  env: Readonly<NodeJS.ProcessEnv>;
  cwd: () => string;
  stdin: NodeJS.ReadableStream & Partial<Pick<ReadStream, "isTTY" | "setRawMode">>;
  stdout: Written;
  stderr: Written;
};
