import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { inspect } from "node:util";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { NewReport, Store } from "../../src/ports/store.ts";
import { Secret } from "../../src/secret.ts";
import { createAccess } from "../../src/store/access.ts";
import { openStore, type StoreOptions } from "../../src/store/open-store.ts";
import { openPostgres } from "../../src/store/postgres.ts";
import { createDatabase, POSTGRES, type TestDatabase, WITHOUT_POSTGRES } from "./postgres-server.ts";

const AT = new Date("2027-01-31T12:00:00Z");

const IN_TIME = { connectMs: 5_000, patienceMs: 1_000, answerMs: 9_000 };

function report(id: string): NewReport {
  const command = "check example.com";
  return { id, command, team: "T1", channel: "C1", ts: null, threadTs: null, askedBy: "U1", instance: "one", at: AT };
}

function open(url: string, options: StoreOptions = {}): Promise<Store> {
  return openStore({ kind: "postgres", url: new Secret(url) }, options);
}

describe("a server that is not there", () => {
  test("is trouble without the password", async () => {
    const closed = createServer().listen(0, "127.0.0.1");
    await once(closed, "listening");
    const { port } = closed.address() as AddressInfo;
    closed.close();
    await once(closed, "close");
    const error = await open(`postgres://bot:p4ssw0rd-of-bot@127.0.0.1:${port}/mail?sslmode=disable`).catch((it) => it);
    expect(error).toMatchObject({
      name: "StoreTrouble",
      reason: "unreachable",
      location: `postgres://bot@127.0.0.1:${port}/mail`,
    });
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain("p4ssw0rd");
  });

  test("is trouble where another answers", async () => {
    await using other = await startServer((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
    await expect(open(`postgres://bot@127.0.0.1:${other.port}/mail`)).rejects.toMatchObject({ name: "StoreTrouble" });
  });

  test("is trouble where nobody hangs up or answers", async () => {
    await using silent = await startServer(() => {});
    const opening = open(`postgres://bot@127.0.0.1:${silent.port}/mail`, { connectMs: 100 });
    await expect(opening).rejects.toMatchObject({ name: "StoreTrouble", reason: "unreachable" });
  });
});

describe.skipIf(!POSTGRES)(`with a server${WITHOUT_POSTGRES}`, () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createDatabase();
    await (await open(database.url())).close();
  });
  afterAll(() => database?.drop());

  /** Ends every connection of the store, as a restart of the server does; how many there were. */
  async function hangUp(): Promise<number> {
    const ended = await database.ask(
      `select pg_terminate_backend(pid, 5000) from pg_stat_activity
       where datname = $1 and application_name = 'maildiag'`,
      [database.name],
    );
    return ended.length;
  }

  test("connections that were lost while nobody asked are made anew, unseen", async () => {
    const store = await open(database.url());
    await Promise.all(Array.from({ length: 5 }, (_, n) => store.reports.find(`r${n}`)));
    expect(await hangUp()).toBeGreaterThan(1);
    expect(await store.reports.open(report("after-loss"))).toBe(true);
    expect(await Promise.all(Array.from({ length: 5 }, () => store.reports.find("after-loss")))).not.toContain(null);
    await store.close();
  });

  test("a connection that turns out to be lost only when it is used is made anew, unseen", async () => {
    await using proxy = await startProxy(database.url());
    const store = await open(proxy.url);
    await Promise.all(Array.from({ length: 5 }, (_, n) => store.reports.find(`r${n}`)));
    expect(proxy.cutWhenUsed()).toBeGreaterThan(1);
    expect(await store.reports.open(report("after-cut"))).toBe(true);
    expect(await store.reports.find("after-cut")).not.toBeNull();
    await store.close();
  });

  test("a connection lost in the middle of a transaction is trouble, nothing is half written, the process lives", async () => {
    const { db, location } = await openPostgres(new Secret(database.url()), IN_TIME);
    const access = createAccess(db, location, 1_000);
    const half = access.write(async (trx) => {
      await trx.insertInto("instances").values({ id: "half", beat_at: 1 }).execute();
      expect(await hangUp()).toBe(1);
      await trx.insertInto("instances").values({ id: "other-half", beat_at: 1 }).execute();
    });
    await expect(half).rejects.toMatchObject({ name: "StoreTrouble", reason: "unreachable" });
    const left = await access.read((it) => it.selectFrom("instances").selectAll().execute());
    expect(left).toEqual([]);
    await access.close();
  });

  test("a connection lost while its question is out is trouble, and the next question is answered", async () => {
    const { db, location } = await openPostgres(new Secret(database.url()), IN_TIME);
    const access = createAccess(db, location, 1_000);
    const asked = access.write((trx) => sql`select pg_terminate_backend(pg_backend_pid())`.execute(trx));
    const detail = "terminating connection due to administrator command";
    await expect(asked).rejects.toMatchObject({ name: "StoreTrouble", reason: "unreachable", detail });
    expect(await access.read((it) => it.selectFrom("instances").selectAll().execute())).toEqual([]);
    await access.close();
  });

  test("a server that falls silent is trouble in time, and asked anew by another connection", async () => {
    await using proxy = await startProxy(database.url());
    const store = await open(proxy.url, { answerMs: 200 });
    await store.reports.open(report("silence"));
    proxy.hold();
    const begun = performance.now();
    const trouble = { name: "StoreTrouble", reason: "unreachable", detail: "Query read timeout" };
    await expect(store.reports.settle("silence", { state: "done", document: null, at: AT })).rejects.toMatchObject(
      trouble,
    );
    expect(performance.now() - begun).toBeLessThan(8_000);
    proxy.let();
    expect(await store.reports.find("silence")).toMatchObject({ state: "open" });
    await store.close();
  });

  test("a server that comes back is asked again", async () => {
    const proxy = await startProxy(database.url());
    const store = await open(proxy.url);
    await proxy.close();
    await expect(store.reports.open(report("gone"))).rejects.toMatchObject({ reason: "unreachable" });
    await using _back = await startProxy(database.url(), proxy.port);
    expect(await store.reports.open(report("back"))).toBe(true);
    expect(await store.reports.find("gone")).toBeNull();
    await store.close();
  });

  test("a row that somebody else holds is trouble when that takes too long, and not after", async () => {
    const store = await open(database.url(), { patienceMs: 100 });
    await store.reports.open(report("held"));
    await database.ask("begin");
    await database.ask("select * from reports where id = 'held' for update");
    const settlement = { state: "done", document: null, at: AT } as const;
    await expect(store.reports.settle("held", settlement)).rejects.toMatchObject({ reason: "locked" });
    await database.ask("rollback");
    expect(await store.reports.settle("held", settlement)).toBe(true);
    await store.close();
  });

  test("a statement that takes too long is cut by the server", async () => {
    const { db, location } = await openPostgres(new Secret(database.url()), { ...IN_TIME, answerMs: 500 });
    const access = createAccess(db, location, 1_000);
    const slow = access.read((it) => sql`select pg_sleep(5)`.execute(it));
    const detail = "canceling statement due to statement timeout";
    await expect(slow).rejects.toMatchObject({ reason: "unreachable", detail });
    await access.close();
  });

  test("a server that may only be read is read from, and trouble for who writes", async () => {
    const store = await open(database.url("default_transaction_read_only=on"));
    await expect(store.reports.open(report("read-only"))).rejects.toMatchObject({ reason: "readonly" });
    expect(await store.reports.find("read-only")).toBeNull();
    await store.close();
  });

  test("a database that does not exist is trouble", async () => {
    const url = database.url().replace(database.name, "nowhere");
    const trouble = { name: "StoreTrouble", reason: "unreachable", detail: 'database "nowhere" does not exist' };
    await expect(open(url)).rejects.toMatchObject(trouble);
  });

  test("the status names the place without the password", async () => {
    const url = new URL(database.url());
    url.password = "p4ssw0rd";
    const store = await open(url.href);
    const location = `postgres://postgres@${url.host}/${database.name}`;
    expect(await store.status()).toMatchObject({ kind: "postgres", location });
    await store.close();
  });
});

async function startServer(serve: (socket: Socket) => void, port = 0) {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
    serve(socket);
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  async function close(): Promise<void> {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, "close");
  }
  return { port: (server.address() as AddressInfo).port, sockets, close, [Symbol.asyncDispose]: close };
}

/** Stands before the server; what it holds back reaches neither side. */
async function startProxy(url: string, port = 0) {
  const target = new URL(url);
  const { hostname } = target;
  const behind = Number(target.port);
  let holding = false;
  let cut: ReadonlySet<Socket> = new Set();
  const server = await startServer((near) => {
    const far = connect(behind, hostname);
    far.on("error", () => near.destroy());
    far.on("close", () => near.destroy());
    near.on("close", () => far.destroy());
    near.on("data", (data) => {
      if (cut.has(near)) near.resetAndDestroy();
      else if (!holding) far.write(data);
    });
    far.on("data", (data) => holding || near.write(data));
  }, port);
  target.port = String(server.port);
  return {
    ...server,
    url: target.href,
    hold: () => {
      holding = true;
    },
    /** Each connection of now ends with its next question; how many there are. */
    cutWhenUsed: () => {
      cut = new Set(server.sockets);
      return cut.size;
    },
    let: () => {
      holding = false;
    },
  };
}
