import type { AlertTold } from "../alerts/bodies.ts";
import type { DigestBody, DigestCanary, DigestDomain, DigestKey } from "../alerts/digest.ts";
import { HOPS } from "../diagnosis/hop.ts";
import { leadOf } from "./alert-state.ts";
import { duration, minute } from "./alert-wording.ts";
import { alertWords } from "./alert-words.ts";
import { stateIcon } from "./slack-alert.ts";
import { digestBodyIn, digestDetailsIn, digestGrowthIn } from "./slack-digest-read.ts";
import { bold, code, header, ICONS, person, plain, richText, section } from "./slack-elements.ts";
import type { ChartBlock, RichTextElement, RichTextPart } from "./slack-message.ts";
import { fitting } from "./slack-pack.ts";
import { said, shown } from "./slack-text.ts";
import type { Told } from "./told.ts";

const BUDGET = 10_000;

/** How the week was, in one message: what fires, every domain hop by hop, what waits. */
export function tellDigest(given: unknown): Told {
  const body = digestBodyIn(given);
  const { domains, moreDomains, counts, removals, from, to } = body;
  const parts = domains.map((domain) => section(...domainLines(domain)));
  const kept = fitting(parts, BUDGET);
  const left = moreDomains + parts.length - kept.length;
  const verdict = verdictOf(body);
  return {
    message: {
      text: said(`The week of mail from ${day(from)} to ${day(to)}: ${verdict}`),
      blocks: [
        header(`The week of mail, ${day(from)} to ${day(to)}`),
        richText(
          section(
            [
              counts.standing === 0 ? ICONS.ok : counts.failures > 0 ? ICONS.failure : ICONS.warning,
              plain(` ${verdict}`),
            ],
            [
              plain(
                `In this week ${many(counts.began, "alert")} began that ${counts.began === 1 ? "stands" : "stand"}, ${counts.ended} ended.`,
              ),
            ],
            removalLine(removals, to),
          ),
          ...(domains.length === 0 ? [section([plain("No domains are configured.")])] : kept),
          ...(left > 0 ? [section([plain(`And ${many(left, "more domain")}.`)])] : []),
          ...(body.canaries?.length ? [section([bold("Canary")], ...body.canaries.map(canaryLine))] : []),
        ),
      ],
    },
  };
}

function verdictOf({ counts: { standing, known, failures } }: DigestBody): string {
  if (standing === 0) return "nothing fires.";
  const kept = known > 0 ? `, ${known} of them known to somebody` : "";
  return `${many(standing, "alert")} ${standing === 1 ? "stands" : "stand"} now (${many(failures, "failure")})${kept}.`;
}

function removalLine({ open, addresses, oldest }: DigestBody["removals"], to: string): readonly RichTextElement[] {
  if (open === 0 || !oldest) return [plain("No removal waits for a decision.")];
  return [
    plain(
      `${many(open, "removal")} (${many(addresses, "address", "addresses")}) ${open === 1 ? "waits" : "wait"} for a decision, the oldest for ${duration(oldest.at, to)}, asked by `,
    ),
    person(oldest.by),
    plain("."),
  ];
}

function canaryLine(canary: DigestCanary): readonly RichTextElement[] {
  const { region, runs, whole, refused, unknown, missing, medianMs } = canary;
  const where = shown(region, 30);
  if (runs === 0) return [ICONS.none, plain(` ${where}: not sent in this week`)];
  const parts = [
    `${whole} of ${many(runs, "run")} whole`,
    ...(medianMs === null ? [] : [`seen whole after ${secondsWords(medianMs)} (median)`]),
    ...(missing.length > 0
      ? [`missing: ${missing.map(({ what, count }) => `${shown(what, 60)} (${count}×)`).join(", ")}`]
      : []),
    ...(refused > 0 ? [`refused by SES: ${refused}`] : []),
    ...(unknown > 0 ? [`not known: ${unknown}`] : []),
  ];
  const isBroken = whole + unknown < runs;
  const icon = isBroken ? ICONS.failure : unknown > 0 ? ICONS.unknown : ICONS.ok;
  return [icon, plain(` ${where}: ${parts.join("; ")}`, 400)];
}

function secondsWords(ms: number): string {
  return ms < 1_000 ? "less than a second" : many(Math.round(ms / 1_000), "second");
}

/** The words too: where Slack refuses the layout, they are all that is left. */
function domainLines({ typed, at, hops }: DigestDomain): readonly (readonly RichTextElement[])[] {
  const states = HOPS.flatMap((hop, index) => [
    plain(index === 0 ? "" : "  "),
    ICONS[hops[hop] ?? "none"],
    plain(` ${hop} ${hops[hop] ?? "not tested"}`),
  ]);
  return [[bold(typed, 253), plain(at === null ? "  not looked at yet" : `  as of ${minute(at)}`)], states];
}

