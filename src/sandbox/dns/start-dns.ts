import ipaddr from "ipaddr.js";
import type { Asked, World } from "../world.ts";
import { answerAs, bare, type Reply, resolve } from "./answer.ts";
import { faults } from "./faults.ts";
import { type Listener, listen, type Transport } from "./listener.ts";
import { type Query, readQuery, writeReply } from "./message.ts";
import { absolute } from "./zone-text.ts";

export type DnsWorld = Pick<World, "zones" | "nameServers" | "dnsFaults">;

/** The embedded DNS: one recursive resolver and the world's authoritative servers, all on one port. */
export type StandInDns = {
  port: number;
  /** For MAILDIAG_DNS_SERVERS: `127.0.0.1:PORT`. */
  resolver: string;
  /** Every question in the order of arrival; one that came back by TCP ends with ` +tcp`. */
  asked: Asked[];
  /** What is served now. It is read anew for every question. */
  world: () => DnsWorld;
  /** Serves another world from now on, and listens where its name servers are; faults count from the start. */
  setWorld: (world: DnsWorld) => Promise<void>;
  close: () => Promise<void>;
  [Symbol.asyncDispose]: () => Promise<void>;
};

const RESOLVER_ADDRESS = "127.0.0.1";
const ATTEMPTS = 50;
const NOT_ANSWERED: readonly string[] = ["ANY", "AXFR", "IXFR"];

/** Serves a world's zones on 127.0.0.1 and on its name servers' loopback addresses. Rejects when a zone cannot be read. */
export async function startDns(initial: DnsWorld): Promise<StandInDns> {
  const began = performance.now();
  const asked: Asked[] = [];
  const listeners = new Map<string, Listener>();
  const delays = new Set<NodeJS.Timeout>();
  let world = initial;
  let faultFor = faults(initial.dnsFaults);
  rehearse(initial);

  async function answer(address: string, bytes: Buffer, transport: Transport): Promise<Buffer | null> {
    const at = performance.now();
    const query = readQuery(bytes);
    if (!query) return null;
    const servers = serversAt(world, address);
    const suffix = transport === "tcp" ? " +tcp" : "";
    const entry: Asked = {
      at: Math.round(at - began),
      tookMs: 0,
      server: servers[0] ?? address,
      question: `${query.type} ${absolute(query.name)}${suffix}`,
    };
    asked.push(entry);

    const then = faultFor(query, servers, transport)?.then;
    if (then === "timeout") return null;
    if (typeof then === "object") await pause(then.delayMs);
    const reply =
      then === undefined || typeof then === "object" || then === "truncate" ? answerFrom(servers, query) : bare(then);
    const recursive = servers.includes("resolver");
    const packet = writeReply(query, reply, { recursive, transport, truncate: then === "truncate" });
    entry.tookMs = Math.round(performance.now() - at);
    return packet;
  }

  function answerFrom(servers: readonly string[], { name, type, opcode }: Query): Reply {
    if (opcode !== 0 || NOT_ANSWERED.includes(type)) return bare("NOTIMP");
    try {
      return servers.includes("resolver") ? resolve(world, name, type) : answerAs(servers, world, name, type);
    } catch {
      // A zone that became unreadable while it was served: real servers do not load it, and say so.
      return bare("SERVFAIL");
    }
  }

  function pause(ms: number): Promise<void> {
    return new Promise((done) => {
      const timer = setTimeout(() => {
        delays.delete(timer);
        done();
      }, ms);
      delays.add(timer);
    });
  }

  async function close(): Promise<void> {
    for (const timer of delays) clearTimeout(timer);
    const open = [...listeners.values()];
    listeners.clear();
    await Promise.all(open.map((listener) => listener.close()));
  }

  async function listenOn(address: string, port: number): Promise<number> {
    const listener = await listen(address, port, (bytes, transport) => answer(address, bytes, transport));
    listeners.set(address, listener);
    return listener.port;
  }

  async function listenOnAll(): Promise<number> {
    for (let attempt = 1; ; attempt++) {
      try {
        const port = await listenOn(RESOLVER_ADDRESS, 0);
        for (const address of loopbackAddresses(initial)) await listenOn(address, port);
        return port;
      } catch (error) {
        await close();
        if (attempt === ATTEMPTS || !isInUse(error)) throw error;
      }
    }
  }

  const port = await listenOnAll();
  return {
    port,
    resolver: `${RESOLVER_ADDRESS}:${port}`,
    asked,
    world: () => world,
    setWorld: async (next) => {
      rehearse(next);
      for (const address of loopbackAddresses(next)) if (!listeners.has(address)) await listenOn(address, port);
      world = next;
      faultFor = faults(next.dnsFaults);
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** A zone that cannot be read is told at the start, not in the middle of an answer. */
function rehearse(world: DnsWorld): void {
  for (const { origin, servers } of world.zones) {
    resolve(world, origin, "NS");
    for (const server of servers) answerAs([absolute(server)], world, origin, "NS");
  }
}

function loopbackAddresses({ nameServers }: DnsWorld): Set<string> {
  const addresses = Object.values(nameServers).flatMap(({ address }) => address ?? []);
  return new Set(addresses.filter((a) => a !== RESOLVER_ADDRESS && ipaddr.process(a).range() === "loopback"));
}

/** The names by which the server at an address goes, in faults and in the log. */
function serversAt({ nameServers }: DnsWorld, address: string): string[] {
  if (address === RESOLVER_ADDRESS) return ["resolver"];
  return Object.entries(nameServers).flatMap(([name, server]) => (server.address === address ? absolute(name) : []));
}

function isInUse(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EADDRINUSE";
}
