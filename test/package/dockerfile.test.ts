import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { join } from "node:path";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { environmentOf, execForm, readDockerfile, type Stage, wordsOf } from "./dockerfile.ts";
import { run } from "./run.ts";

const ROOT = join(import.meta.dirname, "../..");

let stages: readonly Stage[];
let last: Stage;

beforeAll(async () => {
  stages = await readDockerfile();
  const [final] = stages.slice(-1);
  if (final === undefined) throw new Error("the Dockerfile has no stage");
  last = final;
});

describe("the image", () => {
  test("has several stages of the Node that the package asks for", () => {
    expect(stages.map(({ from }) => from)).toEqual(["node:24-slim", "node:24-slim"]);
  });

  test("runs the bot as an ordinary user, in exec form", () => {
    expect(wordsOf(last, "USER")).toEqual(["node"]);
    expect(wordsOf(last, "CMD").map(execForm)).toEqual([["node", "dist/main.js", "start"]]);
    expect(wordsOf(last, "ENTRYPOINT")).toEqual([]);
  });

  test("keeps its data in the one volume, which that user owns", () => {
    expect(wordsOf(last, "VOLUME")).toEqual(["/data"]);
    expect(environmentOf(last).MAILDIAG_DATABASE_URL).toBe("sqlite:/data/maildiag.db");
    expect(wordsOf(last, "RUN")).toContain("install -d -o node -g node /data");
  });

  test("takes only what the ignore file lets through", async () => {
    const lines = (await readFile(join(ROOT, ".dockerignore"), "utf8")).split("\n");
    const allowed = lines.filter((line) => line.startsWith("!")).map((line) => line.slice(1));
    const copied = stages
      .flatMap((stage) => wordsOf(stage, "COPY"))
      .filter((words) => !words.startsWith("--from"))
      .flatMap((words) => words.split(" ").slice(0, -1));
    expect(lines).toContain("*");
    expect(new Set(copied)).toEqual(new Set(allowed));
  });
});

describe("the health check", () => {
  let server: Server | undefined;

  afterEach(() => {
    server?.close();
    server = undefined;
  });

  test.each([
    { sentence: "a bot that is well", reply: 200, status: 0 },
    { sentence: "a bot that is not", reply: 503, status: 1 },
    { sentence: "nobody listening", reply: null, status: 1 },
  ])("$sentence → $status", async ({ reply, status }) => {
    const asked: (string | undefined)[] = [];
    server = createServer((request, response) => {
      asked.push(request.url);
      response.writeHead(reply ?? 500).end();
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    if (reply === null) {
      server.close();
      await once(server, "close");
    }
    const [program, ...args] = execForm(wordsOf(last, "HEALTHCHECK")[0] ?? "");
    expect(program).toBe("node");
    const ended = await run(process.execPath, args, ROOT, { MAILDIAG_BIND: `0.0.0.0:${address.port}` });
    expect(ended).toEqual({ status, stdout: "", stderr: "" });
    expect(asked).toEqual(reply === null ? [] : ["/healthz"]);
  });
});
