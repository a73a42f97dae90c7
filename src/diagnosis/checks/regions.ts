import type { PortTrouble } from "../../ports/trouble.ts";
import type { Check, Look, Target } from "../check.ts";
import type { Finding, Json } from "../finding.ts";
import { publishingOf } from "../publishing.ts";
import type { Questions } from "../questions.ts";
import { type Readable, readable, tell } from "../readable.ts";
import { type FoundIdentity, identityFor } from "../ses-identity.ts";
import { shellWord } from "../shell-word.ts";

type Code = "REGIONS_AGREE" | "REGIONS_DIFFER";

type Difference = { what: string; values: { readonly [region: string]: Json } };

/** What is set up in one region and not in the other is where the next mail breaks. */
export const regions: Check<Code> = {
  name: "regions",
  title: "Regions side by side",
  hop: "submission",
  codes: {
    REGIONS_AGREE: {
      severity: "ok",
      title: () => "The regions are set up alike",
      why: ({ data }) =>
        `Compared in ${(data.regions as readonly string[]).join(", ")}: ${(data.compared as readonly string[]).join(", ")}.`,
    },
    REGIONS_DIFFER: {
      severity: "warning",
      title: ({ data }) =>
        `The regions differ: ${differences(data)
          .map(({ what }) => what)
          .join(", ")}`,
      why: ({ data }) =>
        differences(data)
          .map(
            ({ what, values }) =>
              `${what}: ${Object.entries(values)
                .map(([region, value]) => `${region} ${shown(value)}`)
                .join(", ")}`,
          )
          .join("; "),
      fix: ({ subject, data }) => ({
        text: "Set the regions up alike, or send through one of them only.",
        who: "you",
        records: [],
        commands: (data.regions as readonly string[]).flatMap((region) => commandsFor(region, subject, data)),
      }),
    },
  },
  looks: (target, questions) => (target.regions.length < 2 ? [] : [{ look: () => compare(target, questions) }]),
};

const OF_ACCOUNT: readonly string[] = ["sandbox", "suppression reasons"];

/** What shows the differing settings, region by region. */
function commandsFor(region: string, subject: string, data: Finding["data"]): readonly string[] {
  const ofAccount = differences(data).some(({ what }) => OF_ACCOUNT.includes(what));
  const ofIdentity = differences(data).some(({ what }) => !OF_ACCOUNT.includes(what));
  return [
    ...(ofAccount ? [`aws sesv2 get-account --region ${shellWord(region)}`] : []),
    ...(ofIdentity
      ? [
          `aws sesv2 get-email-identity --region ${shellWord(region)} --email-identity ${shellWord(data.identity ?? subject)}`,
        ]
      : []),
  ];
}

type Compared = { what: string; region: string; seen: Readable<Json>; identity?: string };

async function compare(target: Target, questions: Questions): Promise<readonly (Finding<Code> | Look<Code>)[]> {
  const seen = (await Promise.all(target.regions.map((region) => settings(questions, region, target.domain)))).flat();
  const found = differencesIn(seen);
  const troubles = distinctTroubles(seen).map(tell);
  const subject = target.domain;
  if (found.length > 0) {
    const identity = seen.find(({ identity }) => identity !== undefined)?.identity ?? null;
    const data = { regions: target.regions, identity, differences: found };
    return [{ code: "REGIONS_DIFFER", subject, data }, ...troubles];
  }
  if (troubles.length > 0) return troubles;
  const compared = [...Map.groupBy(seen, ({ what }) => what)].map(([what, rows]) => ({ what, number: rows.length }));
  // An identity that some region lacks is told by its own check: the regions do not differ otherwise, nor are they alike.
  if (compared.some(({ number }) => number < target.regions.length)) return [];
  return [
    { code: "REGIONS_AGREE", subject, data: { regions: target.regions, compared: compared.map(({ what }) => what) } },
  ];
}

/** A region that cannot be reached is told once, however many questions it left open. */
function distinctTroubles(seen: readonly Compared[]): readonly PortTrouble[] {
  const troubles = seen.flatMap(({ region, seen: { trouble } }) => (trouble ? [{ region, trouble }] : []));
  const key = ({ region, trouble }: (typeof troubles)[number]) =>
    `${region} ${trouble.reason} ${trouble.details.permission ?? ""}`;
  return [...Map.groupBy(troubles, key).values()].flatMap(([first]) => (first ? [first.trouble] : []));
}

/** What a region is compared by; never tokens, topics or counters, which always differ. */
async function settings(questions: Questions, region: string, domain: string): Promise<readonly Compared[]> {
  const [account, found] = await Promise.all([
    readable(questions.ses.account(region)),
    readable(identityFor(questions, region, domain)),
  ]);
  const rows: Compared[] = [
    { what: "sandbox", region, seen: map(account, ({ productionAccess }) => !productionAccess) },
    {
      what: "suppression reasons",
      region,
      seen: map(account, ({ suppressedReasons }) => [...suppressedReasons].sort()),
    },
  ];
  if (found.trouble) rows.push({ what: "identity", region, seen: found });
  // A missing identity is told by its own check.
  if (!found.value) return rows;
  return [...rows, ...(await identitySettings(questions, region, found.value))];
}

async function identitySettings(
  questions: Questions,
  region: string,
  found: FoundIdentity,
): Promise<readonly Compared[]> {
  const { mailFrom, dkim } = found.identity;
  const publishing = await publishingOf(questions, region, found);
  const [trouble] = publishing.troubles;
  return [
    {
      what: "MAIL FROM",
      region,
      seen: { value: mailFrom.domain && [mailFrom.domain, mailFrom.status, mailFrom.onMxFailure] },
    },
    {
      what: "DKIM",
      region,
      identity: found.identity.name,
      seen: { value: [dkim.signingEnabled ? "on" : "off", dkim.status] },
    },
    { what: "publishing", region, seen: trouble ? { trouble } : { value: publishing.ways } },
  ];
}

function map<T>(seen: Readable<T>, to: (value: T) => Json): Readable<Json> {
  return seen.trouble ? seen : { value: to(seen.value) };
}

function differencesIn(rows: readonly Compared[]): readonly Difference[] {
  const byWhat = Map.groupBy(
    rows.filter(({ seen }) => !seen.trouble),
    ({ what }) => what,
  );
  return [...byWhat].flatMap(([what, group]) => {
    const distinct = new Set(group.map(({ seen }) => JSON.stringify(seen.value)));
    if (distinct.size < 2) return [];
    return [{ what, values: Object.fromEntries(group.map(({ region, seen }) => [region, seen.value ?? null])) }];
  });
}

function differences(data: Finding["data"]): readonly Difference[] {
  return data.differences as unknown as readonly Difference[];
}

function shown(value: Json): string {
  if (value === null) return "none";
  if (Array.isArray(value)) return value.length > 0 ? value.join(" + ") : "none";
  return value === true ? "yes" : value === false ? "no" : String(value);
}
