import { getCACertificates } from "node:tls";
import type { Smtp, SmtpEndpoint, SmtpLogin, SmtpReading } from "../ports/smtp.ts";
import { PortTrouble } from "../ports/trouble.ts";
import { type AuthMemory, createAuthMemory } from "./auth-memory.ts";
import { SMTP_LIMITS, type SmtpLimits } from "./limits.ts";
import { EndpointRefusal, Throttling } from "./open-socket.ts";

export type SmtpOptions = {
  limits?: Partial<SmtpLimits>;
  /** Certificates (PEM) to trust beside those that Node trusts. */
  extraCa?: readonly string[];
  /** Where an endpoint is found instead; its certificate has to be right all the same. */
  placeOf?: (endpoint: SmtpEndpoint) => SmtpEndpoint;
  /** Shared by all that a process makes; its own, where absent. */
  memory?: AuthMemory;
  /** Milliseconds since 1970. */
  now?: () => number;
};

const NO_MECHANISM = {
  kind: "undecided",
  reason: "error",
  detail: "the endpoint offers neither AUTH PLAIN nor AUTH LOGIN",
} as const;

/** Remembers when a login was tried last. The client is loaded at the first question. */
export function createSmtp(options: SmtpOptions = {}): Smtp {
  const limits = { ...SMTP_LIMITS, ...options.limits };
  const now = options.now ?? Date.now;
  const memory = options.memory ?? createAuthMemory({ now });

  async function talk(endpoint: SmtpEndpoint, login: SmtpLogin | null, signal: AbortSignal): Promise<SmtpReading> {
    const [{ openSession }, { authenticate, mechanismOf }] = await Promise.all([
      import("./conversation.ts"),
      import("./authenticate.ts"),
    ]);
    const place = options.placeOf?.(endpoint) ?? endpoint;
    const ca = options.extraCa ? [...getCACertificates("default"), ...options.extraCa] : null;
    const once = login && (await memory.recall(endpoint, login));
    const session = await openSession({ endpoint, place, limits, ca }, signal);
    try {
      if (!login || !once) return { kind: "reached", auth: null };
      const method = mechanismOf(session);
      if (!method) return { kind: "reached", auth: { ...NO_MECHANISM, at: new Date(now()) } };
      const attempt = () => authenticate(session, method, login, signal);
      const { at, outcome } = await once(attempt, signal);
      return outcome.kind === "throttled" ? { ...outcome, at } : { kind: "reached", auth: { ...outcome, at } };
    } finally {
      session.end();
    }
  }

  return {
    probe: async (endpoint, login, signal) => {
      const { host, port } = endpoint;
      const end = AbortSignal.any([signal, AbortSignal.timeout(limits.totalTimeoutMs)]);
      try {
        return await talk(endpoint, login, end);
      } catch (error) {
        if (error instanceof EndpointRefusal) return { kind: "unreachable", fault: error.fault, detail: error.message };
        if (error instanceof Throttling) return { kind: "throttled", reply: error.message, at: new Date(now()) };
        if (error instanceof PortTrouble && end.aborted) {
          throw new PortTrouble(signal.aborted ? "limit" : "timeout", { asked: host, server: `${host}:${port}` });
        }
        throw error;
      }
    },
    forget: (endpoint, login) => memory.forget(endpoint, login),
  };
}
