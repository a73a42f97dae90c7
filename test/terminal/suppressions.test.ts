import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { UsageMistake } from "../../src/commands/command.ts";
import { COMMANDS } from "../../src/commands/index.ts";
import { parse } from "../../src/commands/parse.ts";
import { loadConfig } from "../../src/config.ts";
import type { World } from "../../src/sandbox/world.ts";
import { healthy } from "../../src/sandbox/worlds/healthy.ts";
import { jada } from "../../src/sandbox/worlds/jada.ts";
import { contextFor } from "../../src/wiring.ts";
import { inWorld, maildiag } from "./maildiag.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "maildiag-suppressions-"));
});
afterAll(() => rmSync(folder, { recursive: true }));
const database = (name: string) => ({ MAILDIAG_DATABASE_URL: `sqlite:${join(folder, name)}` });

const EAST = "us-east-1";
const HOUR = 3_600_000;
const ago = (ms: number) => new Date(Date.now() - ms).toISOString();
type Suppressed = NonNullable<World["ses"][string]["suppressed"]>;

function withList(suppressed: Suppressed, changes: Partial<World> = {}): World {
  return { ...healthy, ...changes, ses: { [EAST]: { ...healthy.ses[EAST], suppressed } } };
}

const HOSTILE = [
  "=cmd|'/c calc'!A0@evil.example",
  "\u001b[31mred@evil.example",
  "\u202eevil@evil.example",
  "<!channel>@evil.example",
].map((EmailAddress, n) => ({ EmailAddress, Reason: "BOUNCE" as const, LastUpdateTime: ago((n + 1) * HOUR) }));

