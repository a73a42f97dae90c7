import { describe, expect, it } from "vitest";
import type { Check, Look } from "../../src/diagnosis/check.ts";
import { diagnose } from "../../src/diagnosis/diagnose.ts";
import { askOnce, type Deps } from "../../src/diagnosis/questions.ts";
import { exitStatusOf, hopsOf, verdictOf } from "../../src/diagnosis/report.ts";
import type { Dns } from "../../src/ports/dns.ts";
import { PortTrouble } from "../../src/ports/trouble.ts";
import { WITHOUT_RELAYS } from "./without-relays.ts";

const TARGET = { domain: "example.com", typed: "Example.com", regions: ["us-east-1"], relays: [] };
const NOW = new Date("2026-11-21T20:00:00Z");

function words(severity: "ok" | "note" | "warning" | "failure") {
  return {
    severity,
    title: () => "t",
    why: () => "w",
    fix: () => ({ text: "f", who: "you" as const, records: [], commands: [] }),
  };
}

function checkOf(name: string, looks: readonly Look[], hop: Check["hop"] = "submission"): Check {
  return {
    name,
    title: name,
    hop,
    codes: { GOOD: words("ok"), HINT: words("note"), RISK: words("warning"), BAD: words("failure") },
    looks: () => looks,
  };
}

function says(code: string, subject = "example.com"): Look {
  return { look: async () => [{ code, subject, data: {} }] };
}

function fails(error: unknown): Look {
  return { look: () => Promise.reject(error) };
}

const TIMEOUT = new PortTrouble("timeout", { asked: "example.com" });
const nowhere = { resolve: () => Promise.reject(TIMEOUT) } satisfies Dns;

function questions(dns: Dns = nowhere, limit = AbortSignal.timeout(5_000)) {
  const unused = () => Promise.reject(TIMEOUT);
  const ses = {
    account: unused,
    identities: unused,
    identity: unused,
    eventDestinations: unused,
    notificationTopics: unused,
    suppressed: unused,
    messageInsights: unused,
    suppressionPage: unused,
    recommendations: unused,
  };
  const deps: Deps = { ...WITHOUT_RELAYS, dns, authoritative: { ask: unused }, ses, now: () => NOW };
  return askOnce(deps, limit);
}

describe("diagnose", () => {
  it("keeps the registry's order, whichever check ends first", async () => {
    const first = checkOf("first", [{ look: async () => new Promise((done) => setImmediate(done, [])) }, says("GOOD")]);
    const report = await diagnose(TARGET, [first, checkOf("second", [says("BAD")])], questions());
    expect(report.results.map(({ check }) => check.name)).toEqual(["first", "second"]);
  });

  it("writes trouble at a port down as unknown, and keeps what the other looks found", async () => {
    const denied = new PortTrouble("denied", { asked: "us-east-1", permission: "ses:GetAccount" });
    const report = await diagnose(TARGET, [checkOf("one", [fails(denied), says("BAD")])], questions());
    expect(report.results[0]?.findings).toEqual([
      { code: "COULD_NOT_CHECK", subject: "us-east-1", data: { reason: "denied", permission: "ses:GetAccount" } },
      { code: "BAD", subject: "example.com", data: {} },
    ]);
  });

  it("tells the same trouble once, though two looks met it", async () => {
    const report = await diagnose(TARGET, [checkOf("one", [fails(TIMEOUT), fails(TIMEOUT)])], questions());
    expect(report.results[0]?.findings).toHaveLength(1);
  });

  it("tells the same trouble once, though only one of the looks was a region's", async () => {
    const denied = new PortTrouble("denied", { asked: "us-east-1", region: "us-east-1", permission: "ses:GetAccount" });
    const report = await diagnose(
      TARGET,
      [checkOf("one", [fails(denied), { region: "us-east-1", ...fails(denied) }])],
      questions(),
    );
    expect(report.results[0]?.findings).toHaveLength(1);
  });

  it("takes no other check along when one has a bug, and gives the bug to who logs it", async () => {
    const bugs: unknown[] = [];
    const broken = checkOf("broken", [fails(new TypeError("x is undefined"))]);
    const report = await diagnose(TARGET, [broken, checkOf("sound", [says("GOOD")])], questions(), {
      onBug: (_, bug) => {
        bugs.push(bug);
        return "id-1";
      },
    });
    expect(report.results.map(({ findings }) => findings[0]?.code)).toEqual(["COULD_NOT_CHECK", "GOOD"]);
    expect(report.results[0]?.findings[0]?.data).toEqual({ reason: "error", detail: "a fault in maildiag, id id-1" });
    expect(bugs).toHaveLength(1);
  });

  it("puts the region of a look into the data of all findings inside it", async () => {
    const nested: Look = { region: "us-west-2", look: async () => [says("BAD"), fails(TIMEOUT)] };
    const report = await diagnose(TARGET, [checkOf("one", [nested])], questions());
    expect(report.results[0]?.findings.map(({ data }) => data.region)).toEqual(["us-west-2", "us-west-2"]);
  });

  it("closes a look with what its findings amount to", async () => {
    const close: Look["close"] = (found) =>
      found.length > 0 ? [] : [{ code: "GOOD", subject: "example.com", data: {} }];
    const looks: Look[] = [
      { look: async () => [], close },
      { look: async () => [fails(TIMEOUT)], close },
    ];
    const report = await diagnose(TARGET, [checkOf("one", looks)], questions());
    expect(report.results[0]?.findings.map(({ code }) => code)).toEqual(["GOOD", "COULD_NOT_CHECK"]);
  });

  it("tells what is known after every check", async () => {
    const seen: string[] = [];
    const checks = [checkOf("one", [says("GOOD")]), checkOf("two", [says("GOOD")])];
    await diagnose(TARGET, checks, questions(), {
      onProgress: (known, pending) => seen.push(`${known.length} known, ${pending.length} pending`),
    });
    expect(seen).toEqual(["1 known, 1 pending", "2 known, 0 pending"]);
  });
});