/** What began, stands and ended, and every relay's key, in the thread. */
export function tellDigestDetails(given: unknown): Told {
  const { began, standing, ended, more, keys, unreadKeys } = digestDetailsIn(given);
  const parts: readonly RichTextPart[] = [
    ...alertParts("New in this week", began),
    ...alertParts("Standing for longer", standing),
    ...alertParts("Over in this week", ended),
    ...(more > 0 ? [section([plain(`And ${more} more: `), code("/maildiag alerts")])] : []),
    section([bold("Keys of the relays, the oldest first")], ...keys.map(keyLine), ...unreadLines(keys, unreadKeys)),
  ];
  const quiet = began.length + standing.length + ended.length === 0;
  const kept = fitting(parts, BUDGET);
  const left = parts.length - kept.length;
  return {
    message: {
      text: said(quiet ? "Nothing has changed in this week" : "What has changed in this week, and the keys by age"),
      blocks: [
        richText(
          ...(quiet ? [section([ICONS.ok, plain(" No alert began, stands or ended in this week.")])] : []),
          ...kept,
          ...(left > 0 ? [section([plain("There is more: "), code("/maildiag alerts")])] : []),
        ),
      ],
    },
  };
}

function alertParts(title: string, alerts: readonly AlertTold[]): readonly RichTextPart[] {
  if (alerts.length === 0) return [];
  return [section([bold(title)]), ...alerts.map((alert) => section(alertLine(alert)))];
}

function alertLine(alert: AlertTold): readonly RichTextElement[] {
  const { title } = alertWords(alert);
  const when = alert.ended ? `${minute(alert.since)} to ${minute(alert.ended.at)}` : `since ${minute(alert.since)}`;
  return [stateIcon(alert), plain(` ${leadOf(alert)}`), plain(title, 200), plain(` (${when})  `), code(alert.code)];
}

function keyLine({ relay, key, ageDays, maxAgeDays, lastUsedAt }: DigestKey): readonly RichTextElement[] {
  const used = lastUsedAt === null ? "never used" : `last used ${day(lastUsedAt)}`;
  const icon = ageDays > maxAgeDays ? ICONS.warning : ICONS.ok;
  return [
    icon,
    plain(` ${shown(relay, 100)}: ${shown(key, 40)} is ${many(ageDays, "day")} old of ${maxAgeDays}, ${used}`),
  ];
}

function unreadLines(keys: readonly DigestKey[], unread: readonly string[]): readonly (readonly RichTextElement[])[] {
  if (unread.length === 0) return keys.length === 0 ? [[plain("No relays are configured.")]] : [];
  return [
    [
      ICONS.unknown,
      plain(` The age of these keys is not known: ${unread.map((name) => shown(name, 60)).join(", ")}. `),
      code("/maildiag credentials"),
      plain(" tells why."),
    ],
  ];
}

const MOST_SERIES = 6;

/** How the suppression lists grew, as a chart with its numbers: the numbers are left where Slack refuses the chart. */
export function tellDigestGrowth(given: unknown): Told {
  const { from, regions } = digestGrowthIn(given);
  const known = regions.filter(({ total }) => total !== null).slice(0, MOST_SERIES);
  const unread = regions.filter(({ total }) => total === null).map(({ region }) => region);
  const length = Math.max(0, ...known.map(({ days }) => days.length));
  const labels = Array.from({ length }, (_, n) =>
    new Date(Date.parse(from) + n * 86_400_000).toISOString().slice(5, 10),
  );
  const lines = known.map(({ region, total, days }) => {
    const grown = days.flatMap((count, n) => (count > 0 ? [`${labels[n]} ${count}`] : []));
    const numbers = grown.length > 0 ? grown.join(" · ") : "none was written";
    return [plain(`${shown(region, 30)}, ${many(total ?? 0, "entry", "entries")}: `), plain(numbers, 300)];
  });
  const chart: ChartBlock = {
    type: "data_visualization",
    title: "New on the suppression lists, by day",
    chart: {
      type: "line",
      series: known.map(({ region, days }) => ({
        name: shown(region, 18).slice(0, 20).toWellFormed(),
        data: labels.map((label, n) => ({ label, value: days[n] ?? 0 })),
      })),
      axis_config: { categories: labels, y_label: "addresses" },
    },
  };
  return {
    message: {
      text: said("New on the suppression lists, by day"),
      blocks: [
        richText(
          section(
            [bold(`New on the suppression lists since ${day(from)}, by day`)],
            ...lines,
            ...(unread.length > 0 ? [[ICONS.unknown, plain(` Not read yet: ${unread.join(", ")}`, 300)]] : []),
          ),
        ),
        ...(known.length > 0 && length > 1 ? [chart] : []),
      ],
    },
  };
}

function many(count: number, one: string, more = `${one}s`): string {
  return `${count.toLocaleString("en-US")} ${count === 1 ? one : more}`;
}

/** `2026-11-21` */
function day(iso: string): string {
  return shown(iso.slice(0, 10), 10);
}
