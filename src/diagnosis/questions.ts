import type {
  AuthoritativeAnswer,
  AuthoritativeDns,
  Dns,
  DnsAnswer,
  DnsRecords,
  DnsType,
  NameServer,
} from "../ports/dns.ts";
import type { Ses } from "../ports/ses.ts";
import { PortTrouble } from "../ports/trouble.ts";

/** The world as the diagnosis knows it. */
export type Deps = {
  dns: Dns;
  authoritative: AuthoritativeDns;
  ses: Ses;
  now: () => Date;
};

type WithoutSignal<F> = F extends (...args: [...infer A, AbortSignal]) => infer R ? (...args: A) => R : never;

/**
 * The questions of one run. Whatever is asked twice is asked once: the second caller shares the first one's answer,
 * under way or given, trouble included. At the run's limit every open question ends as trouble `limit`.
 */
export type Questions = {
  dns: <T extends DnsType>(name: string, type: T) => Promise<DnsAnswer<DnsRecords[T]>>;
  authoritative: (server: NameServer, name: string, type: DnsType) => Promise<AuthoritativeAnswer>;
  ses: { [K in keyof Ses]: WithoutSignal<Ses[K]> };
  /** When the run began. */
  now: Date;
};

export function askOnce(deps: Deps, limit: AbortSignal): Questions {
  const asked = new Map<string, Promise<unknown>>();

  function once<R>(key: readonly string[], subject: string, ask: () => Promise<R>): Promise<R> {
    const id = key.join("\n");
    const before = asked.get(id) as Promise<R> | undefined;
    if (before !== undefined) return before;
    const answer = within(limit, subject, ask);
    asked.set(id, answer);
    return answer;
  }

  const { dns, authoritative, ses } = deps;
  return {
    now: deps.now(),
    dns: (name, type) => once(["dns", name, type], name, () => dns.resolve(name, type, limit)),
    authoritative: (server, name, type) =>
      once(["authoritative", server.address, name, type], name, () => authoritative.ask(server, name, type, limit)),
    ses: {
      account: (region) => once(["account", region], region, () => ses.account(region, limit)),
      identities: (region) => once(["identities", region], region, () => ses.identities(region, limit)),
      identity: (region, name) => once(["identity", region, name], region, () => ses.identity(region, name, limit)),
      eventDestinations: (region, set) =>
        once(["destinations", region, set], region, () => ses.eventDestinations(region, set, limit)),
      notificationTopics: (region, identity) =>
        once(["topics", region, identity], region, () => ses.notificationTopics(region, identity, limit)),
    },
  };
}

/** An adapter may be slow to notice an abort; the run is not. */
function within<R>(limit: AbortSignal, asked: string, ask: () => Promise<R>): Promise<R> {
  return new Promise<R>((resolve, reject) => {
    const tooLate = () => reject(new PortTrouble("limit", { asked, detail: "the run's time limit was reached" }));
    if (limit.aborted) return tooLate();
    limit.addEventListener("abort", tooLate, { once: true });
    ask()
      .then(resolve, (error: unknown) => (limit.aborted ? tooLate() : reject(error)))
      .finally(() => limit.removeEventListener("abort", tooLate));
  });
}
