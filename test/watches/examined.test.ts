import { expect, it } from "vitest";
import type { World } from "../../src/sandbox/world.ts";
import { healthy } from "../../src/sandbox/worlds/healthy.ts";
import { openStore } from "../../src/store/open-store.ts";
import { changed } from "../diagnosis/world.ts";
import { watching } from "./watching.ts";

const BROKEN = changed({ without: ["token2._domainkey"] });

it("tells what was accepted when its day is over, and not before", async () => {
  const accept = [
    { code: "DKIM_CNAME_MISSING", subject: "token2._domainkey.example.com", until: "2026-11-20", why: "x" },
  ];
  const watch = await watching({ config: { accept } });
  for (const at of ["2026-11-20T01:00:00Z", "2026-11-20T23:59:59Z"]) await watch.sweep("authentication", BROKEN, at);
  expect(await watch.said()).toEqual([]);
  await watch.sweep("authentication", BROKEN, "2026-11-21T00:20:00Z");
  expect((await watch.said()).filter((it) => it.startsWith("=== channel"))).toHaveLength(1);
});

it("tells what stands when there is a channel at last", async () => {
  const store = await openStore({ kind: "sqlite", path: ":memory:" });
  const silent = await watching({ store, channel: null });
  await silent.sweep("authentication", BROKEN, "2026-11-20T01:00:00Z");
  expect(await silent.said()).toEqual([]);
  const watch = await watching({ store });
  await watch.sweep("authentication", BROKEN, "2026-11-20T02:00:00Z");
  const said = await watch.said();
  expect(said).toHaveLength(1);
  expect(said[0]).toContain("2026-11-20 01:00 UTC");
  await store.close();
});

it("does not wake by a clock that goes back, nor remind twice when it comes again", async () => {
  const watch = await watching();
  for (const at of ["2026-11-20T10:00:00Z", "2026-11-20T07:00:00Z", "2026-11-20T10:00:00Z", "2026-11-21T09:59:00Z"])
    await watch.sweep("authentication", BROKEN, at);
  expect(await watch.said()).toHaveLength(1);
  await watch.sweep("authentication", BROKEN, "2026-11-21T10:00:00Z");
  await watch.sweep("authentication", BROKEN, "2026-11-21T11:00:00Z");
  expect(await watch.said()).toHaveLength(1);
});

it("tells of fifty domains that break at once by one message, and of their end by one reply that leaves none out", async () => {
  const watch = await watching({ config: { mention: "U0ANA" } });
  const domains = Array.from({ length: 50 }, (_, index) => `d${index}.example.com`);
  const identities = Object.fromEntries(domains.map((name) => [name, { DkimAttributes: { Tokens: ["t1"] } }]));
  const broken: World = { ...changed({ identities }), config: { domains, regions: ["us-east-1"] } };
  await watch.sweep("authentication", broken, "2026-11-20T01:00:00Z");
  const first = await watch.said();
  expect(first.filter((it) => it.startsWith("=== channel"))).toHaveLength(1);
  expect(first.length).toBeLessThanOrEqual(31);
  await watch.sweep("authentication", broken, "2026-11-20T02:00:00Z");
  expect(await watch.said()).toEqual([]);
  const none: World = { ...healthy, config: { domains: [], regions: ["us-east-1"] } };
  await watch.sweep("authentication", none, "2026-11-20T03:00:00Z");
  const after = await watch.said();
  const replies = after.filter((it) => it.startsWith("=== thread"));
  expect(replies[0]).toContain("And 30 more");
  expect(after.at(-1)).toContain("All 50 alerts that came together are over");
  expect(after.at(-1)).not.toContain("@U0ANA");
  expect(replies).toHaveLength(1);
});
