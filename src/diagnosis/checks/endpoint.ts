import type { Relay } from "../../ports/relay.ts";
import type { EndpointFault } from "../../ports/smtp.ts";
import { aboutRelay } from "../about-relay.ts";
import type { Check, RelaysTarget } from "../check.ts";
import { believeNxdomain } from "../domain-found.ts";
import type { Finding, FindingData, Fix } from "../finding.ts";
import type { Questions } from "../questions.ts";
import { relayFacts } from "../relay-facts.ts";
import { newPassword } from "../relay-fixes.ts";
import { listensNot, probeOf } from "../relay-probe.ts";
import { shellWord } from "../shell-word.ts";
import { tested, testedAgo } from "../tested.ts";

type Code = "ENDPOINT_OK" | "ENDPOINT_THROTTLED" | "ENDPOINT_UNREACHABLE";
type Fault = EndpointFault | "wrong-port";

const FAULTS: { readonly [F in Fault]: string } = {
  "no-such-host": "the host name does not exist",
  refused: "the connection is refused",
  tls: "TLS cannot be agreed upon",
  certificate: "its certificate is not valid for that name",
  "no-starttls": "it does not offer STARTTLS, and nothing secret goes out in clear",
  "no-smtp": "it does not speak SMTP",
  "wrong-port": "SES does not listen on that port, only on 25, 587 and 2587 (STARTTLS) and on 465 and 2465 (TLS)",
};

/** Can the relay's endpoint be reached, over TLS that is worth its name? */
export const endpoint: Check<Code, RelaysTarget> = {
  name: "endpoint",
  title: "SMTP endpoint",
  hop: "submission",
  codes: {
    ENDPOINT_OK: {
      severity: "ok",
      title: ({ data }) => `${data.host}:${data.port} answers`,
      why: () => "TLS stands, the certificate is valid, and it speaks SMTP.",
    },
    ENDPOINT_THROTTLED: {
      severity: "warning",
      title: ({ data }) => `${data.host}:${data.port} is throttling`,
      why: ({ data }) =>
        `It answered${testedAgo(data)}: ${data.reply}. Mail is refused for now, whatever the credentials.`,
      fix: (finding) => (isOldSignature(finding.data) ? newPassword(finding) : sendLess(finding)),
    },
    ENDPOINT_UNREACHABLE: {
      severity: "failure",
      title: ({ subject, data }) => `${subject} cannot use ${data.host}:${data.port}`,
      why: ({ data }) =>
        `${FAULTS[data.fault as Fault]}${data.detail ? ` (${data.detail})` : ""}.`.replace(/^./, (c) =>
          c.toUpperCase(),
        ),
      fix: correct,
    },
  },
  looks: ({ relays }, questions) =>
    relays.map((relay) => ({ region: relay.region, look: async () => [await judge(questions, relay)] })),
};

async function judge(questions: Questions, relay: Relay): Promise<Finding<Code>> {
  const found = (code: Code, data: FindingData): Finding<Code> => ({
    code,
    subject: relay.name,
    data: { ...relayFacts(relay), ...data },
  });
  if (listensNot(relay)) return found("ENDPOINT_UNREACHABLE", { fault: "wrong-port", detail: null });
  const reading = await probeOf(questions, relay);
  switch (reading.kind) {
    case "reached":
      return found("ENDPOINT_OK", {});
    case "throttled":
      return found("ENDPOINT_THROTTLED", { reply: reading.reply, ...tested(reading.at, questions.now) });
    case "unreachable":
      if (reading.fault === "no-such-host" && isOwnOf(relay)) {
        await aboutRelay(relay, believeNxdomain(questions, relay.host));
      }
      return found("ENDPOINT_UNREACHABLE", { fault: reading.fault, detail: reading.detail || null });
  }
}

/** SES's own endpoint of the relay's region: who is told that it does not exist asks somebody who knows little. */
function isOwnOf({ host, region }: Relay): boolean {
  return new RegExp(`^email-smtp(?:-fips)?\\.${region}\\.amazonaws\\.`).test(host);
}

/** The password is of the kind of before 2019, and that alone is what is throttled. */
function isOldSignature({ reply }: FindingData): boolean {
  return /SigV2/i.test(String(reply));
}

function sendLess({ data }: Finding): Fix {
  return {
    text: "Send less at a time, over fewer connections, and look at the quota of the region; the endpoint takes mail again by itself.",
    who: "you",
    records: [],
    commands: [`aws sesv2 get-account --region ${shellWord(data.region)}`],
  };
}

function correct({ data }: Finding): Fix {
  const { host, port, region, from } = data;
  const tls = port === 465 || port === 2465 ? "-connect" : "-starttls smtp -connect";
  return {
    text: `The SMTP endpoint of ${region} is email-smtp.${region}.amazonaws.com, port 587 with TLS (STARTTLS) or 465 with SSL. If the relay is set up otherwise, correct it where its credentials are stored (Gmail → Settings → Accounts and Import → Send mail as → ${from} → edit info) and in maildiag's configuration; if it is set up so, look at what stands between this machine and it.`,
    who: "you",
    records: [],
    commands: [`openssl s_client ${tls} ${host}:${port}`],
  };
}
