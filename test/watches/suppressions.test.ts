import { expect, it } from "vitest";
import { PortTrouble } from "../../src/ports/trouble.ts";
import { healthy } from "../../src/sandbox/worlds/healthy.ts";
import { growingLists } from "./growing-lists.ts";
import { watching } from "./watching.ts";

const at = (hour: number) => new Date(Date.UTC(2026, 10, 20, hour)).toISOString();

it("tells what is new once, in one message, and nothing where nothing is", async () => {
  const grown = growingLists();
  const watch = await watching({ lists: grown.lists });
  await watch.sweep("suppressions", healthy, at(9));
  grown.add("kim@example.net", "lee@example.net", "mia@example.org");
  grown.put({ address: "gone@example.org", kind: "removed" });
  await watch.sweep("suppressions", healthy, at(10));
  await watch.sweep("suppressions", healthy, at(11));
  const [message, ...more] = await watch.said();
  expect(more).toEqual([]);
  expect(message).not.toContain("Request removal");
  await expect(message).toMatchFileSnapshot("../golden/alerts/new-suppressions.txt");
});

it("shows twenty with what they have in common, and all as a file in the thread; a button asks for their removal", async () => {
  const grown = growingLists();
  const watch = await watching({ lists: grown.lists, isOffering: true });
  await watch.sweep("suppressions", healthy, at(9));
  grown.add(...Array.from({ length: 31 }, (_, n) => `user${n}@${n < 29 ? "corp.example" : "else.example"}`));
  await watch.sweep("suppressions", healthy, at(10));
  const said = await watch.said();
  expect(said.map((it) => it.split("\n")[0]?.split(" ")[1])).toEqual(["channel", "thread"]);
  await expect(said.join("\n").replace(/thread \d+/, "thread N")).toMatchFileSnapshot(
    "../golden/alerts/many-suppressions.txt",
  );
});

it("tells what came while nobody could read, and that it could not", async () => {
  const grown = growingLists();
  const watch = await watching({ lists: grown.lists });
  grown.fail(new PortTrouble("denied", { asked: "us-east-1", permission: "ses:ListSuppressedDestinations" }));
  for (const hour of [9, 10, 11]) await watch.sweep("suppressions", healthy, at(hour));
  const blind = await watch.said();
  expect(blind).toHaveLength(1);
  expect(blind[0]).toContain("has been blind since 2026-11-20 09:00 UTC");
  grown.fail(null);
  grown.add("kim@example.net");
  for (const hour of [12, 13]) await watch.sweep("suppressions", healthy, at(hour));
  const said = await watch.said();
  expect(said.filter((it) => it.includes("1 address is new"))).toHaveLength(1);
  expect(said.filter((it) => it.includes("Over after"))).toHaveLength(2);
});

it("makes nothing of a hostile address, and no formula in the file", async () => {
  const grown = growingLists();
  const watch = await watching({ lists: grown.lists });
  await watch.sweep("suppressions", healthy, at(9));
  grown.add(
    "<!channel>@example.net",
    '=cmd|"/c calc"!A1@example.net',
    ...Array.from({ length: 25 }, (_, n) => `u${n}@x.example`),
  );
  await watch.sweep("suppressions", healthy, at(10));
  const [message = "", file = ""] = await watch.said();
  expect(message.split("\n")[1]).not.toContain("<!channel>");
  expect(file).toContain(`"'=cmd|""/c calc""!A1@example.net"`);
});

it("takes nothing for new that stood in the copies before the first look", async () => {
  const grown = growingLists();
  const watch = await watching({ lists: grown.lists });
  grown.add("kim@example.net", "lee@example.net");
  await watch.sweep("suppressions", healthy, at(9));
  expect(await watch.said()).toEqual([]);
  grown.add("mia@example.org");
  await watch.sweep("suppressions", healthy, at(10));
  expect((await watch.said()).join()).toContain("1 address is new");
});

it("says that it has nothing to read where there are no copies of the lists", async () => {
  const watch = await watching();
  expect(await watch.sweep("suppressions", healthy, at(10))).toMatchObject({ looked: "nothing" });
});
