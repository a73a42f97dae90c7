import type { Readable } from "node:stream";
import { NodeHttpHandler } from "@smithy/node-http-handler";

export type HttpLimits = {
  /** Until the connection stands (TCP and TLS), in milliseconds. */
  connectionTimeoutMs: number;
  /** From the request to the last byte of the answer, in milliseconds. */
  requestTimeoutMs: number;
  /** Bytes of one answer's body. */
  maxBodyBytes: number;
};

type Handle = NodeHttpHandler["handle"];

/**
 * The SDK's handler has no time-outs unless told, only warns of a request time-out unless told to throw, and its
 * request time-out ends with the headers: a body that trickles would be read for ever. So the body is read here, within
 * what is left of the time and up to a size, and handed on whole.
 */
export class BoundedHttpHandler extends NodeHttpHandler {
  readonly #limits: HttpLimits;

  constructor(limits: HttpLimits) {
    super({
      connectionTimeout: limits.connectionTimeoutMs,
      requestTimeout: limits.requestTimeoutMs,
      throwOnRequestTimeout: true,
      socketTimeout: limits.requestTimeoutMs,
    });
    this.#limits = limits;
  }

  override async handle(...[request, options]: Parameters<Handle>): ReturnType<Handle> {
    const end = performance.now() + this.#limits.requestTimeoutMs;
    const { response } = await super.handle(request, options);
    const left = Math.max(1, end - performance.now());
    response.body = await readWhole(response.body, left, this.#limits.maxBodyBytes);
    return { response };
  }
}

async function readWhole(body: Readable, timeoutMs: number, maxBytes: number): Promise<Uint8Array> {
  const tooSlow = Object.assign(new Error("the answer did not end in time"), {
    name: "TimeoutError",
    code: "ETIMEDOUT",
  });
  const timer = setTimeout(() => body.destroy(tooSlow), timeoutMs);
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of body) {
      size += chunk.length;
      if (size > maxBytes) throw new Error(`the answer is larger than ${maxBytes} bytes`);
      chunks.push(chunk);
    }
  } finally {
    clearTimeout(timer);
  }
  return Buffer.concat(chunks);
}
