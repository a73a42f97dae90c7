import { expect, test } from "vitest";
import { idOf } from "../../src/alerts/fingerprint.ts";
import { type Looked, sightingsOf } from "../../src/alerts/sightings.ts";
import { dkim } from "../../src/diagnosis/checks/dkim.ts";
import type { Alert } from "../../src/ports/alerts.ts";

const FINGERPRINT = { target: "example.com", code: "DKIM_FAILED", subject: "example.com" };

function found(code: string, region: string) {
  return { code, subject: "example.com", data: { region } };
}

/** Only what a sighting looks at. */
function standing(...regions: readonly string[]): Alert {
  const facts = JSON.stringify({
    check: dkim.name,
    findings: regions.map((region) => found("DKIM_FAILED", region)),
    changes: [],
  });
  return { ...FINGERPRINT, id: idOf(FINGERPRINT), facts } as Alert;
}

function look(regions: readonly string[] | undefined, ...codes: readonly [code: string, region: string][]): Looked {
  const findings = codes.map(([code, region]) => found(code, region));
  const results = [{ check: dkim, tookMs: 0, findings }] as unknown as Looked["results"];
  return { target: "example.com", results, changesAt: () => [], ...(regions && { regions }) };
}

test.each([
  ["a region that is watched no more is over", ["us-east-1"], [["DKIM_OK", "us-east-1"]], ["eu-west-1"], "unwatched"],
  ["a region that is well is well", ["us-east-1"], [["DKIM_OK", "us-east-1"]], ["us-east-1"], "good"],
  [
    "a region that is watched and was not seen is unknown",
    ["us-east-1", "eu-west-1"],
    [["DKIM_OK", "us-east-1"]],
    ["eu-west-1"],
    "unknown",
  ],
  [
    "of two regions the one that is left decides",
    ["us-east-1"],
    [["DKIM_OK", "us-east-1"]],
    ["us-east-1", "eu-west-1"],
    "good",
  ],
  ["a look that names no regions takes none for gone", undefined, [["DKIM_OK", "us-east-1"]], ["eu-west-1"], "unknown"],
] as const)("%s", (_, regions, codes, stood, is) => {
  const given = codes.map(([code, region]): [string, string] => [code, region]);
  const [sighting] = sightingsOf(look(regions, ...given), [standing(...stood)]);
  const seen = sighting?.seen;
  expect(seen?.is === "over" ? seen.why : seen?.is).toBe(is);
});

test("what still is so carries no region along that is watched no more", () => {
  const looked = look(["us-east-1"], ["DKIM_FAILED", "us-east-1"]);
  const [sighting] = sightingsOf(looked, [standing("us-east-1", "eu-west-1")]);
  expect(sighting?.seen).toMatchObject({ is: "bad", level: { stage: 1 } });
});
