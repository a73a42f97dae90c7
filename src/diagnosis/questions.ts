import type { CloudWatch } from "../ports/cloudwatch.ts";
import type {
  AuthoritativeAnswer,
  AuthoritativeDns,
  Dns,
  DnsAnswer,
  DnsRecords,
  DnsType,
  NameServer,
} from "../ports/dns.ts";
import type { Iam } from "../ports/iam.ts";
import type { Lambda } from "../ports/lambda.ts";
import type { Logs } from "../ports/logs.ts";
import type { Password } from "../ports/relay.ts";
import type { Ses } from "../ports/ses.ts";
import type { Smtp } from "../ports/smtp.ts";
import type { Sts } from "../ports/sts.ts";
import { PortTrouble } from "../ports/trouble.ts";
import type { ExplainLine } from "./explain-line.ts";

/** The world as the diagnosis knows it. */
export type Deps = {
  dns: Dns;
  authoritative: AuthoritativeDns;
  ses: Ses;
  iam: Iam;
  sts: Sts;
  smtp: Smtp;
  lambda: Lambda;
  cloudwatch: CloudWatch;
  logs: Logs;
  explainLine: ExplainLine;
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
  iam: { [K in keyof Iam]: WithoutSignal<Iam[K]> };
  sts: { [K in keyof Sts]: WithoutSignal<Sts[K]> };
  smtp: { [K in keyof Smtp]: WithoutSignal<Smtp[K]> };
  lambda: { [K in keyof Lambda]: WithoutSignal<Lambda[K]> };
  cloudwatch: { [K in keyof CloudWatch]: WithoutSignal<CloudWatch[K]> };
  logs: { [K in keyof Logs]: WithoutSignal<Logs[K]> };
  explainLine: ExplainLine;
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

  const passwords = new Map<Password, string>();

  /** Tells passwords apart without writing one down. */
  function numberOf(password: Password): string {
    const number = passwords.get(password) ?? String(passwords.size);
    passwords.set(password, number);
    return number;
  }

  const { dns, authoritative, ses, iam, sts, smtp, lambda, cloudwatch, logs } = deps;
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
      suppressed: (region, address) =>
        once(["suppressed", region, address], region, () => ses.suppressed(region, address, limit)),
      messageInsights: (region, messageId) =>
        once(["insights", region, messageId], region, () => ses.messageInsights(region, messageId, limit)),
      suppressionPage: (region, wanted) =>
        once(["suppressions", region, JSON.stringify(wanted)], region, () =>
          ses.suppressionPage(region, wanted, limit),
        ),
      recommendations: (region) => once(["recommendations", region], region, () => ses.recommendations(region, limit)),
    },
    iam: {
      keyLastUsed: (keyId) => once(["key last used", keyId], keyId, () => iam.keyLastUsed(keyId, limit)),
      keysOf: (user) => once(["keys", user], user, () => iam.keysOf(user, limit)),
      user: (name) => once(["user", name], name, () => iam.user(name, limit)),
      users: () => once(["users"], "IAM", () => iam.users(limit)),
      decide: (question) =>
        once(["decide", JSON.stringify(question)], question.principalArn, () => iam.decide(question, limit)),
    },
    sts: {
      callerIdentity: (region) => once(["caller", region], region, () => sts.callerIdentity(region, limit)),
      accountOfKey: (region, keyId) =>
        once(["account of key", region, keyId], region, () => sts.accountOfKey(region, keyId, limit)),
    },
    smtp: {
      probe: (endpoint, login) => {
        const { host, port } = endpoint;
        const by = login ? [login.username, numberOf(login.password), login.keyState ?? ""] : [];
        return once(["probe", host, String(port), ...by], host, () => smtp.probe(endpoint, login, limit));
      },
      forget: (endpoint, login) => {
        const { host, port } = endpoint;
        const whose = [login.username, numberOf(login.password)];
        return once(["forget", host, String(port), ...whose], host, () => smtp.forget(endpoint, login, limit));
      },
    },
    lambda: {
      function: (region, name) => once(["function", region, name], name, () => lambda.function(region, name, limit)),
    },
    cloudwatch: {
      series: (region, queries, time) =>
        once(["series", region, JSON.stringify([queries, time])], region, () =>
          cloudwatch.series(region, queries, time, limit),
        ),
      dimensionsOf: (region, namespace, name) =>
        once(["dimensions", region, namespace, name], region, () =>
          cloudwatch.dimensionsOf(region, namespace, name, limit),
        ),
    },
    logs: {
      lines: (region, question) =>
        once(["lines", region, JSON.stringify(question)], question.group, () => logs.lines(region, question, limit)),
    },
    explainLine: deps.explainLine,
  };
}

/** An adapter may be slow to notice an abort; the run is not. Throws PortTrouble `limit`. */
export function within<R>(limit: AbortSignal, asked: string, ask: () => Promise<R>): Promise<R> {
  return new Promise<R>((resolve, reject) => {
    const tooLate = () => reject(new PortTrouble("limit", { asked, detail: "the run's time limit was reached" }));
    if (limit.aborted) return tooLate();
    limit.addEventListener("abort", tooLate, { once: true });
    ask()
      .then(resolve, (error: unknown) => (limit.aborted ? tooLate() : reject(error)))
      .finally(() => limit.removeEventListener("abort", tooLate));
  });
}
