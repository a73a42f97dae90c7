import { counted } from "./counted.ts";
import type { Metrics } from "./metrics.ts";
import type { CloudWatch } from "./ports/cloudwatch.ts";
import type { AuthoritativeDns, Dns } from "./ports/dns.ts";
import type { Iam } from "./ports/iam.ts";
import type { Lambda } from "./ports/lambda.ts";
import type { Logs } from "./ports/logs.ts";
import type { Ses } from "./ports/ses.ts";
import type { Smtp } from "./ports/smtp.ts";
import type { Sts } from "./ports/sts.ts";
import { PortTrouble } from "./ports/trouble.ts";

/** Whose calls are counted. */
type Ports = {
  dns: Dns;
  authoritative: AuthoritativeDns;
  ses: Ses;
  sts: Sts;
  iam: Iam;
  smtp: Smtp;
  lambda: Lambda;
  cloudwatch: CloudWatch;
  logs: Logs;
};

/** Counts a call to one of the other sides, and how it ended: by its trouble's reason. */
export function countIn(metrics: Metrics) {
  return <T>(service: "aws" | "dns" | "smtp", operation: string, ask: () => Promise<T>) =>
    counted(metrics, service, operation, (error) => (error instanceof PortTrouble ? error.reason : "bug"), ask);
}

/** The same ports, each call counted. */
export function countedDeps<D extends Ports>(deps: D, metrics: Metrics): D {
  const count = countIn(metrics);
  const { dns, authoritative, ses, sts, iam, smtp, lambda, cloudwatch, logs } = deps;
  return {
    ...deps,
    dns: { resolve: (name, type, signal) => count("dns", type, () => dns.resolve(name, type, signal)) },
    authoritative: {
      ask: (server, name, type, signal) =>
        count("dns", `authoritative ${type}`, () => authoritative.ask(server, name, type, signal)),
    },
    ses: {
      account: (...asked) => count("aws", "ses:GetAccount", () => ses.account(...asked)),
      identities: (...asked) => count("aws", "ses:ListEmailIdentities", () => ses.identities(...asked)),
      identity: (...asked) => count("aws", "ses:GetEmailIdentity", () => ses.identity(...asked)),
      eventDestinations: (...asked) =>
        count("aws", "ses:GetConfigurationSetEventDestinations", () => ses.eventDestinations(...asked)),
      notificationTopics: (...asked) =>
        count("aws", "ses:GetIdentityNotificationAttributes", () => ses.notificationTopics(...asked)),
      suppressed: (...asked) => count("aws", "ses:GetSuppressedDestination", () => ses.suppressed(...asked)),
      messageInsights: (...asked) => count("aws", "ses:GetMessageInsights", () => ses.messageInsights(...asked)),
      suppressionPage: (...asked) =>
        count("aws", "ses:ListSuppressedDestinations", () => ses.suppressionPage(...asked)),
      recommendations: (...asked) => count("aws", "ses:ListRecommendations", () => ses.recommendations(...asked)),
    },
    sts: {
      callerIdentity: (...asked) => count("aws", "sts:GetCallerIdentity", () => sts.callerIdentity(...asked)),
      accountOfKey: (...asked) => count("aws", "sts:GetAccessKeyInfo", () => sts.accountOfKey(...asked)),
    },
    iam: {
      keyLastUsed: (...asked) => count("aws", "iam:GetAccessKeyLastUsed", () => iam.keyLastUsed(...asked)),
      keysOf: (...asked) => count("aws", "iam:ListAccessKeys", () => iam.keysOf(...asked)),
      user: (...asked) => count("aws", "iam:GetUser", () => iam.user(...asked)),
      users: (...asked) => count("aws", "iam:GetAccountAuthorizationDetails", () => iam.users(...asked)),
      decide: (...asked) => count("aws", "iam:SimulatePrincipalPolicy", () => iam.decide(...asked)),
    },
    smtp: { probe: (...asked) => count("smtp", "probe", () => smtp.probe(...asked)), forget: smtp.forget },
    lambda: {
      function: (...asked) => count("aws", "lambda:GetFunctionConfiguration", () => lambda.function(...asked)),
    },
    cloudwatch: {
      series: (...asked) => count("aws", "cloudwatch:GetMetricData", () => cloudwatch.series(...asked)),
      dimensionsOf: (...asked) => count("aws", "cloudwatch:ListMetrics", () => cloudwatch.dimensionsOf(...asked)),
    },
    logs: { lines: (...asked) => count("aws", "logs:FilterLogEvents", () => logs.lines(...asked)) },
  };
}
