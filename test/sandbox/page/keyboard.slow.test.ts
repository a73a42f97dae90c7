import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { HAS_CHROMIUM, openBrowser, openPage, type Sandbox, startServing, WITHOUT_CHROMIUM } from "./browser.ts";

/** Everything that a mouse can do, with nothing but keys: what is not reached by Tab is not there. */
describe.skipIf(!HAS_CHROMIUM).each([[1440], [390]])(`the page by keyboard at %i px${WITHOUT_CHROMIUM}`, (width) => {
  const ADDRESS = "kevin@steigerwald-dougherty.com";
  let browser: Browser;
  let sandbox: Sandbox;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    [browser, sandbox] = await Promise.all([openBrowser(), startServing()]);
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    expect(await sandbox?.stop()).toBe(0);
  });
  beforeEach(async () => {
    ({ page, complaints } = await openPage(browser, sandbox.url, width));
  });
  afterEach(async () => {
    const wide = await page.evaluate<number>("document.documentElement.scrollWidth - window.innerWidth");
    await page.close();
    expect(complaints).toEqual([]);
    expect(wide).toBeLessThanOrEqual(0);
  });

  const isFocused = async (target: Locator) => (await target.and(page.locator(":focus")).count()) > 0;

  /** Walks by Tab, as a person does, to the first that is wanted. Throws where a whole round does not come by it. */
  async function walkTo(target: Locator, key = "Tab"): Promise<void> {
    await target.waitFor();
    for (let step = 0; step < 150; step += 1) {
      if (await isFocused(target)) return;
      await page.keyboard.press(key);
    }
    throw new Error(`Tab never comes to ${target}`);
  }

  async function press(target: Locator, key = "Enter"): Promise<void> {
    await walkTo(target);
    await page.keyboard.press(key);
  }

  async function type(text: string): Promise<void> {
    await walkTo(page.locator("#text"));
    await page.keyboard.type(text);
    await page.keyboard.press("Enter");
  }

  async function become(name: string): Promise<void> {
    const who = page.getByLabel("Who you are");
    await walkTo(who);
    while ((await who.locator("option:checked").textContent()) !== name) await page.keyboard.press("ArrowDown");
  }

  /** Chromium does not always open its chooser at the first key; a person presses again. */
  async function choose(input: Locator, name: string, text: string): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      await walkTo(input);
      const opened = page.waitForEvent("filechooser", { timeout: 4_000 }).catch(() => null);
      await page.keyboard.press(" ");
      const chooser = await opened;
      if (chooser) return chooser.setFiles({ name, mimeType: "text/plain", buffer: Buffer.from(text) });
      if (tries === 3) throw new Error(`Space opens no chooser on ${input}`);
    }
  }

  const inMessages = (label: string) => page.locator("#messages button", { hasText: new RegExp(`^${label}$`) }).first();
  const button = (name: string | RegExp) => page.getByRole("button", { name, exact: typeof name === "string" });
  const channel = (name: string) => page.locator("#side").getByRole("button", { name });
  const dialog = () => page.locator("#confirm");

  test("a thread is opened, answered and left, and one is where one was", async () => {
    const opener = page.getByRole("button", { name: /^\d+ repl/ }).first();
    await press(opener);
    await page.locator("#replies .message").nth(1).waitFor();
    expect(await isFocused(page.locator("#reply"))).toBe(true);
    const before = await page.locator("#replies .message").count();
    await page.keyboard.type("@maildiag help");
    await page.keyboard.press("Enter");
    await page
      .locator("#replies .message")
      .nth(before + 1)
      .waitFor();
    await page.keyboard.type("/maildiag help ");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").getByText("/maildiag is not supported in threads").waitFor();
    await page.keyboard.press("Escape");
    await page.locator("#thread").waitFor({ state: "hidden" });
    expect(await isFocused(opener)).toBe(true);
  });

  test("a removal is asked for by one, and approved by the other after the question whether it is meant", async () => {
    await type(`/maildiag suppressions request ${ADDRESS}`);
    await page.getByText("Asked for the removal of").waitFor();
    await become("ben");
    await press(channel("# approvals"));
    await press(inMessages("Approve"));
    await dialog().getByRole("heading").waitFor();
    await page.keyboard.press("Escape");
    await dialog().waitFor({ state: "hidden" });
    expect(await isFocused(inMessages("Approve"))).toBe(true);
    await page.keyboard.press("Enter");
    await press(dialog().getByRole("button").nth(1));
    await page
      .locator("#messages b", { hasText: `Removed: ${ADDRESS}` })
      .first()
      .waitFor();
    await press(inMessages("Undo"));
    await page
      .locator("#messages b", { hasText: /^Put back/ })
      .first()
      .waitFor();
  });

  test("an alert is snoozed in its form", async () => {
    await press(channel("# alerts"));
    await press(inMessages("Snooze"));
    await page.locator("#modal form").waitFor();
    await walkTo(page.locator("#modal").locator("select, input[type=radio]").first());
    await page.keyboard.press("ArrowDown");
    await press(page.locator("#modal button[type=submit]"));
    await page.locator("#modal").waitFor({ state: "hidden" });
    await page
      .getByText(/snoozed/i)
      .first()
      .waitFor();
  });

  test("a bounce is handed over in the form, where its file is chosen", async () => {
    await type("/maildiag explain ");
    await page.getByRole("heading", { name: "Explain a bounce" }).waitFor();
    await choose(page.locator("#modal input[type=file]"), "form.txt", "552 5.2.2 mailbox of lea is full");
    await press(page.locator("#modal button[type=submit]"));
    await page.locator("#modal").waitFor({ state: "hidden" });
    await page.getByText("mailbox of lea is full").first().waitFor();
  });

  test("a file is attached, sent and fetched again", async () => {
    await choose(page.locator('form[data-id="text"] .attach input'), "typed.txt", "550 5.7.1 Unable to relay");
    await page.getByText("Attached: typed.txt").waitFor();
    await walkTo(page.locator("#text"), "Shift+Tab");
    await type("@maildiag explain");
    const link = page.getByRole("link", { name: "typed.txt" }).first();
    await walkTo(link);
    const [download] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("Enter")]);
    expect(download.suggestedFilename()).toBe("typed.txt");
  });

  test("a message shortcut is used", async () => {
    await type("550 5.1.1 <lou@example.net>: nobody of that name");
    const said = page.locator("#messages .message", { hasText: "nobody of that name" }).first();
    await press(said.getByRole("button", { name: "Explain this bounce" }));
    await page.getByText("Only visible to you").last().waitFor();
  });

  test("the Home is read, and one comes back", async () => {
    await press(channel("⌂ maildiag Home"));
    await page.locator(".home").waitFor();
    await press(channel("# mail-ops"));
    await page.locator("#messages .message").first().waitFor();
  });

  test("the world is broken, mended, and its clock moved; its pane is closed and opened", async () => {
    const opener = button("World");
    if (width < 1100) {
      await press(opener);
      expect(await isFocused(page.locator("#world .narrow"))).toBe(true);
    }
    const mx = button(/^Remove the MX/);
    await press(mx, " ");
    await page.locator(".hops li.failure", { hasText: "authentication" }).waitFor();
    expect(await isFocused(mx)).toBe(true);
    await page.keyboard.press(" ");
    await page.locator(".hops li.note", { hasText: "authentication" }).waitFor();
    const now = await page.locator("#now").textContent();
    await press(button("+1 hour"));
    await expect.poll(() => page.locator("#now").textContent()).not.toBe(now);
    if (width < 1100) await page.keyboard.press("Escape");
    else await press(opener);
    await page.locator("#world").waitFor({ state: "hidden" });
    expect(await isFocused(opener)).toBe(true);
  });
});
