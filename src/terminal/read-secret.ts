import { Secret } from "../secret.ts";
import type { Shell } from "./shell.ts";

const LONGEST = 4_096;
const INTERRUPTED = 130;

/**
 * Asks on a terminal for one line and shows nothing of what is typed; where stdin is no terminal, all of it is read.
 * The question goes to stderr: stdout belongs to the answer.
 */
export async function readSecret(question: string, shell: Pick<Shell, "stdin" | "stderr">): Promise<Secret> {
  return new Secret(shell.stdin.isTTY ? await typed(question, shell) : await piped(shell.stdin));
}

async function piped(stream: NodeJS.ReadableStream): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > LONGEST) break;
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString("utf8").trim();
}

function typed(question: string, { stdin, stderr }: Pick<Shell, "stdin" | "stderr">): Promise<string> {
  // Before the question: who answers at once is not shown either.
  stdin.setRawMode?.(true);
  stderr.write(question);
  stdin.setEncoding("utf8");
  return new Promise((resolve) => {
    let line = "";
    const done = () => {
      stdin.off("data", hear);
      stdin.setRawMode?.(false);
      stdin.pause();
      stderr.write("\n");
    };
    function hear(text: string): void {
      for (const character of text) {
        if (character === "\r" || character === "\n" || character === "\u0004") {
          done();
          resolve(line);
          return;
        }
        // In raw mode Ctrl-C is a character like any other.
        if (character === "\u0003") {
          done();
          process.exit(INTERRUPTED);
        }
        if (character === "\u007f" || character === "\b") line = line.slice(0, -1);
        else if (line.length < LONGEST && character >= " ") line += character;
      }
    }
    stdin.on("data", hear);
    stdin.resume();
  });
}
