import { createServer, type ServerResponse } from "node:http";
import type { Metrics } from "../metrics.ts";

export type Probes = {
  /** `http://address:port` */
  address: string;
  close: () => Promise<void>;
};

export type Health = {
  /** The store can be read and written. Throws where it cannot. */
  store: () => Promise<unknown>;
  /** A socket hears, and work is taken. */
  isReady: () => boolean;
};

const STORE_WITHIN_MS = 2_000;

/** `/healthz`, `/readyz` and `/metrics` on the address given. Rejects with Node's own error where it is taken. */
export async function startProbes(
  { address, port }: { address: string; port: number },
  { registry }: Metrics,
  health: Health,
): Promise<Probes> {
  const server = createServer((request, response) => {
    void answer(request.url ?? "", response).catch(() => send(response, 500, "broken\n"));
  });
  server.headersTimeout = 5_000;
  server.requestTimeout = 5_000;

  async function answer(url: string, response: ServerResponse): Promise<void> {
    switch (url.split("?")[0]) {
      case "/healthz":
        return (await storeWorks()) ? send(response, 200, "ok\n") : send(response, 503, "the store does not work\n");
      case "/readyz":
        if (!health.isReady()) return send(response, 503, "no socket to Slack\n");
        return (await storeWorks()) ? send(response, 200, "ready\n") : send(response, 503, "the store does not work\n");
      case "/metrics":
        return send(response, 200, await registry.metrics(), registry.contentType);
      default:
        return send(response, 404, "there are /healthz, /readyz and /metrics\n");
    }
  }

  async function storeWorks(): Promise<boolean> {
    const late = Promise.withResolvers<false>();
    const timer = setTimeout(() => late.resolve(false), STORE_WITHIN_MS);
    const works = health.store().then(
      () => true,
      () => false,
    );
    return Promise.race([works, late.promise]).finally(() => clearTimeout(timer));
  }

  const listening = Promise.withResolvers<void>();
  server.once("error", listening.reject);
  server.listen(port, address, listening.resolve);
  await listening.promise;
  const at = server.address();
  return {
    address: `http://${address.includes(":") ? `[${address}]` : address}:${typeof at === "object" && at ? at.port : port}`,
    close: async () => {
      const closed = Promise.withResolvers<void>();
      server.close(() => closed.resolve());
      server.closeAllConnections();
      await closed.promise;
    },
  };
}

function send(response: ServerResponse, status: number, body: string, type = "text/plain; charset=utf-8"): void {
  if (!response.headersSent) response.writeHead(status, { "content-type": type }).end(body);
}
