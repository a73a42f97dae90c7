import { expect, it } from "vitest";
import { jada } from "../../src/sandbox/worlds/jada.ts";
import { checked } from "./checked.ts";

it("nothing is said to be missing where the resolver denies everything, as in a closed network", async () => {
  const { report } = await checked({ ...jada, dnsFaults: [{ server: "resolver", then: "NXDOMAIN" }] });
  const found = report.results
    .filter(({ check }) => check.hop === "authentication")
    .flatMap(({ findings }) => findings.map(({ code }) => code));
  expect([...new Set(found)]).toEqual(["COULD_NOT_CHECK"]);
});
