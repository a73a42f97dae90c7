import type { Relay } from "../ports/relay.ts";
import { PortTrouble } from "../ports/trouble.ts";

/** IAM is asked about keys and users, SMTP about hosts: what could not be learned is told under the relay's name. */
export async function aboutRelay<T>({ name, region }: Relay, answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof PortTrouble)) throw error;
    throw new PortTrouble(error.reason, { ...error.details, asked: name, region });
  }
}
