import { mkdir, writeFile } from "node:fs/promises";
import { HAS_CHROMIUM, openBrowser, openPage, startServing, WITHOUT_CHROMIUM } from "./browser.ts";
import { smallPng } from "./small-png.ts";

/** `npm run screenshots`: plays the tour on the page and takes the pictures that the README shows. */
const FOLDER = new URL("../../golden/screenshots/", import.meta.url);

/** After which step, who looks where, and what the picture is called. */
const PICTURES = [
  { step: "3. Credentials", user: "U0ANA", place: "# mail-ops", name: "credentials" },
  { step: "6. Suppressions", user: "U0ANA", place: "# mail-ops", name: "suppressions" },
  { step: "7. Approval", user: "U0BEN", place: "# approvals", name: "approval" },
  { step: "8. Quiet", user: "U0ANA", place: "# alerts", name: "alerts" },
] as const;
const STEPS = [
  "1. Three bounces",
  "2. Explain",
  "3. Credentials",
  "4. Repair",
  "5. Check",
  "6. Suppressions",
  "7. Approval",
  "8. Quiet",
];

if (!HAS_CHROMIUM) throw new Error(`no pictures${WITHOUT_CHROMIUM}`);
await mkdir(FOLDER, { recursive: true });
const [browser, sandbox] = await Promise.all([openBrowser(), startServing()]);
try {
  const { page, complaints } = await openPage(browser, sandbox.url, 1280);
  for (const [index, step] of STEPS.entries()) {
    await page.getByRole("button", { name: step, exact: true }).click();
    const next = STEPS[index + 1];
    if (next) await page.getByRole("button", { name: next, exact: true }).waitFor({ timeout: 60_000 });
    else await page.getByText("That was it.").waitFor({ timeout: 60_000 });
    const picture = PICTURES.find((each) => each.step === step);
    if (!picture) continue;
    await page.getByLabel("Who you are").selectOption(picture.user);
    await page.getByRole("button", { name: picture.place }).click();
    await page.locator("#title", { hasText: picture.place.replace(" ", "") }).waitFor();
    const path = new URL(`${picture.name}.png`, FOLDER).pathname;
    await writeFile(path, smallPng(await page.screenshot({ animations: "disabled" })));
    process.stdout.write(`${path}\n`);
  }
  if (complaints.length > 0) throw new Error(complaints.join("\n"));
} finally {
  await browser.close();
  await sandbox.stop();
}
