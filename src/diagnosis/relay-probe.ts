import { passwordKindOf } from "../credentials/smtp-password.ts";
import type { Relay } from "../ports/relay.ts";
import type { SmtpReading } from "../ports/smtp.ts";
import { aboutRelay } from "./about-relay.ts";
import type { Questions } from "./questions.ts";
import { readable } from "./readable.ts";
import { isDead, relayKeyStateOf } from "./relay-key-state.ts";

/**
 * One conversation with the relay's endpoint for all who ask. A login is part of it where there is a password worth
 * trying: not of a key that is known to be dead, and not one of the obsolete kind. Throws PortTrouble under the relay's
 * name.
 */
export function probeOf(questions: Questions, relay: Relay): Promise<SmtpReading> {
  return aboutRelay(relay, probe(questions, relay));
}

async function probe(questions: Questions, relay: Relay): Promise<SmtpReading> {
  const { host, port, username, password } = relay;
  if (!password || passwordKindOf(password) === "obsolete") return questions.smtp.probe({ host, port }, null);
  const { value: state } = await readable(relayKeyStateOf(questions, relay));
  const login = { username, password, keyState: state?.kind ?? null };
  if (!state || !isDead(state)) return questions.smtp.probe({ host, port }, login);
  // If it comes back to life, what its login came to before is worth nothing.
  const [reading] = await Promise.all([
    questions.smtp.probe({ host, port }, null),
    questions.smtp.forget({ host, port }, login),
  ]);
  return reading;
}

const SES_PORTS = [25, 465, 587, 2465, 2587];

/** SES listens on five ports, and anything else at its hosts is silence. https://docs.aws.amazon.com/ses/latest/dg/smtp-connect.html */
export function listensNot({ host, port }: Relay): boolean {
  return /\.amazonaws\.(?:com|com\.cn|eu)$/i.test(host) && !SES_PORTS.includes(port);
}
