import { expect, it } from "vitest";
import { alerts } from "../../src/commands/alerts.ts";
import type { AlertsAnswer } from "../../src/commands/answer.ts";
import { UsageMistake } from "../../src/commands/command.ts";
import { jsonOf } from "../../src/render/json.ts";
import { slackAnswer } from "../../src/render/slack.ts";
import { terminalOf } from "../../src/render/terminal.ts";
import { healthy } from "../../src/sandbox/worlds/healthy.ts";
import { changed } from "../diagnosis/world.ts";
import { expectPostable, readable } from "../render/slack-posted.ts";
import { type Watching, type WatchingOptions, watching } from "../watches/watching.ts";

const WORDS = { json: false, positionals: [], values: {} };

async function asked({ store, contextIn }: Watching, at: string): Promise<AlertsAnswer> {
  return contextIn(healthy, async (context) => {
    const openStore = async () => ({ ...store, close: async () => {} });
    const deps = { ...context.deps, now: () => new Date(at) };
    return (await alerts.run(WORDS, { ...context, deps, openStore })) as AlertsAnswer;
  });
}

async function afterTrouble(options: WatchingOptions = {}): Promise<Watching> {
  const watch = await watching(options);
  const broken = changed({ without: ["token2._domainkey", "_dmarc"] });
  await watch.sweep("authentication", broken, "2026-11-20T01:00:00Z");
  const mended = changed({ without: ["_dmarc"] });
  await watch.sweep("authentication", mended, "2026-11-20T02:00:00Z");
  await watch.sweep("authentication", mended, "2026-11-20T03:00:00Z");
  return watch;
}

it("tells what fires, what ended lately, how the watches fare, and what Slack refuses", async () => {
  const watch = await afterTrouble();
  const [entry] = await watch.store.outbox.take(new Date("2026-11-20T04:00:00Z"), 1_000, 1);
  if (!entry) throw new Error("nothing waits");
  const again = { at: new Date("2026-11-20T05:00:00Z"), maybeSent: false, complaint: "channel_not_found" };
  await watch.store.outbox.later(entry, again);
  const answer = await asked(watch, "2026-11-20T04:30:00Z");
  const messages = slackAnswer(answer);
  messages.forEach(expectPostable);
  const said = [
    "=== terminal",
    ...terminalOf(answer),
    "",
    "=== json",
    JSON.stringify(JSON.parse(jsonOf(answer).join("")), null, 1),
    "",
    "=== slack",
    ...messages.map(readable),
  ];
  await expect(`${said.join("\n")}\n`).toMatchFileSnapshot("../golden/alerts/command.txt");
});

it("forgets after a day what is over, and says where nobody is told", async () => {
  const watch = await afterTrouble({ channel: null });
  expect(await watch.said()).toEqual([]);
  const answer = await asked(watch, "2026-11-22T00:00:00Z");
  expect(answer.alerts.map(({ alert, lastTold }) => [alert.code, alert.state, lastTold])).toEqual([
    ["DMARC_MISSING", "firing", null],
  ]);
  expect(terminalOf(answer).join("\n")).toContain("No alert channel is configured");
});

it("answers where no watch has run yet, and takes no words", async () => {
  const watch = await watching();
  expect(terminalOf(await asked(watch, "2026-11-22T00:00:00Z"))[0]).toBe("Nothing fires.");
  await watch.contextIn(healthy, async (context) => {
    await expect(alerts.run({ ...WORDS, positionals: ["all"] }, context)).rejects.toThrow(UsageMistake);
  });
});
