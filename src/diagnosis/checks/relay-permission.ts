import type { PolicyDecision } from "../../ports/iam.ts";
import type { Relay } from "../../ports/relay.ts";
import { PortTrouble } from "../../ports/trouble.ts";
import { aboutRelay } from "../about-relay.ts";
import type { Check, RelaysTarget } from "../check.ts";
import type { Finding } from "../finding.ts";
import type { Questions } from "../questions.ts";
import { readable } from "../readable.ts";
import { relayFacts } from "../relay-facts.ts";
import { relayKeyStateOf } from "../relay-key-state.ts";
import { identityFor } from "../ses-identity.ts";
import { shellWord } from "../shell-word.ts";

type Code = "RELAY_MAY_SEND" | "RELAY_SEND_DENIED";

/** SES asks for this one action on SMTP, whatever is sent. */
const ACTION = "ses:SendRawEmail";
const SIMULATE = "iam:SimulatePrincipalPolicy";

/** May the relay's user send mail from its From address? Whatever leaves a doubt is unknown. */
export const relayPermission: Check<Code, RelaysTarget> = {
  name: "relay-permission",
  title: "Relay's permission",
  hop: "submission",
  codes: {
    RELAY_MAY_SEND: {
      severity: "ok",
      title: ({ subject, data }) => `${subject} may send as ${data.from}`,
      why: ({ data }) => `IAM allows ${ACTION} on ${data.resource} to the user ${data.user}.`,
    },
    RELAY_SEND_DENIED: {
      severity: "failure",
      title: ({ subject, data }) => `${subject} may not send as ${data.from}`,
      why: ({ data }) =>
        `IAM decides ${data.decision} on ${ACTION} for the user ${data.user} and ${data.resource}${data.boundary ? " (its permissions boundary does not allow it)" : ""}: SES takes the password and then answers 554 Access denied.`,
      fix: ({ data }) => ({
        text:
          data.decision === "explicitDeny"
            ? `Find the policy statement that denies ${ACTION} to ${data.user}, and take it back or narrow it.`
            : `Allow ${ACTION} on ${data.resource} to the user ${data.user}.`,
        who: "you",
        records: [],
        commands: [
          `aws iam simulate-principal-policy --policy-source-arn ${shellWord(data.principal)} --action-names ${ACTION} --resource-arns ${shellWord(data.resource)} --context-entries ContextKeyName=ses:FromAddress,ContextKeyType=string,ContextKeyValues=${shellWord(data.from)}`,
        ],
      }),
    },
  },
  looks: ({ relays }, questions) =>
    relays.map((relay) => ({
      region: relay.region,
      look: () => aboutRelay(relay, judge(questions, relay)),
    })),
};

async function judge(questions: Questions, relay: Relay): Promise<readonly Finding<Code>[]> {
  const state = await relayKeyStateOf(questions, relay);
  // A key that opens nothing: told by its own check.
  if (state.kind !== "active") return [];
  const [user, identity] = await Promise.all([questions.iam.user(state.user), identityNameOf(questions, relay)]);
  // Where nothing covers the From, SES refuses it whatever IAM says: the identity's check tells that.
  if (identity === null) return [];
  if (!user) throw doubt(relay, `the user ${state.user} has gone meanwhile`);
  const [, partition = "aws", , , account = ""] = user.arn.split(":");
  const resource = `arn:${partition}:ses:${relay.region}:${account}:identity/${identity}`;
  const { address } = relay.from;
  const decision = await questions.iam.decide({
    principalArn: user.arn,
    action: ACTION,
    resourceArn: resource,
    context: { "aws:RequestedRegion": relay.region, ...(address && { "ses:FromAddress": address }) },
  });
  if (!decision) throw doubt(relay, `the user ${state.user} has gone meanwhile`);
  refuseDoubt(relay, decision);
  const data = {
    ...relayFacts(relay),
    user: user.name,
    principal: user.arn,
    resource,
    decision: decision.decision,
    boundary: decision.allowedByBoundary === false,
  };
  const code = decision.decision === "allowed" ? "RELAY_MAY_SEND" : "RELAY_SEND_DENIED";
  return [{ code, subject: relay.name, data }];
}

/**
 * A condition key that the question did not hold may turn an allowance into a denial and the other way round; the
 * simulator knows an organization's policies only in part.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
 */
function refuseDoubt(relay: Relay, { decision, missingContext, allowedByOrganization }: PolicyDecision): void {
  if (missingContext.length > 0) {
    const keys = missingContext.slice(0, 5).join(", ");
    throw doubt(relay, `it depends on what the simulator was not told (${keys}): decided ${decision}`);
  }
  if (!["allowed", "explicitDeny", "implicitDeny"].includes(decision)) throw doubt(relay, `it decided ${decision}`);
  if (decision !== "allowed" && allowedByOrganization === false) {
    throw doubt(relay, "an organization's policy decides, and the simulator does not see its conditions");
  }
}

/** The simulator has answered, and it is no answer. */
function doubt({ name }: Relay, detail: string): PortTrouble {
  return new PortTrouble("error", { asked: name, detail: `${SIMULATE}: ${detail}` });
}

/**
 * The identity that SES asks IAM about: the From address's own where there is one, else the domain's or the nearest
 * parent's; null where there is none. Somebody else's address decides nothing. Where the list is denied, the address is asked for by itself.
 */
async function identityNameOf(questions: Questions, { region, from }: Relay): Promise<string | null> {
  const { address, domain } = from;
  const { value: found, trouble } = await readable(identityFor(questions, region, domain));
  if (trouble && (trouble.reason !== "denied" || !address)) throw trouble;
  const listed = found === null ? [] : found?.summaries;
  const own = listed ? listed.find((each) => each.name.toLowerCase() === address?.toLowerCase()) : null;
  if (own) return own.name;
  const asked = !listed && address ? await questions.ses.identity(region, address) : null;
  if (asked) return asked.name;
  if (trouble) throw trouble;
  return found && !found.identity.name.includes("@") ? found.identity.name : null;
}
