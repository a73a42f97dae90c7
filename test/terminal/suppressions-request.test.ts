import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { World } from "../../src/sandbox/world.ts";
import { healthy } from "../../src/sandbox/worlds/healthy.ts";
import { openStore } from "../../src/store/open-store.ts";
import { inWorld, maildiag, type Ran } from "./maildiag.ts";

const KIM = "kim@example.net";
const WORLD: World = {
  ...healthy,
  ses: {
    "us-east-1": {
      suppressed: [
        { EmailAddress: KIM, Reason: "BOUNCE", LastUpdateTime: "2026-04-18T17:05:00Z", MessageId: "0100-1" },
        { EmailAddress: "lee@example.net", Reason: "BOUNCE", LastUpdateTime: "2026-04-18T17:06:00Z" },
      ],
    },
  },
};

let folder = "";
let env: Readonly<Record<string, string>>;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "maildiag-request-"));
  env = {
    MAILDIAG_DATABASE_URL: `sqlite:${join(folder, "removals.db")}`,
    MAILDIAG_APPROVAL_CHANNEL: "C0APPROVE",
    MAILDIAG_APPROVERS: "U0BEN",
  };
});
afterAll(() => rmSync(folder, { recursive: true }));

function run(...args: readonly string[]): Promise<Ran> {
  return inWorld(WORLD, (world) => maildiag(["suppressions", ...args], { ...world, ...env }));
}

describe("maildiag suppressions request", () => {
  it("asks in the name of whom --as names, for the running bot to post, and stands in the trail", {
    timeout: 90_000,
  }, async () => {
    const why = '=HYPERLINK("x") she wrote, \u001b[31mtoday';
    const ran = await run("request", `<mailto:${KIM}>`, "--as", "U0ANA", "--why", why);
    expect([ran.status, ran.stderr]).toEqual([0, ""]);
    expect(ran.stdout).toContain("Asked for the removal of kim@example.net");
    expect(ran.stdout).toContain("BOUNCE since 2026-04-18 17:05:00Z, message 0100-1");

    const store = await openStore({ kind: "sqlite", path: join(folder, "removals.db") });
    expect(await store.outbox.waiting()).toMatchObject({ count: 1 });
    const [line] = await store.removals.history({ address: KIM, limit: 1 });
    expect(await store.removals.find(line?.removal ?? "")).toMatchObject({ askedBy: "U0ANA", origin: null, why });
    await store.close();

    const shown = await run("history", KIM);
    expect(shown.stdout).toContain("requested by U0ANA");
    expect(shown.stdout).not.toContain("\u001b[31m");
    const json = await run("history", "--json");
    expect(JSON.parse(json.stdout)).toEqual({
      schema: "maildiag/history@1",
      entries: [
        {
          at: expect.stringMatching(/Z$/),
          actor: "U0ANA",
          action: "requested",
          address: KIM,
          region: "us-east-1",
          reason: "BOUNCE",
          outcome: "pending",
          requestId: line?.removal,
          awsRequestId: null,
          before: "BOUNCE since 2026-04-18T17:05:00.000Z, message 0100-1",
          after: null,
          note: why,
          message: null,
        },
      ],
    });
    const csv = await run("history", "--csv");
    const [head, row] = csv.stdout.split("\n");
    expect(head).toMatch(/^at,actor,action,address,region,/);
    expect(row).toContain(`"'=HYPERLINK(""x"") she wrote, \\u{1b}[31mtoday"`);
  });

  it("keeps no secret that stands in the reason, and says on stderr to replace it", async () => {
    // AWS's own example. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html
    const secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
    const ran = await run("request", "lee@example.net", "--as", "U0ANA", "--why", `key ${secret}`, "--json");
    const document: { id: string } = JSON.parse(ran.stdout);
    expect(ran.stderr).toContain("replace it now");
    const store = await openStore({ kind: "sqlite", path: join(folder, "removals.db") });
    expect(await store.removals.find(document.id)).toMatchObject({ why: "key [secret]" });
    const said = (await store.outbox.take(new Date(), 1_000, 9)).map(({ body }) => body);
    await store.close();
    expect(`${said.join()} ${ran.stdout} ${ran.stderr}`).not.toContain(secret);
  });

  it("does not ask twice for the same", async () => {
    const ran = await run("request", KIM, "--as", "U0CAT");
    expect(ran.stdout.replaceAll(/\s+/g, " ")).toContain("kim@example.net in us-east-1 was asked for already by U0ANA");
  });

  it.each([
    ["nobody's name", [KIM], "--as U…"],
    ["a name that is no id", [KIM, "--as", "ana"], 'not "ana"'],
    ["no address", ["--as", "U0ANA"], "Whose removal?"],
    ["a word that is no address", ["kim", "--as", "U0ANA"], '"kim" is not an address'],
    [
      "too many addresses",
      [Array.from({ length: 101 }, (_, n) => `p${n}@example.net`).join(","), "--as", "U0ANA"],
      "101",
    ],
  ])("takes no %s", async (_, args, words) => {
    const ran = await maildiag(["suppressions", "request", ...args], env);
    expect([ran.status, ran.stdout]).toEqual([2, ""]);
    expect(ran.stderr).toContain(words);
  });

  it("without an approval channel says what to set", async () => {
    const ran = await maildiag(["suppressions", "request", KIM, "--as", "U0ANA"], {
      MAILDIAG_DATABASE_URL: `sqlite:${join(folder, "none.db")}`,
    });
    expect([ran.status, ran.stdout]).toEqual([2, ""]);
    expect(ran.stderr).toContain("MAILDIAG_APPROVAL_CHANNEL");
  });

  it("policy lets it write where removals can be approved, and only then", async () => {
    const [without, withChannel] = await Promise.all([maildiag(["policy"]), maildiag(["policy"], env)]);
    expect(without.stdout).not.toContain("Delete");
    const { Statement } = JSON.parse(withChannel.stdout);
    expect(Statement.find(({ Sid }: { Sid: string }) => Sid === "MaildiagRemovesWhatIsApproved")).toEqual({
      Sid: "MaildiagRemovesWhatIsApproved",
      Effect: "Allow",
      Action: ["ses:DeleteSuppressedDestination", "ses:PutSuppressedDestination"],
      Resource: "*",
      Condition: { StringEquals: { "aws:RequestedRegion": ["us-east-1"] } },
    });
  });
});