describe("maildiag suppressions", () => {
  it("prints one document with every entry of every region", async () => {
    const ran = await inWorld(jada, (env) => maildiag(["suppressions", "--json"], { ...env, ...database("json.db") }));
    expect([ran.status, ran.stderr]).toEqual([0, ""]);
    const document = JSON.parse(ran.stdout);
    expect(document.schema).toBe("maildiag/suppressions@1");
    const [east, west] = document.regions;
    expect([east.region, east.total, east.entries.length]).toEqual([EAST, 50, 50]);
    expect([west.region, west.total, west.entries.length]).toEqual(["us-west-2", 66, 66]);
    expect(east.suppressedReasons).toEqual(["BOUNCE", "COMPLAINT"]);
    expect(east.entries[0]).toEqual({
      address: "kevin@steigerwald-dougherty.com",
      reason: "BOUNCE",
      lastUpdate: "2026-11-18T16:04:41.000Z",
      messageId: null,
    });
  });

  it("narrows the entries and leaves the total", async () => {
    const words = [
      "suppressions",
      "list",
      "--json",
      "--region",
      "us-west-2",
      "--reason",
      "complaint",
      "--since",
      "2026-04-18",
    ];
    const ran = await inWorld(jada, (env) => maildiag(words, { ...env, ...database("narrow.db") }));
    const [{ region, total, entries }, ...others] = JSON.parse(ran.stdout).regions;
    expect([region, total, entries.length, others]).toEqual(["us-west-2", 66, 4, []]);
    expect(new Set(entries.map(({ reason }: { reason: string }) => reason))).toEqual(new Set(["COMPLAINT"]));
  });

  it("tells a person what the lists hold, how old that is, and the day on which they filled up", async () => {
    const ran = await inWorld(jada, (env) => maildiag(["suppressions"], { ...env, ...database("person.db") }));
    const text = ran.stdout
      .replaceAll(/\d+ s ago/g, "N s ago")
      .replaceAll(/^ {2}\d{4}-\d\d-\d\d {2}\D*\d+$/gm, "  DAY  N");
    await expect(text).toMatchFileSnapshot("../golden/terminal/suppressions.txt");
    expect(ran.stdout.split("\n").filter((line) => [...line].length > 80)).toEqual([]);
  });

  it("says of a region that it may not read which action is missing, and tells the others", async () => {
    const denied = [{ action: "ses:ListSuppressedDestinations", region: "us-west-2", then: "deny" as const }];
    await inWorld({ ...jada, awsFaults: denied }, async (env) => {
      const at = { ...env, ...database("denied.db") };
      const ran = await maildiag(["suppressions"], at);
      expect([ran.status, ran.stderr]).toEqual([0, ""]);
      expect(ran.stdout.replaceAll(/\s+/g, " ")).toContain(
        "? us-west-2: not known: its list was never read whole could not be read now (denied: allow ses:ListSuppressedDestinations)",
      );
      const json = JSON.parse((await maildiag(["suppressions", "--json"], at)).stdout);
      expect(json.regions[1]).toMatchObject({
        total: null,
        entries: [],
        trouble: { reason: "denied", permission: "ses:ListSuppressedDestinations" },
      });
    });
  });

  it("answers nothing where no region can be read, and says so by its exit status", async () => {
    const denied = [{ action: "ses:*", then: "deny" as const }];
    const ran = await inWorld({ ...jada, awsFaults: denied }, (env) =>
      maildiag(["suppressions", "--json"], { ...env, ...database("none.db") }),
    );
    expect([ran.status, JSON.parse(ran.stdout).regions.map(({ total }: { total: unknown }) => total)]).toEqual([
      3,
      [null, null],
    ]);
  });

  it("lets nothing of an address come alive", async () => {
    const ran = await inWorld(withList(HOSTILE), (env) =>
      maildiag(["suppressions"], { ...env, ...database("hostile.db") }),
    );
    expect(ran.status).toBe(0);
    for (const sign of ["\u001b", "\u202e"]) expect(ran.stdout).not.toContain(sign);
    expect(ran.stdout).toContain("\\u{202e}evil@evil.example");
  });

  it("notices what was removed elsewhere when it reads the whole list", async () => {
    const at = database("fresh.db");
    await inWorld(withList(HOSTILE), (env) => maildiag(["suppressions"], { ...env, ...at }));
    await inWorld(withList(HOSTILE.slice(1)), async (env) => {
      const ran = await maildiag(["suppressions", "--fresh"], { ...env, ...at });
      expect(ran.stdout.replaceAll(/\s+/g, " ")).toContain("us-east-1: 3 entries");
      expect(ran.stdout.replaceAll(/\s+/g, " ")).toContain("1 entry removed elsewhere");
    });
  });

  it.each([
    [
      "another word",
      ["suppressions", "remove"],
      'suppressions knows no "remove". There are: list, find, request, history.',
    ],
    [
      "an address alone",
      ["suppressions", "a@b.org"],
      'suppressions knows no "a@b.org". Did you mean "suppressions find a@b.org"?',
    ],
    ["a wrong reason", ["suppressions", "--reason", "SPAM"], '--reason is BOUNCE or COMPLAINT, not "SPAM".'],
    [
      "a day that is none",
      ["suppressions", "--since", "2026-02-30"],
      '--since is an age such as 7d or 12h, or a date such as 2026-04-18, not "2026-02-30".',
    ],
    ["another's option", ["suppressions", "find", "a@b.org", "--fresh"], "suppressions find takes no --fresh."],
    ["no address", ["suppressions", "find"], "Find which address? For example kim@example.com."],
    ["two addresses", ["suppressions", "find", "a@b.org", "c@d.org"], "One address at a time."],
    ["no address at all", ["suppressions", "find", "hello"], '"hello" is not an address, such as kim@example.com.'],
  ])("is used wrongly with %s", async (_, words, problem) => {
    const { command, words: read } = parse(words, COMMANDS);
    const never = () => Promise.reject(new Error("nothing is asked for wrong words"));
    const faces = { launch: { start: never, sandbox: never, watch: never }, chatFor: never };
    const context = contextFor(loadConfig({ env: {}, cwd: tmpdir() }), "test", faces);
    await expect(command.run(read, { ...context, openStore: never })).rejects.toThrow(
      new UsageMistake(problem, command),
    );
  });
});