describe("accept", () => {
  const accept = [{ code: "BAD", subject: "example.com", until: "2026-11-21", why: "planned" }];

  it.each([
    ["is shown and does not count on its last day", "2026-11-21", 0, "planned"],
    ["counts again on the day after", "2026-11-20", 1, undefined],
  ])("what is accepted %s", async (_, until, status, why) => {
    const checks = [checkOf("one", [says("BAD")])];
    const report = await diagnose(TARGET, checks, questions(), { accept: [{ ...accept[0], until } as never] });
    expect(report.results[0]?.findings[0]?.accepted?.why).toBe(why);
    expect(exitStatusOf(report)).toBe(status);
  });

  it("fits code and subject both", async () => {
    const checks = [checkOf("one", [says("BAD", "other.example.com"), says("RISK")])];
    const report = await diagnose(TARGET, checks, questions(), { accept });
    expect(report.results[0]?.findings.map(({ accepted }) => accepted)).toEqual([undefined, undefined]);
  });

  it("leaves verdict and hop severity to the rest", async () => {
    const checks = [checkOf("one", [says("BAD"), says("HINT")])];
    const report = await diagnose(TARGET, checks, questions(), { accept });
    expect(verdictOf(report)?.finding.code).toBe("HINT");
    expect(hopsOf(report).map(({ severity }) => severity)).toEqual(["note"]);
  });
});

describe("verdict and exit status", () => {
  const unknown = fails(TIMEOUT);
  it.each([
    ["the first failure in order", [says("RISK"), says("BAD", "a"), says("BAD", "b")], "BAD a", 1],
    ["a failure before what is unknown", [unknown, says("BAD")], "BAD example.com", 1],
    ["a warning before what is unknown, which still exits 3", [unknown, says("RISK")], "RISK example.com", 3],
    ["what is unknown before a note", [says("HINT"), unknown], "COULD_NOT_CHECK example.com", 3],
    ["a note before ok", [says("GOOD"), says("HINT")], "HINT example.com", 0],
    ["ok where all is well", [says("GOOD")], "GOOD example.com", 0],
  ])("%s", async (_, looks, verdict, status) => {
    const report = await diagnose(TARGET, [checkOf("one", looks)], questions());
    const { finding } = verdictOf(report) ?? {};
    expect(`${finding?.code} ${finding?.subject}`).toBe(verdict);
    expect(exitStatusOf(report)).toBe(status);
  });
});

describe("askOnce", () => {
  it("asks the same question once, and gives both askers the same answer or trouble", async () => {
    const asked: string[] = [];
    const dns: Dns = {
      resolve: (name, type) => {
        asked.push(`${type} ${name}`);
        return Promise.reject(new PortTrouble("servfail", { asked: name }));
      },
    };
    const run = questions(dns);
    const answers = await Promise.allSettled([
      run.dns("a.example", "TXT"),
      run.dns("a.example", "TXT"),
      run.dns("a.example", "MX"),
    ]);
    expect(asked).toEqual(["TXT a.example", "MX a.example"]);
    expect(answers.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
  });

  it("ends every open question at the run's limit, as trouble `limit`", async () => {
    const limit = new AbortController();
    const run = questions({ resolve: () => new Promise(() => {}) }, limit.signal);
    const answer = run.dns("slow.example", "TXT");
    limit.abort();
    await expect(answer).rejects.toMatchObject({ reason: "limit", details: { asked: "slow.example" } });
    await expect(run.dns("later.example", "TXT")).rejects.toMatchObject({ reason: "limit" });
  });
});
