import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { HAS_CHROMIUM, openBrowser, openPage, type Sandbox, startServing, WITHOUT_CHROMIUM } from "./browser.ts";

describe.skipIf(!HAS_CHROMIUM)(`the page in a browser${WITHOUT_CHROMIUM}`, () => {
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

  async function at(width: number): Promise<void> {
    ({ page, complaints } = await openPage(browser, sandbox.url, width));
  }

  beforeEach(() => at(1440));
  afterEach(async () => {
    const wide = await page.evaluate<number>("document.documentElement.scrollWidth - window.innerWidth");
    await page.close();
    expect(complaints).toEqual([]);
    expect(wide).toBeLessThanOrEqual(0);
  });

  const messages = () => page.locator("#messages .message");
  const type = async (text: string) => {
    await page.fill("#text", text);
    await page.keyboard.press("Escape");
    await page.keyboard.press("Enter");
  };

  test("what the bot has answered stands there when it is opened, and its thread opens beside", async () => {
    expect(await messages().first().textContent()).toContain("queenofsandiego.com: mail breaks at relay");
    await page
      .getByRole("button", { name: /^\d+ repl/ })
      .first()
      .click();
    await page.locator("#replies .message").nth(1).waitFor();
    expect(await page.locator("#replies").textContent()).toContain("RELAY_KEY_INACTIVE");
    await page.getByRole("button", { name: "Close the thread" }).click();
    await page.locator("#thread").waitFor({ state: "hidden" });
  });

  test("a command is completed and sent by the keyboard alone, and its answer appears by itself", async () => {
    const before = await messages().count();
    await page.focus("#text");
    await page.keyboard.type("/maildiag hel");
    await page.getByRole("option", { name: /help/ }).waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    expect(await page.inputValue("#text")).toBe("/maildiag help ");
    await page.keyboard.press("Enter");
    await messages().nth(before).waitFor();
    expect(await messages().last().textContent()).toContain("Only visible to you");
  });

  test("what is only for one person is not seen by another, and the page can be either", async () => {
    await type("/maildiag nonsense");
    await page.getByText("nonsense").last().waitFor();
    await page.getByLabel("Who you are").selectOption("U0BEN");
    await page.getByText("nonsense").waitFor({ state: "detached" });
    await page.getByLabel("Who you are").selectOption("U0OTTO");
    await page.getByRole("button", { name: "# approvals" }).waitFor({ state: "detached" });
  });

  test("somebody of another company is refused", async () => {
    await page.getByLabel("Who you are").selectOption("U0OTTO");
    await page.getByRole("button", { name: "# alerts" }).waitFor({ state: "detached" });
    const before = await messages().count();
    await type("/maildiag check queenofsandiego.com");
    await messages().nth(before).waitFor();
    expect(await messages().last().textContent()).toContain("Only visible to you");
  });

  test("a form is filled in, its mistakes are shown, and it is closed by Escape", async () => {
    await type("/maildiag explain");
    await page.getByRole("heading", { name: "Explain a bounce" }).waitFor();
    await page.getByRole("button", { name: "Explain", exact: true }).click();
    await page.locator("#modal .error:not(:empty)").first().waitFor();
    await page.keyboard.press("Escape");
    await page.locator("#modal").waitFor({ state: "hidden" });
    await type("/maildiag explain");
    await page.locator("#modal textarea").fill("550 5.1.1 no such user");
    await page.getByRole("button", { name: "Explain", exact: true }).click();
    await page.locator("#modal").waitFor({ state: "hidden" });
    await page.getByText("550 5.1.1 no such user").last().waitFor();
  });

  test("a bounce is handed over as a file", async () => {
    const before = await messages().count();
    await page.setInputFiles('form[data-id="text"] .attach input', {
      name: "reply.txt",
      mimeType: "text/plain",
      buffer: Buffer.from("550 5.7.1 Unable to relay"),
    });
    await page.getByText("Attached: reply.txt").waitFor();
    await type("@maildiag explain");
    await messages().nth(before).waitFor();
    await page
      .getByRole("link", { name: /reply\.txt/ })
      .first()
      .waitFor();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page
        .getByRole("link", { name: /reply\.txt/ })
        .first()
        .click(),
    ]);
    expect(download.suggestedFilename()).toBe("reply.txt");
  });

  test("a message shortcut explains what stands in the message", async () => {
    await type("550 5.1.1 <kim@example.net>: no such user here");
    const said = messages().filter({ hasText: "no such user here" }).first();
    await said.waitFor();
    const before = await messages().count();
    await said.hover();
    await said.getByRole("button", { name: "Explain this bounce" }).click();
    await expect
      .poll(
        async () =>
          (await messages().count()) +
          (await page.locator("#replies .message").count()) +
          (await said.getByRole("button", { name: /repl/ }).count()),
        { timeout: 8_000 },
      )
      .toBeGreaterThan(before);
  });

  test("Home is shown", async () => {
    await page.getByRole("button", { name: /Home/ }).click();
    await page.locator(".home").waitFor();
  });

  test("what is broken in the world is seen in the hops, and mended again", async () => {
    const authentication = page.locator(".hops li").nth(3);
    await page.getByRole("button", { name: /^Remove the MX/ }).click();
    await page.locator(".hops li.failure", { hasText: "authentication" }).waitFor();
    await page.getByRole("button", { name: /^Remove the MX/ }).click();
    await page.locator(".hops li.note", { hasText: "authentication" }).waitFor();
    expect(await authentication.textContent()).toContain("authentication");
  });

  test("the clock goes forward", async () => {
    const now = await page.locator("#now").textContent();
    await page.getByRole("button", { name: "+1 day" }).click();
    await expect.poll(() => page.locator("#now").textContent()).not.toBe(now);
  });

  test("on a telephone everything is there, and nothing is wider than it", async () => {
    await page.close();
    await at(390);
    await page.getByRole("button", { name: "World" }).click();
    await page.getByText("Break and mend").waitFor();
    await page.locator("#world").getByRole("button", { name: /Close/ }).click();
    await page
      .getByRole("button", { name: /^\d+ repl/ })
      .first()
      .click();
    await page.locator("#replies .message").first().waitFor();
  });
});
