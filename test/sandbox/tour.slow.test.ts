import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const run = promisify(execFile);

/** Times, ids and how long things took are another each time. */
function steady(text: string): string {
  return text
    .replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d(?::\d\dZ| UTC)/g, "TIME")
    .replaceAll(/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, "ID")
    .replaceAll(/AKIA…\w{4}(?= of the IAM user jada-gmail-smtp is of \d{4}-\d\d-\d\d, never)/g, "AKIA…")
    .replaceAll(/of \d{4}-\d\d-\d\d, last used/g, "of DAY, last used")
    .replaceAll(/last used \d{4}-\d\d-\d\d/g, "last used DAY")
    .replaceAll(/\(edited \d+×\)/g, "(edited)")
    .replaceAll(/\d+\.\d s\b/g, "N s")
    .replaceAll(/\d+ (?:second|minute|hour|day)s?(?: \d+ (?:minute|hour)s?)?(?= ago|\))/g, "SOME TIME")
    .replaceAll(/\d+ s(?= ago)/g, "SOME TIME");
}

test("the tour plays the incident to its end by itself, and reads as it did", async () => {
  const { stdout } = await run(process.execPath, ["src/main.ts", "sandbox", "--tour"], {
    env: { PATH: process.env.PATH },
  });
  expect(stdout).toContain("8. Quiet");
  expect(stdout).toContain("Removed: kevin@steigerwald-dougherty.com");
  expect(stdout).toContain("Resolved: The key of gmail-admin has been deactivated");
  await expect(steady(stdout)).toMatchFileSnapshot("../golden/tour.txt");
});
