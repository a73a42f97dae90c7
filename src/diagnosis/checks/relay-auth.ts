import { passwordKindOf } from "../../credentials/smtp-password.ts";
import type { Relay } from "../../ports/relay.ts";
import { PortTrouble } from "../../ports/trouble.ts";
import type { Check, RelaysTarget } from "../check.ts";
import type { Finding, FindingData, Fix } from "../finding.ts";
import type { Questions } from "../questions.ts";
import { readable } from "../readable.ts";
import { relayFacts } from "../relay-facts.ts";
import { newPassword } from "../relay-fixes.ts";
import { isDead, relayKeyStateOf } from "../relay-key-state.ts";
import { listensNot, probeOf } from "../relay-probe.ts";
import { shellWord } from "../shell-word.ts";
import { tested, testedAgo } from "../tested.ts";

type Code = "RELAY_AUTH_OK" | "RELAY_PASSWORD_UNPROVEN" | "RELAY_AUTH_REJECTED" | "RELAY_PASSWORD_OBSOLETE";

/** Before this day SES's console handed out passwords of the obsolete kind. */
const OBSOLETE_BEFORE = Date.parse("2019-01-10T00:00:00Z");

/** Does the stored password open the endpoint? Only a live AUTH, or a mail that went out, proves it. */
export const relayAuth: Check<Code, RelaysTarget> = {
  name: "relay-auth",
  title: "Relay's password",
  hop: "relay",
  codes: {
    RELAY_AUTH_OK: {
      severity: "ok",
      title: ({ subject }) => `SES takes the password of ${subject}`,
      why: ({ data }) =>
        `${data.host}:${data.port} answered 235${testedAgo(data)}. It is the password that maildiag was given; that the relay holds the same one is not proved by it.`,
    },
    RELAY_PASSWORD_UNPROVEN: {
      severity: "note",
      title: ({ subject }) => `Whether the password of ${subject} is right is not proved`,
      why: ({ data }) =>
        `maildiag was given no password for it. Proof would be a mail sent through the relay (the key's "last used" moves within hours), or a live AUTH: name the password in the configuration (password: { env: … })${data.mayBeObsolete ? ". The key is of before 2019-01-10, so the password may be of the obsolete kind" : ""}.`,
      fix: ({ subject, data }) => ({
        text: `Send a mail as ${data.from} through ${subject} and look whether it leaves; or give maildiag the relay's SMTP password.`,
        who: "you",
        records: [],
        commands: [],
      }),
    },
    RELAY_AUTH_REJECTED: {
      severity: "failure",
      title: ({ subject }) => `SES refuses the username and password of ${subject}`,
      why: ({ data }) => `${data.host}:${data.port} answered${testedAgo(data)}: ${data.reply}. ${rejectionWords(data)}`,
      fix: (finding) => (isNotSubscribed(finding.data) ? subscribe(finding) : newPassword(finding)),
    },
    RELAY_PASSWORD_OBSOLETE: {
      severity: "failure",
      title: ({ subject }) => `The password of ${subject} is of the kind of before 2019`,
      why: () =>
        "It begins with the byte 0x02: made with Signature Version 2, which SES throttles and no longer wants (454 Maximum SigV2 SMTP sending rate exceeded).",
      fix: newPassword,
    },
  },
  looks: ({ relays }, questions) =>
    relays.map((relay) => ({ region: relay.region, look: () => judge(questions, relay) })),
};

async function judge(questions: Questions, relay: Relay): Promise<readonly Finding<Code>[]> {
  const { name: subject, password } = relay;
  const state = await readable(relayKeyStateOf(questions, relay));
  if (listensNot(relay) || (state.value && isDead(state.value))) return [];
  const found = (code: Code, data: FindingData = {}): readonly Finding<Code>[] => [
    { code, subject, data: { ...relayFacts(relay), user: userOf(state.value), ...data } },
  ];

  const reading = await readable(probeOf(questions, relay));
  // An endpoint that cannot be used is told by its own check.
  if (reading.value && reading.value.kind !== "reached") return [];
  if (!password) return found("RELAY_PASSWORD_UNPROVEN", { mayBeObsolete: isOfOldTimes(state.value) });
  const passwordKind = passwordKindOf(password);
  if (passwordKind === "obsolete") return found("RELAY_PASSWORD_OBSOLETE");

  // What a login would have told is as unknown as the endpoint, which says so itself.
  const auth = reading.value?.auth;
  if (!auth) return [];
  const tried = tested(auth.at, questions.now);
  switch (auth.kind) {
    case "accepted":
      return found("RELAY_AUTH_OK", tried);
    case "rejected":
      return found("RELAY_AUTH_REJECTED", { ...tried, reply: auth.reply, passwordKind });
    case "undecided":
      throw new PortTrouble(auth.reason, {
        asked: subject,
        server: `${relay.host}:${relay.port}`,
        detail: `${auth.detail}${testedAgo(tried)}`,
      });
  }
}

function rejectionWords(data: FindingData): string {
  if (isNotSubscribed(data)) return `The account of the key does not use SES in ${data.region}.`;
  if (data.passwordKind === "foreign") {
    return "What was given is no SES SMTP password: those are derived from the secret key, for one region, and are 44 characters long.";
  }
  return `A password is bound to its key and to its region (${data.region}).`;
}

/** 535 has a second meaning: https://docs.aws.amazon.com/ses/latest/dg/troubleshoot-smtp.html */
function isNotSubscribed({ reply }: FindingData): boolean {
  return /not subscribed/i.test(String(reply));
}

function subscribe({ data }: Finding): Fix {
  return {
    text: `The credentials are right, but their AWS account does not use SES in ${data.region}: open the SES console there once, and request production access; or send through a region that it uses.`,
    who: "you",
    records: [],
    commands: [`aws sesv2 get-account --region ${shellWord(data.region)}`],
  };
}

function userOf(state: Awaited<ReturnType<typeof relayKeyStateOf>> | undefined): string | null {
  return state?.kind === "active" ? state.user : null;
}

function isOfOldTimes(state: Awaited<ReturnType<typeof relayKeyStateOf>> | undefined): boolean {
  return state?.kind === "active" && state.key.created.getTime() < OBSOLETE_BEFORE;
}
