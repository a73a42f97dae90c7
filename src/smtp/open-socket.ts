import { connect, type Socket } from "node:net";
import type { EndpointFault, SmtpEndpoint } from "../ports/smtp.ts";
import { PortTrouble } from "../ports/trouble.ts";

/** The endpoint cannot be used, and waiting does not help. */
export class EndpointRefusal extends Error {
  readonly fault: EndpointFault;

  constructor(fault: EndpointFault, detail: string) {
    super(detail);
    this.name = "EndpointRefusal";
    this.fault = fault;
  }
}

/** The endpoint says that it has too much to do; the message is its reply. */
export class Throttling extends Error {}

/**
 * A TCP connection, by whichever of the host's addresses answers first (RFC 8305). The system resolves the name.
 * Throws EndpointRefusal (no-such-host, refused) and PortTrouble (timeout, unreachable, servfail, limit).
 */
export function openSocket({ host, port }: SmtpEndpoint, timeoutMs: number, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const server = `${host}:${port}`;
    const trouble = (reason: "timeout" | "limit") => new PortTrouble(reason, { asked: host, server });
    if (signal.aborted) return reject(trouble("limit"));
    const socket = connect({ host, port, autoSelectFamily: true });
    const timer = setTimeout(() => end(trouble("timeout")), timeoutMs);
    const stop = () => end(trouble("limit"));

    function settle(): void {
      clearTimeout(timer);
      signal.removeEventListener("abort", stop);
      socket.removeListener("error", fail);
      // Whatever is still to come of a socket that nobody waits for.
      socket.on("error", () => {});
    }

    function end(error: Error): void {
      settle();
      socket.destroy();
      reject(error);
    }

    function fail(error: Error): void {
      end(readingOf(error, host, server));
    }

    signal.addEventListener("abort", stop, { once: true });
    socket.once("error", fail);
    socket.once("connect", () => {
      settle();
      resolve(socket);
    });
  });
}

function readingOf(error: Error, asked: string, server: string): Error {
  const codes = codesOf(error);
  if (codes.includes("ECONNREFUSED")) return new EndpointRefusal("refused", "");
  if (codes.includes("ENOTFOUND") || codes.includes("ENODATA")) return new EndpointRefusal("no-such-host", "");
  const detail = codes.find((code) => code !== "") ?? "the connection failed";
  if (codes.includes("ETIMEDOUT")) return new PortTrouble("timeout", { asked, server, detail });
  const isDns = codes.some((code) => code.startsWith("EAI_") || code === "ESERVFAIL");
  return new PortTrouble(isDns ? "servfail" : "unreachable", { asked, server, detail });
}

/** One code, or one of every address that was tried. */
function codesOf(error: Error): readonly string[] {
  const errors: readonly unknown[] = error instanceof AggregateError ? error.errors : [error];
  return errors.map((each) => (each instanceof Error && "code" in each ? String(each.code) : ""));
}
