import { check } from "../commands/check.ts";
import type { Context } from "../commands/command.ts";
import { HOPS } from "../diagnosis/hop.ts";
import { entryOf, hopsOf, type Report, severityOf } from "../diagnosis/report.ts";
import type { Seat } from "./page/seat.ts";
import { type Holding, type HopState, type WorldPanel, worldItems } from "./page/world-panel.ts";
import type { RunningWorld } from "./running.ts";
import { type RelayDesk, shownSwitches } from "./switches.ts";
import { type Stage, TOUR, TOURED_WORLD } from "./tour.ts";

export type PanelDeps = {
  stage: Stage;
  desk: RelayDesk;
  /** Of its own: looking at the picture is no command of anybody. */
  context: Context;
};

const NOT_LOOKED: readonly HopState[] = HOPS.map((hop) => ({ hop, severity: null, title: "" }));

/** The world beside Slack: its six hops looked at anew whenever it changes, its switches, and what it holds. */
export function createPanel({ stage, desk, context }: PanelDeps): WorldPanel {
  const { running, turns } = stage;
  const watchers = new Set<() => void>();
  let played = 0;
  let isPlaying = false;
  let hops = NOT_LOOKED;
  let looking: Promise<void> | null = null;
  const changed = () => {
    for (const each of watchers) each();
  };

  async function look(): Promise<void> {
    const words = { json: false, positionals: [...running.world.config.domains], values: {} };
    const answer = await check.run(words, context);
    if (answer.kind === "reports" && answer.reports[0]) hops = HOPS.map((hop) => stateOf(hop, answer.reports));
    changed();
  }

  /** One at a time: a look that is under way is waited for, and then another is taken. */
  function lookAgain(): Promise<void> {
    looking = (looking ?? Promise.resolve()).then(look).catch((error: unknown) => void context.onBug(error));
    return looking;
  }

  async function playNext(): Promise<Seat | null> {
    const step = TOUR[played];
    if (!step || isPlaying) return null;
    isPlaying = true;
    changed();
    try {
      await step.play(stage);
      await stage.settled();
      played += 1;
    } finally {
      isPlaying = false;
    }
    return { ...step.stop, thread: null };
  }

  const isToured = running.world.name === TOURED_WORLD;
  void lookAgain();
  return {
    items: () =>
      worldItems({
        name: running.world.name,
        now: running.clock.now(),
        hops,
        switches: shownSwitches(turns),
        holdings: holdingsOf(running, desk),
        tour: isToured ? { steps: TOUR, played, isPlaying } : null,
      }),
    watch(watcher) {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    async act(asked) {
      let go: Seat | null = null;
      if (asked.do === "tour") go = await playNext();
      else if (asked.do === "pass") await stage.pass(asked.hours);
      else {
        const found = turns.find(({ id }) => id === asked.id);
        if (!found) throw new Error("There is no such switch.");
        await found.turn();
      }
      changed();
      void lookAgain();
      return go;
    },
  };
}

/** The worst that is known of a hop over all domains, and what it is. */
function stateOf(hop: HopState["hop"], reports: readonly Report[]): HopState {
  const order = ["failure", "warning", "unknown", "note", "ok"];
  const states = reports.flatMap((report) => hopsOf(report).filter((each) => each.hop === hop));
  const severity = order.find((one) => states.some((each) => each.severity === one)) ?? null;
  const findings = states.flatMap(({ results }) =>
    results.flatMap(({ check: of, findings }) => findings.map((finding) => ({ of, finding }))),
  );
  const worst = findings.find(({ of, finding }) => severityOf(of, finding) === severity);
  return {
    hop,
    severity,
    title: worst && severity !== "ok" ? entryOf(worst.of, worst.finding).title(worst.finding) : "",
  };
}

function holdingsOf({ aws, dns, smtp, world, slack }: RunningWorld, desk: RelayDesk): readonly Holding[] {
  const { iam, ses } = aws.world;
  const keys = Object.entries(iam?.users ?? {}).flatMap(([name, user]) =>
    user.keys.map((key) => {
      const used = key.lastUsed ? `last used ${key.lastUsed.at.slice(0, 10)} in ${key.lastUsed.region}` : "never used";
      return `${name}  ${key.id}  ${key.status ?? "Active"}  ${used}`;
    }),
  );
  const lists = Object.entries(ses).flatMap(([region, { suppressed = [] }]) => [
    `${region}: ${suppressed.length}`,
    ...suppressed.slice(-5).map((each) => `  ${each.EmailAddress}  ${each.Reason}  ${each.LastUpdateTime}`),
  ]);
  const zones = dns
    .world()
    .zones.filter(({ origin }) => world.config.domains.includes(origin))
    .flatMap(({ origin, records }) => [
      `$ORIGIN ${origin}.`,
      ...records
        .split("\n")
        .map((line) => line.trim())
        .filter(Boolean),
    ]);
  const relays = desk.relays().map(({ name, username, from, region }) => `${name}  ${username}  ${from}  ${region}`);
  return [
    { title: "IAM: users and keys", lines: keys },
    { title: "Relays, as configured", lines: relays },
    { title: "SES: suppression lists", lines: lists },
    { title: "DNS: the zone", lines: zones },
    { title: "SQS: events that wait", lines: [String(aws.queued())] },
    { title: "SMTP: logins", lines: smtp.asked.slice(-10).map(({ question }) => question) },
    { title: "AWS: the last calls", lines: aws.asked.slice(-15).map(({ question }) => question) },
    {
      title: "Slack: the last calls",
      lines: slack.calls.slice(-15).map(({ method, outcome }) => `${method}  ${outcome}`),
    },
  ];
}
