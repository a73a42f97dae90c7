import type { Check, Look, Target } from "../check.ts";
import { domainFound } from "../domain-found.ts";
import { excerpt } from "../excerpt.ts";
import type { Finding } from "../finding.ts";
import { hasAddress } from "../has-address.ts";
import type { Questions } from "../questions.ts";
import { readable } from "../readable.ts";

type Code = "MX_OK" | "MX_MISSING" | "MX_NULL" | "MX_TARGET_MISSING";

/** Every host is asked; a list that is longer than this is not read further. */
const MOST_TARGETS = 20;

/** Whether replies to the From domain have somewhere to go. */
export const mx: Check<Code> = {
  name: "mx",
  title: "MX, for replies",
  hop: "authentication",
  codes: {
    MX_OK: {
      severity: "ok",
      title: ({ subject }) => `Replies to ${subject} have somewhere to go`,
      why: ({ subject, data }) => `MX ${subject} names ${String(data.targets)}.`,
    },
    MX_MISSING: {
      severity: "note",
      title: ({ subject }) => `${subject} has no MX record`,
      why: ({ subject, data }) => `MX ${subject} has no records. ${WITHOUT_MX[String(data.hasAddress)] ?? ""}`,
      fix: ({ subject }) => ({
        text: `Publish an MX record for the host that takes mail for ${subject}; if nobody reads replies, publish the null MX "0 .".`,
        who: "you",
        records: [],
        commands: [],
      }),
    },
    MX_NULL: {
      severity: "note",
      title: ({ subject }) => `${subject} says that it takes no mail`,
      why: ({ subject }) =>
        `MX ${subject} is the null MX (RFC 7505): replies bounce at once, and some receivers refuse mail from such a domain.`,
      fix: () => ({
        text: "If replies are wanted, replace the null MX by the host that takes them.",
        who: "you",
        records: [],
        commands: [],
      }),
    },
    MX_TARGET_MISSING: {
      severity: "warning",
      title: ({ subject }) => `An MX host of ${subject} does not exist`,
      why: ({ subject, data }) => `MX ${subject} names ${data.target}, which has neither an A nor an AAAA record.`,
      fix: ({ subject, data }) => ({
        text: `Correct the name ${data.target} in the MX of ${subject}, give it an address, or remove it.`,
        who: "you",
        records: [],
        commands: [],
      }),
    },
  },
  looks: (target, questions) => [{ look: () => look(target, questions) }],
};

const WITHOUT_MX: Readonly<Record<string, string>> = {
  true: "Mail for it goes to its A or AAAA record instead (RFC 5321 §5.1), where often nobody listens.",
  false: "It has no address either, so replies to it cannot be delivered.",
  null: "Whether it has an address that would take mail instead could not be read.",
};

async function look({ domain }: Target, questions: Questions): Promise<readonly (Finding<Code> | Look<Code>)[]> {
  const [exists, answer] = await Promise.all([domainFound(questions, domain), questions.dns(domain, "MX")]);
  if (!exists) return [];
  if (!answer.found) {
    return [
      {
        code: "MX_MISSING",
        subject: domain,
        data: { name: domain, hasAddress: (await readable(hasAddress(questions, domain))).value ?? null },
      },
    ];
  }
  const targets = [...new Set(answer.records.map(({ exchange }) => exchange))].filter((host) => host !== "");
  if (targets.length === 0) return [{ code: "MX_NULL", subject: domain, data: { name: domain } }];
  const shown = targets.slice(0, MOST_TARGETS).map((host) => excerpt(host, 253));
  return [
    {
      look: async () =>
        targets.slice(0, MOST_TARGETS).map((host) => ({ look: () => targetFindings(questions, domain, host) })),
      close: (found) =>
        found.length > 0 ? [] : [{ code: "MX_OK", subject: domain, data: { name: domain, targets: shown.join(", ") } }],
    },
  ];
}

async function targetFindings(questions: Questions, domain: string, target: string): Promise<readonly Finding<Code>[]> {
  if (await hasAddress(questions, target)) return [];
  return [{ code: "MX_TARGET_MISSING", subject: domain, data: { name: domain, target: excerpt(target, 253) } }];
}
