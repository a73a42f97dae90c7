import { once } from "node:events";
import { createServer, type Socket } from "node:net";

/** An HTTP server that is none: after a request has begun it does with the socket what it is told. */
export async function rawServer<T>(act: (socket: Socket) => void, body: (url: string) => Promise<T>): Promise<T> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.once("data", () => act(socket));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  try {
    return await body(`http://127.0.0.1:${address.port}`);
  } finally {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, "close");
  }
}

export function httpAnswer(status: string, headers: readonly string[], body: string): string {
  const length = `content-length: ${Buffer.byteLength(body)}`;
  return [`HTTP/1.1 ${status}`, length, "connection: close", ...headers, "", body].join("\r\n");
}
