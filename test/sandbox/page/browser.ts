import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { type Browser, chromium, type Page } from "playwright-core";

/** Debian's. */
const CHROMIUM = "/usr/bin/chromium";

export const HAS_CHROMIUM = existsSync(CHROMIUM);
export const WITHOUT_CHROMIUM = HAS_CHROMIUM ? "" : ` (skipped: there is no ${CHROMIUM})`;

const QUIET = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, args: QUIET });
}

export type Sandbox = { url: string; stop: () => Promise<number | null> };

/** The sandbox as people start it, with its page kept up. */
export async function startServing(...more: readonly string[]): Promise<Sandbox> {
  const child = spawn(process.execPath, ["src/main.ts", "sandbox", "--serve", ...more], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { PATH: process.env.PATH ?? "", HOME: process.env.HOME ?? "/" },
  });
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  let said = "";
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      said += text;
      const found = /http:\/\/127\.0\.0\.1:\d+\//.exec(said)?.[0];
      // The conversation that it plays by itself is over then.
      if (found && said.includes("In a terminal the same")) resolve(found);
    });
    void ended.then((status) => reject(new Error(`the sandbox ended with ${status}: ${said}`)));
  });
  const stop = async () => {
    child.kill("SIGTERM");
    return ended;
  };
  return { url, stop };
}

/** A page on which every complaint of the browser is kept. */
export async function openPage(
  browser: Browser,
  url: string,
  width: number,
): Promise<{ page: Page; complaints: string[] }> {
  const page = await browser.newPage({ viewport: { width, height: 900 } });
  page.setDefaultTimeout(10_000);
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("requestfailed", (request) => complaints.push(`${request.url()} failed`));
  page.on("request", (request) => {
    if (!request.url().startsWith(url) && !request.url().startsWith("data:")) complaints.push(`asked ${request.url()}`);
  });
  await page.goto(url);
  return { page, complaints };
}
