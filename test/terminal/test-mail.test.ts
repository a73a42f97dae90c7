import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { healthy } from "../../src/sandbox/worlds/healthy.ts";
import { openStore } from "../../src/store/open-store.ts";
import { inWorld, maildiag, type Ran } from "./maildiag.ts";

const KIM = "kim@example.net";
/** AWS's own example. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html */
const SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

let folder = "";
let env: Readonly<Record<string, string>>;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "maildiag-test-mail-"));
  writeFileSync(join(folder, "maildiag.yaml"), "canary: { from: canary@example.com, regions: [us-east-1] }\n");
  env = {
    MAILDIAG_CONFIG: join(folder, "maildiag.yaml"),
    MAILDIAG_DATABASE_URL: `sqlite:${join(folder, "mails.db")}`,
    MAILDIAG_APPROVAL_CHANNEL: "C0APPROVE",
    MAILDIAG_APPROVERS: "U0BEN",
  };
});
afterAll(() => rmSync(folder, { recursive: true }));

function run(...args: readonly string[]): Promise<Ran> {
  return inWorld(healthy, (world) => maildiag(["canary", ...args], { ...world, ...env }));
}

it("asks in the name of whom --as names, for the running bot to post", { timeout: 90_000 }, async () => {
  const ran = await run("--to", `<mailto:${KIM}>`, "--as", "U0ANA", "--why", "she \u001b[31mwrote", "--json");
  expect([ran.status, ran.stderr]).toEqual([0, ""]);
  expect(JSON.parse(ran.stdout)).toMatchObject({
    schema: "maildiag/test-mail@1",
    to: KIM,
    from: "canary@example.com",
    region: "us-east-1",
    channel: "C0APPROVE",
    note: null,
  });
  const store = await openStore({ kind: "sqlite", path: join(folder, "mails.db") });
  expect(await store.testMails.openFor(KIM)).toMatchObject({ askedBy: "U0ANA", origin: null, state: "pending" });
  expect(await store.outbox.waiting()).toMatchObject({ count: 1 });
  await store.close();
});

it("a second for the same address is not asked for, in words and as JSON", { timeout: 90_000 }, async () => {
  const again = ["--to", "zoe@example.net", "--as", "U0BEN"];
  expect((await run("--to", "zoe@example.net", "--as", "U0ANA")).status).toBe(0);
  const words = await run(...again);
  expect([words.status, words.stderr]).toEqual([1, ""]);
  expect(words.stdout.replaceAll(/\s+/g, " ")).toMatch(
    /^A test mail to zoe@example.net was asked for already by U0ANA at [-\d]{10} [:\d]{8}Z. It is not decided and sent yet./,
  );
  const json = await run(...again, "--json");
  expect(JSON.parse(json.stdout)).toMatchObject({ id: null, open: { by: "U0ANA" }, suppressed: null });
});

it("keeps no secret that stands in the reason, and says to replace it", { timeout: 90_000 }, async () => {
  const ran = await run("--to", "lou@example.net", "--as", "U0ANA", "--why", `the key is ${SECRET}`);
  expect(ran.status).toBe(0);
  expect(ran.stderr).toMatch(/replace|rotate/i);
  const store = await openStore({ kind: "sqlite", path: join(folder, "mails.db") });
  expect((await store.testMails.openFor("lou@example.net"))?.why).toBe("the key is [secret]");
  expect(JSON.stringify(await store.removals.history({ address: null, limit: 99 }))).not.toContain(SECRET);
  await store.close();
});

it.each([
  ["nobody's name", ["--to", "mia@example.net"], "--as U…"],
  ["a wait as well", ["--to", "mia@example.net", "--as", "U0ANA", "--wait", "5"], "--wait is for the simulator"],
  ["a reason without an address", ["--why", "x"], "--why goes with --to"],
  ["an address without --to", ["mia@example.net"], "behind --to only"],
])("takes no %s: nothing is asked for", { timeout: 60_000 }, async (_, args, why) => {
  const ran = await run(...args);
  expect([ran.status, ran.stdout]).toEqual([2, ""]);
  expect(ran.stderr.replaceAll(/\s+/g, " ")).toContain(why);
});
