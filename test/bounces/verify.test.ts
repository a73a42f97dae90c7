import { generateKeyPairSync } from "node:crypto";
import { dkimSign } from "mailauth/lib/dkim/sign.js";
import { describe, expect, it } from "vitest";
import { lookBeside } from "../../src/bounces/beside.ts";
import { explainInDetail } from "../../src/bounces/explain.ts";
import { type VerifyResolver, verifyMessage } from "../../src/bounces/verify.ts";
import type { Questions } from "../../src/diagnosis/questions.ts";

const { privateKey, publicKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  publicKeyEncoding: { type: "spki", format: "der" },
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
});
const message =
  "From: ann@shop.test\r\nTo: bob@rcpt.test\r\nSubject: hi\r\nDate: Sat, 21 Nov 2026 20:00:00 +0000\r\nMessage-ID: <1@shop.test>\r\n\r\nHello\r\n";

async function signed(signingDomain = "shop.test"): Promise<string> {
  const own = message.replaceAll("shop.test", signingDomain);
  const { signatures } = await dkimSign(own, {
    signingDomain,
    selector: "s1",
    privateKey,
    signatureData: [{ signingDomain, selector: "s1", privateKey }],
  });
  return signatures + own;
}

function missing(code: string): Error {
  return Object.assign(new Error(code), { code });
}

const zone: VerifyResolver = async (name) => {
  if (name === "s1._domainkey.shop.test") return [[`v=DKIM1; k=rsa; p=${publicKey.toString("base64")}`]];
  throw missing("ENOTFOUND");
};

const verdicts = async (text: string, resolver: VerifyResolver) => {
  const { signatures } = await verifyMessage(Buffer.from(text), resolver);
  return signatures.map(({ domain, selector, verdict }) => `${domain} ${selector} ${verdict}`);
};

describe("a raw message", () => {
  it("as it was signed passes", async () => {
    expect(await verdicts(await signed(), zone)).toEqual(["shop.test s1 pass"]);
  });

  it("with another body is altered or incomplete, not broken", async () => {
    expect(await verdicts((await signed()).replace("Hello", "Hullo"), zone)).toEqual(["shop.test s1 altered"]);
  });

  it("with another subject has a wrong signature", async () => {
    expect(await verdicts((await signed()).replace("Subject: hi", "Subject: ho"), zone)).toEqual([
      "shop.test s1 signature-wrong",
    ]);
  });

  it("whose key is gone has no key", async () => {
    expect(
      await verdicts(await signed(), async () => {
        throw missing("ENOTFOUND");
      }),
    ).toEqual(["shop.test s1 key-missing"]);
  });

  it("whose key nobody answers for could not be checked", async () => {
    expect(
      await verdicts(await signed(), async () => {
        throw missing("ETIMEOUT");
      }),
    ).toEqual(["shop.test s1 could-not-check"]);
  });

  it("that is none tells nothing", async () => {
    expect(await verifyMessage(Buffer.from("\u0000\u0001"), zone)).toEqual({ signatures: [], arc: "none" });
  });
});

describe("beside an explanation of a delivered message", () => {
  const delivered = async (change: (text: string) => string) => {
    const text = change(`Authentication-Results: mx.test; spf=pass; dkim=pass; dmarc=pass\r\n${await signed()}`);
    const { explanation, details } = explainInDetail(text);
    const record = `v=DKIM1; k=rsa; p=${publicKey.toString("base64")}`;
    const dns = async (name: string) =>
      name === "s1._domainkey.shop.test" ? { found: true, records: [record] } : { found: false, absence: "nxdomain" };
    const questions = { ...questionsOf(dns as never) };
    const { signatures } = await lookBeside(explanation, details, [], questions, text);
    return { kind: explanation.kind, verdicts: signatures.map(({ verdict }) => verdict) };
  };

  it.each([
    ["a signature that holds", (text: string) => text, ["pass"]],
    ["a body that is altered or incomplete", (text: string) => text.replace("Hello", ""), ["altered"]],
    ["headers without a signature", (text: string) => text.replace(/DKIM-Signature:[\s\S]*?\r\n(?=\S)/, ""), []],
  ])("%s is told", async (_, change, verdicts) => {
    expect(await delivered(change)).toEqual({ kind: "headers", verdicts });
  });
});

describe("beside a message whose key is said not to exist", () => {
  it.each([
    ["where the rest of DNS is known, has no key", ["amazonses.com"], "key-missing"],
    ["in a closed network, where everything is said not to exist, could not be checked", [], "could-not-check"],
  ])("%s", async (_says, known, verdict) => {
    const questions = questionsOf(async (name) => ({
      found: false,
      absence: known.includes(name) ? "nodata" : "nxdomain",
    }));
    const text = `Authentication-Results: mx.test; dkim=pass\r\n${await signed("shop.example.org")}`;
    const { explanation, details } = explainInDetail(text);
    const { signatures } = await lookBeside(explanation, details, [], questions, text);
    expect(signatures.map((signature) => signature.verdict)).toEqual([verdict]);
  });
});

function questionsOf(dns: Questions["dns"]): Questions {
  const unused = () => Promise.reject(new Error("not asked here"));
  const unusedPort = new Proxy({}, { get: () => unused }) as never;
  return {
    now: new Date(),
    dns,
    authoritative: unused,
    ses: unusedPort,
    iam: unusedPort,
    sts: unusedPort,
    smtp: unusedPort,
    lambda: unusedPort,
    cloudwatch: unusedPort,
    logs: unusedPort,
    explainLine: unused,
  };
}
