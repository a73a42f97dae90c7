import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Instance, type Office, openOffice } from "./office.ts";

const KIM = "kim@example.net us-east-1";
const WEST = "kim@example.net us-west-2";

let office: Office;
let one: Instance;

/** Ben approved two, of which SES refused one. */
beforeEach(async () => {
  office = await openOffice([KIM, WEST]);
  one = await office.start("one");
  await one.ask("r1", [KIM, WEST]);
  await one.press("r1", "approve", "U0BEN");
  office.aws.world.awsFaults = [{ action: "ses:DeleteSuppressedDestination", region: "us-west-2", then: "deny" }];
  await one.removing.round();
  office.aws.world.awsFaults = [];
  expect(await state()).toBe("partly");
});
afterEach(() => office.close());

async function state() {
  return (await one.store.removals.find("r1"))?.state;
}

async function trail(): Promise<readonly string[]> {
  const lines = await one.store.removals.history({ address: null, limit: 99 });
  return lines.map(({ actor, action, outcome, region }) => [actor, action, outcome, region].join(" ")).toReversed();
}

describe("Try the rest again", () => {
  it("is in the trail under the name of whoever pressed it, and the message still says who approved", async () => {
    await one.press("r1", "retry", "U0CAT");
    await one.removing.round();
    expect((await trail()).slice(4).toSorted()).toEqual([
      "U0BEN removed done us-east-1",
      "U0BEN removed failed us-west-2",
      "U0CAT removed done us-west-2",
      "U0CAT retried  us-west-2",
    ]);
    expect(await one.store.removals.find("r1")).toMatchObject({
      state: "done",
      decidedBy: "U0BEN",
      removedBy: "U0CAT",
    });
  });

  it("names neither who approved first nor who denied where the removal is approved anew", async () => {
    office.list("kim@example.net", "us-west-2");
    await one.press("r1", "retry", "U0CAT");
    await one.removing.round();
    expect(await state()).toBe("pending");
    await one.press("r1", "approve", "U0CAT");
    await one.removing.round();
    expect((await trail()).at(-1)).toBe("U0CAT removed done us-west-2");
  });

  it("after an Undo that failed puts back, and deletes nothing", async () => {
    office.aws.world.awsFaults = [{ action: "ses:PutSuppressedDestination", then: "deny" }];
    await one.press("r1", "undo", "U0CAT");
    await one.removing.round();
    office.aws.world.awsFaults = [];
    expect(await state()).toBe("partly");
    const deletes = office.deletes();
    expect(await one.press("r1", "retry", "U0BEN")).toMatchObject({ click: "undo", removal: { state: "undoing" } });
    await one.removing.round();
    expect(await state()).toBe("undone");
    expect(office.deletes()).toEqual(deletes);
    expect(office.listed().toSorted()).toEqual([`${KIM} BOUNCE`, `${WEST} BOUNCE`]);
    expect((await trail()).slice(-2)).toEqual(["U0BEN undone pending us-east-1", "U0BEN undone done us-east-1"]);
  });
});
