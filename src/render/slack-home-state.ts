import type { AlertTold } from "../alerts/bodies.ts";
import type { Severity } from "../diagnosis/finding.ts";
import { HOPS, type Hop } from "../diagnosis/hop.ts";
import { duration, minute } from "./alert-wording.ts";
import { alertWords } from "./alert-words.ts";
import { hushLine, stateIcon } from "./slack-alert.ts";
import { bold, buttons, code, header, ICONS, plain, richText, section } from "./slack-elements.ts";
import { homeRemovalBlocks, type PendingRemovals } from "./slack-home-removals.ts";
import type { RichTextElement, SlackBlock } from "./slack-message.ts";

/** How everything is, for the Home: as watches/overview.ts has it. */
export type HomeState = {
  now: string;
  domains: readonly { typed: string; at: string | null; hops: Readonly<Partial<Record<Hop, Severity>>> }[];
  alerts: readonly { value: string | null; alerts: readonly AlertTold[] }[];
  moreAlerts: number;
  removals: PendingRemovals;
  watches: readonly {
    kind: string;
    isOn: boolean;
    last: { at: Date; looked: "all" | "partly" | "nothing" } | null;
    next: Date | null;
  }[];
};

const MOST_TOLD = 5;

export function homeStateBlocks({
  now,
  domains,
  alerts,
  moreAlerts,
  removals,
  watches,
}: HomeState): readonly SlackBlock[] {
  return [
    header("What fires"),
    ...(alerts.length === 0 ? [richText(section([ICONS.ok, plain(" Nothing that the watches have seen.")]))] : []),
    ...alerts.flatMap(({ value, alerts: together }): readonly SlackBlock[] => [
      richText(
        ...together.slice(0, MOST_TOLD).map((alert) => section(...alertLines(alert, now))),
        ...(together.length > MOST_TOLD
          ? [section([plain(`And ${together.length - MOST_TOLD} more beside it.`)])]
          : []),
      ),
      ...(value === null ? [] : [buttons(value, "acknowledge", "snooze", "alert_run_again")]),
    ]),
    ...(moreAlerts > 0 ? [richText(section([plain(`And ${moreAlerts} more: `), code("/maildiag alerts")]))] : []),
    ...homeRemovalBlocks(removals),
    header("Domains, hop by hop"),
    ...(domains.length === 0
      ? [richText(section([plain("No domains are configured. Any domain can be checked.")]))]
      : [
          richText(
            section([plain(`In this order: ${HOPS.join(" · ")}, as the last sweeps left them.`)]),
            ...domains.map(({ typed, at, hops }) => section(domainLine(typed, at, hops))),
          ),
        ]),
    header("Watches"),
    richText(section(...watches.map((watch) => watchLine(watch, now)))),
  ];
}

function alertLines(alert: AlertTold, now: string): readonly (readonly RichTextElement[])[] {
  return [
    [stateIcon(alert), plain(" "), bold(alertWords(alert).title, 300)],
    [code(alert.code), plain(` · since ${minute(alert.since)} (${duration(alert.since, now)})`)],
    ...(alert.hush ? [hushLine(alert)] : []),
  ];
}

function domainLine(typed: string, at: string | null, hops: HomeState["domains"][number]["hops"]) {
  const icons = HOPS.flatMap((hop) => [ICONS[hops[hop] ?? "none"], plain(" ")]);
  return [...icons, bold(typed, 253), plain(at === null ? "  not looked at yet" : "")];
}

const SAW = { all: "saw all", partly: "saw a part", nothing: "saw nothing" } as const;

function watchLine({ kind, isOn, last, next }: HomeState["watches"][number], now: string): readonly RichTextElement[] {
  const looked = last
    ? `looked ${duration(last.at.toISOString(), now)} ago, ${SAW[last.looked]}`
    : "has not looked yet";
  const coming = isOn ? (next ? `, next at ${minute(next.toISOString())}` : "") : ", switched off";
  return [bold(kind), plain(`  ${looked}${coming}`)];
}
