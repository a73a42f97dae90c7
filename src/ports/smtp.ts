import type { Password } from "./relay.ts";

/** Ports 465 and 2465 speak TLS at once, every other port STARTTLS. */
export type SmtpEndpoint = { host: string; port: number };

/** `keyState`: a login whose key has another state than the last time is tried anew; null where it is not known. */
export type SmtpLogin = { username: string; password: Password; keyState: string | null };

/** Why an endpoint cannot be used, whoever asks; none of it passes by waiting. */
export type EndpointFault = "no-such-host" | "refused" | "tls" | "certificate" | "no-starttls" | "no-smtp";

export type AuthOutcome =
  /** 235 */
  | { kind: "accepted" }
  /** 535 */
  | { kind: "rejected"; reply: string }
  /** Any other reply, no reply, no mechanism to try, or another process is at it: neither good nor bad. */
  | { kind: "undecided"; reason: "timeout" | "unreachable" | "error" | "limit"; detail: string };

export type SmtpReading =
  /** TLS stands, the certificate is right, SMTP is spoken. `auth` is null where no login was given. */
  | { kind: "reached"; auth: (AuthOutcome & { at: Date }) | null }
  | { kind: "unreachable"; fault: EndpointFault; detail: string }
  /** 421, or 454 for throttling, at any point; `reply` is the other side's, not trusted. */
  | { kind: "throttled"; reply: string; at: Date };

/**
 * Speaks to the SMTP endpoint of a relay: connects, demands TLS with a valid certificate, and tries a login where one
 * is given. No mail is sent, nothing secret goes out before TLS stands. The same login is tried once in ten minutes,
 * whoever asks, in whichever process that shares the store; until then its last outcome is told with the time when it
 * was seen. Hosts come from configuration only.
 * Throws PortTrouble: timeout (silence), unreachable (no way there from here), servfail, error (temporary replies), limit.
 */
export type Smtp = {
  probe(endpoint: SmtpEndpoint, login: SmtpLogin | null, signal: AbortSignal): Promise<SmtpReading>;
  /** Its key has been seen dead: the outcome of that login stands no more, and the next one is tried at once. */
  forget(endpoint: SmtpEndpoint, login: SmtpLogin, signal: AbortSignal): Promise<void>;
};
