import type { DnsRecordToPublish, Finding, FindingData, Fix } from "./finding.ts";
import { shellWord } from "./shell-word.ts";

/** What stands for the value of a record that only its owner knows. */
const OWN_KEY = "v=DKIM1; k=rsa; p=<the public key of the pair whose private key SES holds>";

export function toPublishCname(text: string, finding: Finding): Fix {
  return you(text, { records: [cname(finding)] });
}

export function toWait({ data }: Finding): Fix {
  return you("Once the records are right, wait: SES can take up to 72 hours to see them. Then look again.", {
    commands: [`aws sesv2 get-email-identity ${identityOf(data)} --query DkimAttributes`],
  });
}

/** Switches signing on, or sets it up. An address signs only by the identity of its domain. */
export function toEnable({ subject, data }: Finding): Fix {
  if (String(data.identity).includes("@")) {
    return you("Make the domain itself an identity, and publish the CNAME records that SES then names.", {
      commands: [
        `aws sesv2 create-email-identity --region ${shellWord(data.region)} --email-identity ${shellWord(subject)}`,
      ],
    });
  }
  if (data.status === "NOT_STARTED") {
    return you("Start Easy DKIM, and publish a CNAME for each of the tokens that SES then names.", {
      commands: [startOver(data)],
    });
  }
  return you("Switch signing on.", {
    commands: [`aws sesv2 put-email-identity-dkim-attributes ${identityOf(data)} --signing-enabled`],
  });
}

export function toStartOver({ data }: Finding): Fix {
  const text =
    data.origin === "EXTERNAL"
      ? "Give SES the selector and the private key again (dkim.json holds DomainSigningSelector and DomainSigningPrivateKey)."
      : "Make SES start over, and publish the CNAME records if the tokens that it then names are new.";
  return you(text, { commands: [startOver(data)] });
}

/** The key itself is missing: SES publishes the keys of Easy DKIM, you your own. */
export function toPublishKey(finding: Finding): Fix {
  const { data } = finding;
  if (isOwnKey(finding))
    return you("Publish the public key that belongs to the private key in SES.", { records: [ownKey(finding)] });
  return {
    text: "SES publishes this key, so your DNS is not at fault. Look again in an hour; then make SES start over, or ask AWS support.",
    who: "aws",
    records: [],
    commands: [startOver(data)],
  };
}

export function toStrengthenKey(finding: Finding): Fix {
  const { data } = finding;
  if (isOwnKey(finding)) {
    return you("Make an RSA key of 2048 bits under a new selector, publish it, then give it to SES (dkim.json).", {
      records: [{ ...ownKey(finding), name: `<new selector>${finding.subject.slice(finding.subject.indexOf("."))}` }],
      commands: [startOver(data)],
    });
  }
  // A replicated key is made where it comes from.
  const region = replicatedFrom(data.origin) ?? data.region;
  return you(`Have SES make keys of 2048 bits in ${region}; it changes over by itself, the CNAME records stay.`, {
    commands: [
      `aws sesv2 put-email-identity-dkim-signing-attributes ${identityOf({ ...data, region: region ?? null })} --signing-attributes-origin AWS_SES --signing-attributes NextSigningKeyLength=RSA_2048_BIT`,
    ],
  });
}

export function toEndTest(finding: Finding): Fix {
  if (isOwnKey(finding)) return you("Take t=y out of the key record once mail is signed as it should be.", {});
  return { text: "SES publishes this record: ask AWS support.", who: "aws", records: [], commands: [] };
}

/** What a panel wants typed is the name without what it appends. */
export function toMove(finding: Finding): Fix {
  const { subject, data } = finding;
  const doubled = String(data.doubled);
  const appended = doubled.slice(subject.length);
  const typed = subject.endsWith(appended) ? subject.slice(0, -appended.length) : subject;
  return you(`Delete the record at ${doubled} and add it again; in the panel's name field type only ${typed}`, {
    records: [data.type === "CNAME" ? cname(finding) : ownKey(finding)],
  });
}

function you(text: string, { records = [], commands = [] }: Partial<Pick<Fix, "records" | "commands">>): Fix {
  return { text, who: "you", records, commands };
}

function cname({ subject, data }: Finding): DnsRecordToPublish {
  return { type: "CNAME", name: subject, value: String(data.target) };
}

function ownKey({ subject }: Finding): DnsRecordToPublish {
  return { type: "TXT", name: subject, value: OWN_KEY };
}

function isOwnKey({ data }: Finding): boolean {
  return data.origin === "EXTERNAL";
}

/** `AWS_SES_EU_WEST_1` → `eu-west-1` (deterministic Easy DKIM); null for a key of the region's own. */
function replicatedFrom(origin: unknown): string | null {
  const region = /^AWS_SES_([A-Z0-9_]{1,40})$/.exec(String(origin))?.[1];
  return region?.toLowerCase().replaceAll("_", "-") ?? null;
}

/** https://docs.aws.amazon.com/cli/latest/reference/sesv2/put-email-identity-dkim-signing-attributes.html */
export function startOver(data: FindingData): string {
  const origin = data.origin === "EXTERNAL" || replicatedFrom(data.origin) ? data.origin : "AWS_SES";
  const attributes =
    origin === "EXTERNAL"
      ? " --signing-attributes file://dkim.json"
      : origin === "AWS_SES"
        ? ""
        : ` --signing-attributes DomainSigningAttributesOrigin=${origin}`;
  return `aws sesv2 put-email-identity-dkim-signing-attributes ${identityOf(data)} --signing-attributes-origin ${origin}${attributes}`;
}

function identityOf(data: FindingData): string {
  return `--region ${shellWord(data.region)} --email-identity ${shellWord(data.identity)}`;
}
