import { expect, it } from "vitest";
import { SweepCut } from "../../src/ports/schedule.ts";
import { createSweep } from "../../src/watches/sweep.ts";
import { changed } from "../diagnosis/world.ts";
import { watching } from "./watching.ts";

const BROKEN = changed({ without: ["token2._domainkey"] });

it("two instances that sweep the same at once tell it once, and count one clean look as one", async () => {
  const watch = await watching();
  const { store, contextIn } = watch;
  const both = (world: typeof BROKEN, at: string) =>
    contextIn(world, (context) =>
      Promise.all(
        [1, 2, 3].map(() =>
          createSweep({ context, store })("authentication", {
            now: new Date(at),
            signal: AbortSignal.timeout(20_000),
            isManual: false,
          }),
        ),
      ),
    );
  await both(BROKEN, "2026-11-20T01:00:00Z");
  expect(await watch.said()).toHaveLength(1);
  await both(changed({}), "2026-11-20T02:00:00Z");
  expect((await store.alerts.read("authentication")).alerts.map(({ state, clean }) => [state, clean])).toEqual([
    ["firing", 1],
  ]);
  await both(changed({}), "2026-11-20T03:00:00Z");
  expect((await watch.said()).map((it) => it.split(" ")[1])).toEqual(["thread", "edit"]);
});

it("a sweep that was taken over saves nothing of what it could not see", async () => {
  const { store, contextIn } = await watching();
  const given = {
    now: new Date("2026-11-20T01:00:00Z"),
    signal: AbortSignal.abort(new SweepCut("lost")),
    isManual: false,
  };
  const result = await contextIn(BROKEN, (context) => createSweep({ context, store })("authentication", given));
  expect(result.looked).toBe("nothing");
  expect((await store.alerts.read("authentication")).watch.last).toBeNull();
});

it("a sweep that saw nothing does not stand in the way of one that saw all at the same time", async () => {
  const watch = await watching();
  const { store, contextIn } = watch;
  const results = await contextIn(BROKEN, (context) => {
    const sweep = (signal: AbortSignal, now: string) =>
      createSweep({ context, store })("authentication", { now: new Date(now), signal, isManual: false });
    return Promise.all([
      sweep(AbortSignal.timeout(20_000), "2026-11-20T01:00:00Z"),
      sweep(AbortSignal.abort(), "2026-11-20T01:00:01Z"),
    ]);
  });
  expect(results.map(({ looked }) => looked)).toEqual(["all", "nothing"]);
  expect(await watch.said()).toHaveLength(1);
});
