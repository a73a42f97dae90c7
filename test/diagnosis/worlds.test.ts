import { expect, it } from "vitest";
import { entryOf, verdictOf } from "../../src/diagnosis/report.ts";
import { WORLDS } from "../../src/sandbox/worlds/index.ts";
import { checked } from "./checked.ts";

/** What a person sees first in every world of the sandbox. */
const VERDICTS: Readonly<Record<string, string>> = {
  jada: "warning submission REGIONS_DIFFER queenofsandiego.com",
  healthy: "ok submission ACCOUNT_OK example.com",
  "mail-from-missing": "failure authentication MAIL_FROM_NOT_FOUND bounce.example.com",
  "dkim-doubled": "failure authentication DKIM_NAME_DOUBLED token1._domainkey.example.com",
  "name-servers-disagree": "failure authentication NS_DISAGREE bounce.example.com",
  "account-paused": "failure submission ACCOUNT_SHUTDOWN example.com",
  denied: "unknown submission COULD_NOT_CHECK us-east-1",
};

it.each(WORLDS.map((world) => [world.name, world] as const))("the world %s has its verdict", async (name, world) => {
  const { report } = await checked(world);
  const verdict = verdictOf(report);
  expect(verdict && [verdict.severity, verdict.hop, verdict.finding.code, verdict.finding.subject].join(" ")).toBe(
    VERDICTS[name],
  );
});

it("every failure and warning in every world has a fix, and everything has words", async () => {
  const reports = await Promise.all(WORLDS.map((world) => checked(world)));
  for (const { report } of reports) {
    for (const { check, findings } of report.results) {
      for (const finding of findings) {
        const { severity, title, why, fix } = entryOf(check, finding);
        expect(title(finding)).toMatch(/^\S.*\S$/);
        expect(why(finding)).not.toMatch(/undefined|\[object|null/);
        if (severity === "failure" || severity === "warning") expect(fix?.(finding).text).toMatch(/\S/);
      }
    }
  }
});
