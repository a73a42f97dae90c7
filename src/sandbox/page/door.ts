import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";

/** A port of this machine's loopback that is taken already; who knocks before `open` waits for it. */
export type Door = { port: number; open: (answer: RequestListener) => void; close: () => Promise<void> };

/** `port` 0: any. Throws what the system says where it is taken or may not be listened on. */
export async function takeDoor(port: number): Promise<Door> {
  const answering = Promise.withResolvers<RequestListener>();
  const server = createServer((request, response) => {
    void answering.promise.then((answer) => answer(request, response));
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    open: answering.resolve,
    async close() {
      if (!server.listening) return;
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}
