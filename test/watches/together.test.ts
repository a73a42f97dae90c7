import { expect, it } from "vitest";
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