describe("maildiag suppressions find", () => {
  const KEVIN = "kevin@steigerwald-dougherty.com";

  it("tells where an address stands, however it is typed", async () => {
    const ran = await inWorld(jada, (env) =>
      maildiag(["suppressions", "find", `<mailto:${KEVIN.toUpperCase()}>.`], { ...env, ...database("find.db") }),
    );
    expect(ran.status).toBe(0);
    await expect(ran.stdout).toMatchFileSnapshot("../golden/terminal/suppressions-find.txt");
  });

  it("is one document, with the entry as SES tells it", async () => {
    const off = {
      ...jada.ses,
      [EAST]: { ...jada.ses[EAST], account: { SuppressionAttributes: { SuppressedReasons: [] } } },
    };
    const ran = await inWorld({ ...jada, ses: off }, (env) =>
      maildiag(["suppressions", "find", KEVIN, "--json"], { ...env, ...database("findjson.db") }),
    );
    expect(JSON.parse(ran.stdout)).toMatchObject({
      schema: "maildiag/suppressions@1",
      address: KEVIN,
      regions: [
        {
          region: EAST,
          suppressedReasons: [],
          total: null,
          listed: true,
          entries: [
            {
              address: KEVIN,
              reason: "BOUNCE",
              lastUpdate: "2026-11-18T16:04:41.000Z",
              messageId: expect.stringMatching(/^0100019a/),
              feedbackId: expect.stringMatching(/^0100019a/),
              acts: false,
              cause: { state: "unknown" },
            },
          ],
        },
        { region: "us-west-2", listed: false, entries: [] },
      ],
    });
  });

  it("does not take a region that cannot be read for a good sign", async () => {
    const denied = [{ action: "ses:GetSuppressedDestination", then: "deny" as const }];
    const ran = await inWorld({ ...jada, awsFaults: denied }, (env) =>
      maildiag(["suppressions", "find", KEVIN], { ...env, ...database("unread.db") }),
    );
    expect(ran.status).toBe(3);
    const text = ran.stdout.replaceAll(/\s+/g, " ");
    expect(text).toContain(`Where ${KEVIN} stands could not be read`);
    expect(text).toContain("? us-east-1: could not be read (denied: allow ses:GetSuppressedDestination)");
  });
});

describe("maildiag check, of a list that grows", () => {
  const old = { EmailAddress: "old@example.org", Reason: "BOUNCE" as const, LastUpdateTime: ago(5 * 24 * HOUR) };
  const burst = (count: number) => {
    const LastUpdateTime = ago(0);
    return Array.from({ length: count }, (_, n) => ({ ...old, EmailAddress: `p${n}@example.org`, LastUpdateTime }));
  };
  const codes = (stdout: string) => [...stdout.matchAll(/"(SUPPRESSION_[A-Z]+)"/g)].map(([, code]) => code);

  it("says nothing at a first look, nor of what was there then", async () => {
    await inWorld(withList([old, ...burst(50)]), async (env) => {
      const at = { ...env, ...database("first.db") };
      const check = async () => codes((await maildiag(["check", "example.com", "--json"], at)).stdout);
      expect(await check()).toEqual(["SUPPRESSION_OK"]);
      await maildiag(["suppressions"], at);
      expect(await check()).toEqual(["SUPPRESSION_OK"]);
    });
  });

  it("says so of what came after it", async () => {
    const at = database("growing.db");
    await inWorld(withList([old]), (env) => maildiag(["suppressions"], { ...env, ...at }));
    await inWorld(withList([old, ...burst(25)]), async (env) => {
      const ran = await maildiag(["check", "example.com", "--json"], { ...env, ...at });
      expect(codes(ran.stdout)).toContain("SUPPRESSION_GROWING");
      expect(ran.stdout).toContain('"lastDay":25');
    });
  });
});
