import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { createSecureContext, TLSSocket } from "node:tls";
import type { Asked, SmtpFault } from "../world.ts";
import { createAuthority } from "./certificate.ts";
import { type Answer, createSession, type SmtpWorld } from "./session.ts";

export type RunningSmtp = {
  /** Where the endpoint of a region listens on loopback, for ports that speak TLS at once and for STARTTLS. */
  placeOf(region: string, port: number): { host: string; port: number };
  /** PEM: the certificate of the authority that signed the endpoints' own. */
  ca: string;
  /** Every AUTH, in order: `AUTH us-east-1 AKIA…`. */
  asked: readonly Asked[];
  /** Change it at any time; the next command sees it. */
  world: SmtpWorld;
  close(): Promise<void>;
};

const LONGEST_LINE = 12_288;

/** SES's SMTP endpoints of these regions, on loopback ports of their own; each region has two. */
export async function startSmtp(initial: SmtpWorld, regions: readonly string[]): Promise<RunningSmtp> {
  const started = performance.now();
  const world: SmtpWorld = { ...initial };
  const asked: Asked[] = [];
  const sockets = new Set<Socket>();
  const struck = new WeakMap<SmtpFault, number>();
  const authority = createAuthority();
  const names = regions.map((region) => `email-smtp.${region}.amazonaws.com`);
  const context = createSecureContext(authority.certify(["localhost", "127.0.0.1", ...names]));

  function strike(region: string, at: SmtpFault["at"]): SmtpFault["then"] | null {
    const fault = world.smtpFaults?.find((one) => {
      if (one.at !== at || (one.region !== undefined && one.region !== region)) return false;
      return one.times === undefined || (struck.get(one) ?? 0) < one.times;
    });
    if (!fault) return null;
    struck.set(fault, (struck.get(fault) ?? 0) + 1);
    return fault.then;
  }

  function serve(plain: Socket, region: string, secure: boolean): void {
    sockets.add(plain);
    plain.once("close", () => sockets.delete(plain));
    const session = createSession({
      region,
      secure,
      world: () => world,
      strike: (at) => strike(region, at),
      onAuth: (username) =>
        asked.push({
          at: performance.now() - started,
          tookMs: 0,
          server: "smtp",
          question: `AUTH ${region} ${username}`,
        }),
    });

    function withTls(socket: Socket): Socket {
      return new TLSSocket(socket, { isServer: true, secureContext: context });
    }

    function listen(socket: Socket): void {
      let rest = "";
      const hear = (chunk: Buffer) => {
        rest += chunk.toString("latin1");
        if (rest.length > LONGEST_LINE && !rest.includes("\n")) return void socket.destroy();
        const lines = rest.split(/\r?\n/);
        rest = lines.pop() ?? "";
        for (const line of lines) if (!tell(socket, session.hear(line), hear)) return;
      };
      socket.on("error", () => socket.destroy());
      socket.on("data", hear);
    }

    /** False where what follows on this socket is not SMTP any more. */
    function tell(socket: Socket, { say, then }: Answer, hear: (chunk: Buffer) => void): boolean {
      if (say) socket.write(`${say}\r\n`);
      if (then === "drop") socket.destroy();
      if (then === "close") socket.end();
      if (then === "silence" || then === "tls") socket.off("data", hear);
      if (then === "tls") listen(withTls(socket));
      return then === undefined;
    }

    const first = secure ? withTls(plain) : plain;
    listen(first);
    tell(first, session.greet(), () => {});
  }

  async function open(region: string, secure: boolean): Promise<{ server: Server; port: number }> {
    const server = createServer((socket) => serve(socket, region, secure));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("the server has no port");
    return { server, port: address.port };
  }

  const endpoints = await Promise.all(
    regions.map(async (region) => ({ region, starttls: await open(region, false), tls: await open(region, true) })),
  );

  return {
    ca: authority.ca,
    asked,
    world,
    placeOf: (region, port) => {
      const endpoint = endpoints.find((each) => each.region === region);
      if (!endpoint) throw new Error(`no endpoint stands in for ${region}`);
      const isTls = port === 465 || port === 2465;
      return { host: "127.0.0.1", port: (isTls ? endpoint.tls : endpoint.starttls).port };
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      const servers = endpoints.flatMap(({ starttls, tls }) => [starttls.server, tls.server]);
      await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
    },
  };
}
