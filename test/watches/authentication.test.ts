import { expect, it } from "vitest";
import { healthy } from "../../src/sandbox/worlds/healthy.ts";
import { changed } from "../diagnosis/world.ts";
import { type Watching, watching } from "./watching.ts";

const WITHOUT_TOKEN = changed({ without: ["token2._domainkey"] });
const OTHER_TOKEN = changed({
  without: ["token2._domainkey"],
  with: ["token2._domainkey CNAME token2.dkim.example.net."],
});

async function standing({ store }: Watching): Promise<readonly string[]> {
  const alerts = await store.alerts.current(new Date("2040-01-01T00:00:00Z"));
  return alerts.map(({ code, subject, state }) => `${code} ${subject} ${state}`).sort();
}

function hour(hours: number): string {
  return new Date(Date.UTC(2026, 10, 20, hours)).toISOString();
}

it("shows what a record was, what it is, since when, and which name servers have which", async () => {
  const watch = await watching();
  await watch.sweep("authentication", healthy, hour(1));
  expect(await watch.said()).toEqual([]);
  await watch.sweep("authentication", healthy, hour(2));
  await watch.sweep("authentication", OTHER_TOKEN, hour(3));
  const said = (await watch.said()).join("\n").replace(/thread \d+/g, "thread N");
  await expect(said).toMatchFileSnapshot("../golden/alerts/drift.txt");
});

it("tells one cause in several findings as one message, and what comes later in its thread", async () => {
  const watch = await watching();
  const two = changed({ without: ["token2._domainkey", "token3._domainkey"] });
  const three = changed({ without: ["token"] });
  await watch.sweep("authentication", two, hour(1));
  expect(await watch.said()).toHaveLength(1);
  await watch.sweep("authentication", three, hour(2));
  const said = await watch.said();
  expect(said.map((it) => it.split(" ")[1])).toEqual(["thread", "edit"]);
  expect(said[0]).toContain("New beside it");
  expect((await standing(watch)).map((it) => it.split(" ")[0])).toEqual(Array(3).fill("DKIM_CNAME_MISSING"));
});

it("resolves only what it has seen to be well: trouble at DNS, a denied action, a silenced check do not", async () => {
  const watch = await watching();
  await watch.sweep("authentication", WITHOUT_TOKEN, hour(1));
  const fires = ["DKIM_CNAME_MISSING token2._domainkey.example.com firing"];
  expect(await standing(watch)).toEqual(fires);
  const troubled = [
    changed({ dnsFaults: [{ name: "token2._domainkey.example.com", then: "SERVFAIL" }] }),
    changed({ awsFaults: [{ action: "ses:GetEmailIdentity", then: "deny" }] }),
    changed({ awsFaults: [{ action: "ses:*", then: "deny" }] }),
  ];
  for (const [index, world] of troubled.entries()) await watch.sweep("authentication", world, hour(2 + index));
  expect(await standing(watch)).toContain(fires[0]);
  await watch.sweep("authentication", healthy, hour(8));
  await watch.sweep("authentication", healthy, hour(9));
  expect(await standing(watch)).toEqual([]);
});

it("is itself an alert where it could not look three times in a row, and says when it can again", async () => {
  const watch = await watching();
  const denied = changed({ awsFaults: [{ action: "ses:GetEmailIdentity", then: "deny" }] });
  for (const hours of [1, 2]) await watch.sweep("authentication", denied, hour(hours));
  await watch.sweep("authentication", healthy, hour(3));
  for (const hours of [4, 5]) await watch.sweep("authentication", denied, hour(hours));
  expect(await standing(watch)).toEqual([]);
  await watch.sweep("authentication", denied, hour(6));
  expect(await standing(watch)).toEqual(["WATCH_BLIND authentication firing"]);
  const first = await watch.said();
  for (const hours of [7, 8]) await watch.sweep("authentication", healthy, hour(hours));
  const said = [...first, ...(await watch.said())].join("\n").replace(/(thread|edit) \d+/g, "$1 N");
  await expect(said).toMatchFileSnapshot("../golden/alerts/blind.txt");
});

it("ends what the configuration accepts, or names no more, and says that nobody has looked", async () => {
  const watch = await watching();
  await watch.sweep("authentication", WITHOUT_TOKEN, hour(1));
  await watch.said();
  const elsewhere = { ...healthy, config: { ...healthy.config, domains: ["example.net"] } };
  await watch.sweep("authentication", elsewhere, hour(2));
  const said = await watch.said();
  expect(said.join("\n")).toContain("does not name it any more");
  expect((await standing(watch)).filter((it) => it.includes("example.com"))).toEqual([]);
});

it("tells where the bounces of a domain are published nowhere any more", async () => {
  const watch = await watching();
  const silent = changed({ identity: { ConfigurationSetName: "gone", FeedbackForwardingStatus: false } });
  await watch.sweep("authentication", healthy, hour(1));
  await watch.sweep("authentication", silent, hour(2));
  expect(await standing(watch)).toEqual(["EVENTS_NOT_PUBLISHED example.com firing"]);
  for (const hours of [3, 4]) await watch.sweep("authentication", healthy, hour(hours));
  expect(await standing(watch)).toEqual([]);
});

it("tells more than five at once as a summary with a thread", async () => {
  const watch = await watching({ config: { mention: "U0ANA" } });
  const domains = Array.from({ length: 7 }, (_, index) => `d${index}.example.com`);
  const identities = Object.fromEntries(domains.map((name) => [name, { DkimAttributes: { Tokens: ["t1"] } }]));
  const world = { ...changed({ identities }), config: { domains, regions: ["us-east-1"] } };
  await watch.sweep("authentication", world, hour(1));
  const said = (await watch.said()).join("\n");
  const steady = said.replace(/thread \d+/g, "thread N").slice(0, 6_000);
  await expect(steady).toMatchFileSnapshot("../golden/alerts/many.txt");
});
