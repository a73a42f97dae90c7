import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import SMTPConnection from "nodemailer/lib/smtp-connection";
import type { SmtpEndpoint } from "../ports/smtp.ts";
import { PortTrouble } from "../ports/trouble.ts";
import type { SmtpLimits } from "./limits.ts";
import { EndpointRefusal, openSocket, Throttling } from "./open-socket.ts";
import { isThrottling, replyOf, shown } from "./reply.ts";

export type Way = {
  endpoint: SmtpEndpoint;
  /** Where it is found; the endpoint itself but in a sandbox. */
  place: SmtpEndpoint;
  limits: SmtpLimits;
  /** PEM; what Node trusts, where absent. */
  ca: readonly string[] | null;
};

/** A session behind EHLO, over TLS. */
export type Session = { connection: SMTPConnection; end: () => void };

/** An own name would tell the other side whose machine this is; RFC 2606 §2. */
const OWN_NAME = "maildiag.invalid";
const BYTES_LOOKED_AT_EVERY_MS = 50;

/**
 * Connects, demands TLS with a valid certificate and says EHLO. Throws EndpointRefusal, Throttling, and PortTrouble:
 * timeout, unreachable, servfail, error (a temporary reply), limit. `signal` ends the whole session.
 */
export async function openSession(way: Way, signal: AbortSignal): Promise<Session> {
  const { endpoint, place, limits } = way;
  const socket = await openSocket(place, limits.connectTimeoutMs, signal);
  const connection = new SMTPConnection({
    connection: socket,
    host: endpoint.host,
    port: endpoint.port,
    secure: endpoint.port === 465 || endpoint.port === 2465,
    requireTLS: true,
    name: OWN_NAME,
    greetingTimeout: limits.replyTimeoutMs,
    socketTimeout: limits.replyTimeoutMs,
    maxResponseSize: limits.maxReplyBytes,
    tls: { minVersion: "TLSv1.2", ...(way.ca && { ca: [...way.ca] }) },
    logger: false,
  });
  const end = watch(connection, socket, limits, signal);
  try {
    await greeted(connection, endpoint, signal);
    return { connection, end: () => quit(connection, end) };
  } catch (error) {
    end();
    throw error;
  }
}

/** Ends what says too much, and what is no longer waited for. */
function watch(connection: SMTPConnection, socket: Socket, { maxBytes }: SmtpLimits, signal: AbortSignal): () => void {
  const stop = () => {
    clearInterval(timer);
    signal.removeEventListener("abort", stop);
    connection.close();
    socket.destroy();
  };
  const timer = setInterval(() => {
    if (socket.bytesRead > maxBytes) connection.emit("error", new Error("it says too much"));
  }, BYTES_LOOKED_AT_EVERY_MS);
  signal.addEventListener("abort", stop, { once: true });
  return stop;
}

const GOODBYE_MS = 500;

/** Says QUIT, and does not wait for long to hear it answered. */
function quit(connection: SMTPConnection, end: () => void): void {
  connection.removeAllListeners();
  connection.on("error", end);
  connection.once("end", end);
  connection.quit();
  setTimeout(end, GOODBYE_MS).unref();
}

function greeted(connection: SMTPConnection, endpoint: SmtpEndpoint, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    connection.on("error", (error: Error) => reject(readingOf(error, connection, endpoint)));
    // It hangs up without a word: the client calls that an end, not an error.
    connection.once("end", () =>
      reject(signal.aborted ? timeout(endpoint) : new EndpointRefusal("no-smtp", "it hangs up without a greeting")),
    );
    connection.connect(() => {
      // No step of the client leads here without TLS; a later version's must not either.
      if (connection.secure) resolve();
      else reject(new EndpointRefusal("no-starttls", ""));
    });
  });
}

function readingOf(error: Error, connection: SMTPConnection, endpoint: SmtpEndpoint): Error {
  const { code = "", response = "", command = "" } = error as { code?: string; response?: string; command?: string };
  const server = `${endpoint.host}:${endpoint.port}`;
  const reply = replyOf(response);
  if (reply) {
    if (isThrottling(reply)) return new Throttling(reply.text);
    if (reply.code < 500 && reply.code >= 400) {
      return new PortTrouble("error", { asked: endpoint.host, server, detail: reply.text });
    }
    // Over TLS it refuses EHLO, of which the client says the same.
    if (connection.secure) return new EndpointRefusal("no-smtp", reply.text);
    if (command === "STARTTLS" || /does not support required STARTTLS/.test(error.message)) {
      return new EndpointRefusal("no-starttls", reply.text);
    }
    return new EndpointRefusal("no-smtp", reply.text);
  }
  const { _socket: socket } = connection;
  if (socket instanceof TLSSocket && socket.authorizationError)
    return new EndpointRefusal("certificate", wordsOf(error));
  if (code === "ETIMEDOUT") return timeout(endpoint);
  if (connection.upgrading) return new EndpointRefusal("tls", wordsOf(error));
  if (code === "ESOCKET" || code === "ECONNECTION") {
    return new PortTrouble("unreachable", { asked: endpoint.host, server, detail: wordsOf(error) });
  }
  return new EndpointRefusal("no-smtp", response ? `it says: ${shown(response)}` : wordsOf(error));
}

function timeout({ host, port }: SmtpEndpoint): PortTrouble {
  return new PortTrouble("timeout", { asked: host, server: `${host}:${port}` });
}

/** OpenSSL's words are `…:error:code:library:function:reason:file:line`, and the reason alone is for people. */
function wordsOf({ message }: Error): string {
  return shown(message.replace(/^[0-9A-F]+:error:[^:]*:[^:]*:[^:]*:([^:]*):.*$/s, "$1"));
}
