import { once } from "node:events";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { UsageMistake } from "../../src/commands/command.ts";
import { parse } from "../../src/commands/parse.ts";
import { smtpPassword } from "../../src/commands/smtp-password.ts";
import { loadConfig } from "../../src/config.ts";
import { exitStatusOfAnswer } from "../../src/render/exit-status.ts";
import { notesOf } from "../../src/render/terminal.ts";
import { passwordOf, secretOf } from "../../src/sandbox/smtp/logins.ts";
import { type RunningSmtp, startSmtp } from "../../src/sandbox/smtp/start-smtp.ts";
import { Secret } from "../../src/secret.ts";
import { createSmtp } from "../../src/smtp/smtp.ts";
import { WITHOUT_RELAYS } from "../diagnosis/without-relays.ts";

const REGION = "us-east-1";
const KEY = { id: "AKIAIOSFODNN7EXAMPLE", created: "2026-01-01T00:00:00Z" };
const SECRET = secretOf(KEY);

let stand: RunningSmtp;
beforeAll(async () => {
  stand = await startSmtp({ ses: {}, iam: { users: { relay: { created: KEY.created, keys: [KEY] } } } }, [REGION]);
});
afterAll(() => stand.close());

function notAsked(): Promise<never> {
  throw new Error("an SMTP password is nobody else's business");
}

async function answerTo(words: readonly string[], given: string) {
  const parsed = parse(["smtp-password", ...words], [smtpPassword]);
  const answer = await smtpPassword.run(parsed.words, {
    config: loadConfig({ env: {}, cwd: tmpdir() }),
    deps: {
      ...WITHOUT_RELAYS,
      dns: { resolve: notAsked },
      authoritative: { ask: notAsked },
      ses: {
        account: notAsked,
        identities: notAsked,
        identity: notAsked,
        eventDestinations: notAsked,
        notificationTopics: notAsked,
        suppressed: notAsked,
        messageInsights: notAsked,
        suppressionPage: notAsked,
        recommendations: notAsked,
      },
      smtp: createSmtp({ extraCa: [stand.ca] }),
      now: () => new Date("2026-11-21T20:00:00Z"),
    },
    inputs: null,
    onBug: () => "bug",
    openStore: notAsked,
    findStore: notAsked,
    readSecret: async () => new Secret(given),
    launch: { start: notAsked, sandbox: notAsked, watch: notAsked },
    hearing: null,
    mailing: () => {
      throw new Error("nothing is sent here");
    },
    removing: () => {
      throw new Error("nothing is removed here");
    },
    sendCanary: null,
    installation: { chat: notAsked, queue: notAsked, storeStatus: notAsked },
  });
  if (answer.kind !== "smtp-password") throw new Error(`an answer of another kind: ${answer.kind}`);
  return { password: answer.password.reveal(), status: exitStatusOfAnswer(answer), notes: notesOf(answer).join(" ") };
}

async function mistakeOf(words: readonly string[], given = SECRET): Promise<string> {
  const mistake = await answerTo(words, given).then(
    () => null,
    (error: unknown) => error,
  );
  if (!(mistake instanceof UsageMistake)) throw new Error("no usage mistake", { cause: mistake });
  return mistake.message;
}

it("derives the password", async () => {
  expect(await answerTo(["--region", REGION], SECRET)).toEqual({
    password: passwordOf(KEY, REGION),
    status: 0,
    notes: "",
  });
});

const ONE_REGION = "One region: the password is bound to it.";
const NO_REGION = "--region needs an AWS region, such as us-east-1.";
it.each([
  ["two regions", ["--region", "us-east-1", "--region", "us-west-2"], ONE_REGION],
  ["the same region twice", ["--region", "us-east-1", "--region", "us-east-1"], ONE_REGION],
  ["a list of regions", ["--region", "us-east-1,us-west-2"], ONE_REGION],
  ["the secret for a region, and does not say it again", ["--region", SECRET], NO_REGION],
  ["an empty region", ["--region", ""], "Of which region? Give --region, such as us-east-1."],
])("takes no %s", async (_, words, mistake) => {
  expect(await mistakeOf(words)).toBe(mistake);
});

it.each([
  ["key id", KEY.id, "That is a username of SMTP"],
  ["temporary key's id", "ASIAIOSFODNN7EXAMPLE", "That is a username of SMTP"],
  ["SMTP password", passwordOf(KEY, REGION), "That is an SMTP password already"],
  [
    "SMTP password of before 2019",
    Buffer.concat([Buffer.of(2), Buffer.alloc(32, 7)]).toString("base64"),
    "That is an SMTP",
  ],
  ["what only looks like an SMTP password", `B${"z".repeat(43)}`, "That is an SMTP password already"],
])("takes no %s for the secret key", async (_, given, mistake) => {
  const said = await mistakeOf(["--region", REGION], given);
  expect(said.slice(0, mistake.length)).toBe(mistake);
  expect(said).not.toContain(given);
});

describe("--verify", () => {
  const verify = (port: number) => ["--region", REGION, "--verify", `127.0.0.1:${port}`, "--username", KEY.id];

  it("is 0 where it is taken", async () => {
    const { port } = stand.placeOf(REGION, 587);
    expect(await answerTo(verify(port), SECRET)).toMatchObject({
      status: 0,
      notes: `127.0.0.1:${port} takes it for ${KEY.id}.`,
    });
  });

  it("is 1 where it is refused", async () => {
    const { port } = stand.placeOf(REGION, 587);
    expect(await answerTo(verify(port), "another-secret")).toMatchObject({
      status: 1,
      notes: expect.stringContaining("does not take it"),
    });
  });

  it("is 3 where there is no connection, which says nothing of the password", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    const port = address && typeof address === "object" ? address.port : 0;
    server.close();
    await once(server, "close");
    expect(await answerTo(verify(port), SECRET)).toEqual({
      password: passwordOf(KEY, REGION),
      status: 3,
      notes: `Whether 127.0.0.1:${port} takes it for ${KEY.id} could not be learned: it could not be connected to (refused)`,
    });
  });
});
