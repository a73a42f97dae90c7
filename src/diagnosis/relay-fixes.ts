import type { Finding, FindingData, Fix } from "./finding.ts";
import { shellWord } from "./shell-word.ts";

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const TWO_KEYS = "a user has at most two keys";

/**
 * The whole repair of a relay whose stored credentials do not work: numbered, with its own values. Renderers may break
 * the lines before the numbers.
 */
export function newCredentials({ code, subject, data }: Finding): Fix {
  const { host, region, from } = data;
  const user = textOf(data.user);
  const key = textOf(data.key);
  const isDead = code === "RELAY_KEY_INACTIVE";
  const isGone = code === "RELAY_KEY_MISSING";
  const hasTwo = typeof data.otherKeys === "number" && data.otherKeys + (isGone ? 0 : 1) >= 2;
  const unneeded = isDead ? key : hasTwo ? textOf(data.inactiveKey) : null;
  const canTake = unneeded !== null || !hasTwo;
  const steps = [
    keyStep(data, unneeded, canTake).replace(/^./, (letter) => letter.toUpperCase()),
    `Turn its secret key into the SMTP password of ${region} (another region's is refused): maildiag smtp-password --region ${shellWord(region)}`,
    `${where(data)}: SMTP server ${host}, port ${data.port}, ${tlsOf(data.port)}, username = the access key id, password = the SMTP password. Save.`,
    `Put the access key id into maildiag's configuration, as username of the relay ${subject}.`,
    `See that it worked: send a mail as ${from}, then run maildiag credentials ${shellWord(subject)}. It has to say RELAY_KEY_ACTIVE.`,
    ...(key && !isDead && !isGone ? [`Only then deactivate and delete the old key ${key}.`] : []),
  ];
  return {
    text: `Give ${subject} new SMTP credentials. ${numbered(steps)}`,
    who: "you",
    records: [],
    commands: [
      ...(user && unneeded
        ? [`aws iam delete-access-key --user-name ${shellWord(user)} --access-key-id ${shellWord(unneeded)}`]
        : []),
      ...(user && canTake ? [`aws iam create-access-key --user-name ${shellWord(user)}`] : []),
      `maildiag smtp-password --region ${shellWord(region)}`,
    ],
  };
}

/** Where the key comes from: a user that has two keys already takes no third, unless one of them is inactive. */
function keyStep(data: FindingData, unneeded: string | null, canTake: boolean): string {
  const user = textOf(data.user);
  const successor = textOf((data.successor as FindingData | null | undefined)?.key);
  const owner = user ? `the IAM user ${user}` : "the relay's IAM user";
  const kept = successor ? `Take the secret key of the newer key ${successor} if it was kept. If not: ` : "";
  if (unneeded) return `${kept}delete the inactive key ${unneeded} of ${owner} (${TWO_KEYS}), and make a new one.`;
  if (canTake) return `Make a new access key for ${owner}.`;
  return `${kept}make an IAM user of its own for this relay, with ses:SendRawEmail and a new access key, because ${user} has two keys already.`;
}

function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

/** The key is alive, only what is stored does not open the endpoint. */
export function newPassword({ subject, data }: Finding): Fix {
  const { region, host } = data;
  const steps = [
    `If you still have the secret key of this access key, derive its SMTP password for ${region}: maildiag smtp-password --region ${shellWord(region)} --verify. IAM never shows a secret again: without it, make a new access key (${TWO_KEYS}) and derive from that one.`,
    `${where(data)}: SMTP server ${host}, port ${data.port}, ${tlsOf(data.port)}, username = the access key id, password = the SMTP password (never the secret key itself). Save.`,
    `Give maildiag the same password, and the same username if it has changed.`,
    `See that it works: maildiag credentials ${shellWord(subject)} has to say RELAY_AUTH_OK.`,
  ];
  return {
    text: `Replace the stored password of ${subject}: ${numbered(steps)}`,
    who: "you",
    records: [],
    commands: [`maildiag smtp-password --region ${shellWord(region)} --verify`],
  };
}

function numbered(steps: readonly string[]): string {
  return steps.map((step, index) => `${index + 1}. ${step}`).join(" ");
}

/** Gmail's own path; whoever relays otherwise finds the place by the words around it. */
function where(data: FindingData): string {
  return `Where the credentials are stored (Gmail → Settings → Accounts and Import → Send mail as → ${data.from} → edit info)`;
}

function tlsOf(port: unknown): string {
  return port === 465 || port === 2465 ? "SSL" : "TLS (STARTTLS)";
}
