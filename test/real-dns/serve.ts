import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createResolver } from "../../src/dns/resolver.ts";
import { readZone, type ZoneRecord } from "../../src/sandbox/dns/zone-text.ts";
import type { World, Zone } from "../../src/sandbox/world.ts";
import { freePort } from "../free-port.ts";

const SBIN = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` };

export function isInstalled(program: string): boolean {
  return spawnSync(program, ["-h"], { env: SBIN }).error === undefined;
}

/** Serves a world's zones by nsd, one process a name server, and unbound as the resolver, all on loopback. */
export async function serveByRealServers(world: World): Promise<{ resolver: string; close: () => Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), "maildiag-dns-"));
  const port = await freePort();
  const zones = [...world.zones, ...serverZones(world)];
  const servers = Object.entries(world.nameServers).flatMap(([name, { address }]) =>
    address ? [{ name, address }] : [],
  );
  const processes: ChildProcess[] = [];
  for (const server of servers) processes.push(startNsd(folder, server, port, zones));
  processes.push(startUnbound(folder, servers, port, zones));
  const resolver = `127.0.0.1:${port}`;
  await answering(resolver);
  return {
    resolver,
    close: async () => {
      for (const child of processes) {
        if (child.exitCode === null && child.kill("SIGKILL")) await once(child, "close");
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Name servers' own names stand in no zone of a world; here they need one. */
function serverZones(world: World): Zone[] {
  const isInWorld = (name: string) => world.zones.some(({ origin }) => name.endsWith(`.${origin}`));
  const outside = Object.entries(world.nameServers).filter(([name]) => !isInWorld(name));
  const lines = outside.flatMap(([name, { address }]) => (address ? [`${name}. A ${address}`] : []));
  const servers = Object.keys(world.nameServers);
  return [
    { origin: "dns.example", servers, records: lines.join("\n") },
    { origin: ".", servers, records: "" },
  ];
}

function startNsd(
  folder: string,
  { name, address }: { name: string; address: string },
  port: number,
  zones: readonly Zone[],
): ChildProcess {
  const own = zones.filter(({ servers }) => servers.includes(name));
  const files = own.map((zone, index) => {
    const file = join(folder, `${name}-${index}.zone`);
    writeFileSync(file, masterFile(zone, name));
    return { origin: zone.origin, file };
  });
  const config = join(folder, `${name}.conf`);
  writeFileSync(
    config,
    `server:\n  ip-address: ${address}@${port}\n  server-count: 1\n  username: ""\n  chroot: ""\n  zonesdir: "${folder}"\n` +
      `  pidfile: ""\n  database: ""\n  xfrdfile: "${join(folder, `${name}.xfrd`)}"\n  zonelistfile: "${join(folder, `${name}.list`)}"\n  xfrdir: "${folder}"\n` +
      `remote-control:\n  control-enable: no\n` +
      files.map(({ origin, file }) => `zone:\n  name: "${origin}"\n  zonefile: "${file}"\n`).join(""),
  );
  return spawn("nsd", ["-d", "-c", config], { env: SBIN, stdio: "ignore" });
}

function startUnbound(
  folder: string,
  servers: readonly { name: string; address: string }[],
  port: number,
  zones: readonly Zone[],
): ChildProcess {
  const config = join(folder, "unbound.conf");
  const stubs = zones.map(({ origin, servers: names }) => {
    const addresses = servers
      .filter(({ name }) => names.includes(name))
      .map(({ address }) => `  stub-addr: ${address}@${port}\n`);
    return `stub-zone:\n  name: "${origin}"\n${addresses.join("")}`;
  });
  writeFileSync(
    config,
    `server:\n  interface: 127.0.0.1\n  port: ${port}\n  access-control: 127.0.0.0/8 allow\n  do-not-query-localhost: no\n  do-daemonize: no\n` +
      `  username: ""\n  chroot: ""\n  directory: "${folder}"\n  pidfile: ""\n  use-syslog: no\n  logfile: "${join(folder, "unbound.log")}"\n` +
      `  module-config: "iterator"\n  num-threads: 1\n  qname-minimisation: no\n  outgoing-range: 64\n${stubs.join("")}`,
  );
  return spawn("unbound", ["-d", "-c", config], { env: SBIN, stdio: "ignore" });
}

/** A zone in the form of RFC 1035 §5. */
function masterFile(zone: Zone, server: string): string {
  const origin = zone.origin === "." ? "." : `${zone.origin}.`;
  const records = readZone(zone.origin, zone.instead?.[server] ?? zone.records);
  return [
    `${origin} 60 IN SOA ${zone.servers[0]}. hostmaster.${server}. 1 3600 600 86400 60`,
    ...zone.servers.map((name) => `${origin} 60 IN NS ${name}.`),
    ...records.map((record) => `${record.name}. 60 IN ${record.type} ${presented(record)}`),
    "",
  ].join("\n");
}

function presented(record: ZoneRecord): string {
  const { type, data } = record;
  if (typeof data === "string") return type === "A" || type === "AAAA" ? data : `${data}.`.replace(/^\.\.$/, ".");
  if ("preference" in data) return `${data.preference} ${`${data.exchange}.`.replace(/^\.\.$/, ".")}`;
  const strings = [data].flat() as Buffer[];
  return strings.map((text) => `"${text.toString("latin1").replace(/["\\]/g, "\\$&")}"`).join(" ");
}

/** Both programs are ready when a zone of SES answers through the resolver. */
async function answering(resolver: string): Promise<void> {
  const dns = createResolver({ servers: [resolver], timeoutMs: 200 });
  const limit = AbortSignal.timeout(8_000);
  while (!limit.aborted) {
    const answer = await dns.resolve("amazonses.com", "TXT", limit).catch(() => null);
    if (answer?.found) return;
  }
  throw new Error("the servers did not start to answer");
}
