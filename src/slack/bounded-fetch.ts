/** A page of history with all its blocks is a tenth of it. */
const LARGEST_ANSWER = 16 * 1024 * 1024;

/**
 * `fetch` for Slack's client, which reads bodies whole, of any size, after it has stopped to look after trouble. Here the
 * body is read with the headers, under the same signal, and no further than 16 MB; what goes wrong is fetch's own error.
 */
export async function boundedFetch(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  const answer = await fetch(input, init);
  const { status, statusText } = answer;
  const headers = new Headers(answer.headers);
  // The body is unpacked by now.
  headers.delete("content-encoding");
  headers.delete("content-length");
  const body = await bytesOf(answer);
  if (status === 200 && isBareValue(body)) throw new Error("the answer is JSON, but no object");
  return new Response(body.length > 0 ? body : null, { status, statusText, headers });
}

async function bytesOf({ body }: Response): Promise<Buffer<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body ?? []) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > LARGEST_ANSWER) throw new Error(`the answer is larger than ${LARGEST_ANSWER} bytes`);
  }
  return Buffer.concat(chunks);
}

/** Slack's client sets a property on whatever it parsed, which breaks on `null`, `true`, a number and a string. */
function isBareValue(body: Buffer): boolean {
  const first = body.subarray(0, 100).toString("latin1").trimStart();
  if (!/^(?:["\d-]|null|true|false)/.test(first)) return false;
  try {
    JSON.parse(body.toString("utf8"));
    return true;
  } catch {
    return false;
  }
}
