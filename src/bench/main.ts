import { corpusFolder } from "../config.ts";

/** `npm run bench [name]…`: measures, prints tables, judges nothing. Without a name all benches run. */
const BENCHES: Readonly<Record<string, () => Promise<void>>> = {
  alerts: async () => (await import("./alerts.ts")).benchAlerts(),
  check: async () => (await import("./check.ts")).benchCheck(),
  events: async () => (await import("./events.ts")).benchEvents(),
  suppressions: async () => (await import("./suppressions.ts")).benchSuppressions(),
  slack: async () => (await import("./slack.ts")).benchSlack(),
  explain: async () => (await import("./explain.ts")).benchExplain(corpusFolder()),
};

const names = process.argv.slice(2);
const unknown = names.find((name) => !(name in BENCHES));
if (unknown !== undefined) {
  process.stderr.write(`There is no bench "${unknown}". There are: ${Object.keys(BENCHES).join(", ")}.\n`);
  process.exitCode = 2;
} else {
  for (const name of names.length > 0 ? names : Object.keys(BENCHES)) await BENCHES[name]?.();
}
