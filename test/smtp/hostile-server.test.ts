import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { afterEach, describe, expect, it } from "vitest";
import { PortTrouble } from "../../src/ports/trouble.ts";
import { createAuthority } from "../../src/sandbox/smtp/certificate.ts";
import { Secret } from "../../src/secret.ts";
import { createSmtp } from "../../src/smtp/smtp.ts";

const AUTHORITY = createAuthority();
const OTHER_AUTHORITY = createAuthority();
const HOST = "email-smtp.us-east-1.amazonaws.com";
const NOT_YET = { from: new Date(Date.now() + 86_400_000), until: new Date(Date.now() + 2 * 86_400_000) };
const PASSWORD = "s3cr3t-of-the-hostile-tests";
const LOGIN = { username: "AKIAIOSFODNN7EXAMPLE", password: new Secret(PASSWORD), keyState: "active" };
/** Waited out where a server is silent on purpose, and short for that; elsewhere a busy machine has its time. */
const SHORT = { replyTimeoutMs: 400, totalTimeoutMs: 1_200 };

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** What came in from all connections, in clear as far as it was. */
type Heard = { text: string };
type Behaviour = (socket: Socket, heard: Heard) => void;

async function serve(behave: Behaviour, secure?: { key: string; cert: string }) {
  const heard: Heard = { text: "" };
  const sockets = new Set<Socket>();
  const accept = (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("data", (chunk) => {
      heard.text += chunk.toString("latin1");
    });
    behave(socket, heard);
  };
  const server = secure ? createTlsServer(secure, accept) : createServer(accept);
  server.on("connection", (socket: Socket) => sockets.add(socket.on("error", () => {})));
  server.on("tlsClientError", () => {});
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  closing.push(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, "close");
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return { port: address.port, heard };
}

/** What a probe of SES's endpoint ends in, where SES is this server. */
async function probed(
  port: number,
  asPort = 587,
  login: typeof LOGIN | null = LOGIN,
  limits: Partial<typeof SHORT> = {},
) {
  const smtp = createSmtp({ extraCa: [AUTHORITY.ca], limits, placeOf: () => ({ host: "127.0.0.1", port }) });
  try {
    const reading = await smtp.probe({ host: HOST, port: asPort }, login, AbortSignal.timeout(8_000));
    if (reading.kind === "unreachable") return reading.fault;
    if (reading.kind === "throttled") return reading.kind;
    return reading.auth?.kind === "undecided" ? `auth ${reading.auth.reason}` : `auth ${reading.auth?.kind}`;
  } catch (error) {
    if (!(error instanceof PortTrouble)) throw error;
    return `trouble ${error.reason}`;
  }
}

/** Answers each line that begins so with that text; a function gets the socket. */
function script(lines: Readonly<Record<string, string | ((socket: Socket) => void)>>): Behaviour {
  return (socket) => {
    socket.write("220 hello\r\n");
    socket.on("data", (chunk) => {
      const said = chunk.toString("latin1");
      const answer = Object.entries(lines).find(([start]) => said.startsWith(start))?.[1];
      if (typeof answer === "function") answer(socket);
      else if (answer !== undefined) socket.write(answer);
    });
  };
}

function limitsFor(ends: string): Partial<typeof SHORT> {
  return ends.endsWith("timeout") ? SHORT : {};
}

function forEver(text: string): Behaviour {
  return (socket) => {
    const more = () => {
      while (!socket.destroyed && socket.write(text)) {}
    };
    socket.on("drain", more);
    more();
  };
}

const EHLO = "250-hello\r\n250-STARTTLS\r\n250 8BITMIME\r\n";

describe("before TLS", () => {
  it.each<{ says: string; behave: Behaviour; ends: string }>([
    { says: "a server that never answers is not known", behave: () => {}, ends: "trouble timeout" },
    {
      says: "a server that trickles its greeting is not known",
      behave: (socket) => {
        const timer = setInterval(() => socket.write("2"), 50);
        socket.once("close", () => clearInterval(timer));
      },
      ends: "trouble timeout",
    },
    { says: "an endless banner is no SMTP", behave: forEver("220-welcome to the banner\r\n"), ends: "no-smtp" },
    { says: "empty lines without end are no SMTP", behave: forEver("\r\n".repeat(1_000)), ends: "no-smtp" },
    { says: "a line of 1 MB is no SMTP", behave: (socket) => socket.write("2".repeat(1_048_576)), ends: "no-smtp" },
    { says: "a web server is no SMTP", behave: (socket) => socket.write("HTTP/1.1 400\r\n\r\n"), ends: "no-smtp" },
    { says: "hanging up without a word is no SMTP", behave: (socket) => socket.end(), ends: "no-smtp" },
    { says: "a permanent refusal is no SMTP", behave: (socket) => socket.write("554 no\r\n"), ends: "no-smtp" },
    { says: "421 is throttling", behave: (socket) => socket.write("421 too many\r\n"), ends: "throttled" },
    {
      says: "another temporary reply is not known",
      behave: (socket) => socket.write("451 later\r\n"),
      ends: "trouble error",
    },
    {
      says: "no STARTTLS is a finding",
      behave: script({ EHLO: "250 hello\r\n", STARTTLS: "502 what?\r\n" }),
      ends: "no-starttls",
    },
    { says: "EHLO refused is no STARTTLS", behave: script({ EHLO: "502 what?\r\n" }), ends: "no-starttls" },
    {
      says: "STARTTLS refused for now is not known",
      behave: script({ EHLO, STARTTLS: "454 TLS not available\r\n" }),
      ends: "trouble error",
    },
    {
      says: "a lie about STARTTLS is no TLS",
      behave: script({ EHLO, STARTTLS: "220 go ahead\r\n", "\x16": "250 ha\r\n" }),
      ends: "tls",
    },
    {
      says: "hanging up in the handshake is no TLS",
      behave: script({ EHLO, STARTTLS: (socket) => socket.end("220 go\r\n") }),
      ends: "tls",
    },
    {
      says: "silence in the handshake is not known",
      behave: script({ EHLO, STARTTLS: "220 go ahead\r\n" }),
      ends: "trouble timeout",
    },
  ])("$says", async ({ behave, ends }) => {
    const { port, heard } = await serve(behave);
    expect(await probed(port, 587, LOGIN, limitsFor(ends))).toBe(ends);
    expect(heard.text).not.toMatch(/AUTH|s3cr3t|AKIA|czNjcjN0/);
  });

  it("a port that nobody listens on is refused", async () => {
    const { port } = await serve(() => {});
    await closing.pop()?.();
    expect(await probed(port)).toBe("refused");
  });

  it("a name that does not exist is a finding", async () => {
    const smtp = createSmtp();
    const reading = await smtp
      .probe({ host: "localhost.invalid", port: 587 }, null, AbortSignal.timeout(8_000))
      .catch((error: unknown) => (error instanceof PortTrouble ? error.reason : "broken"));
    // Where there is no resolver at all, that is said instead.
    expect([{ kind: "unreachable", fault: "no-such-host", detail: "" }, "servfail", "timeout"]).toContainEqual(reading);
  });

  it("an asker that gives up is told so", async () => {
    const { port } = await serve(() => {});
    const smtp = createSmtp({ placeOf: () => ({ host: "127.0.0.1", port }) });
    const asked = smtp.probe({ host: HOST, port: 587 }, LOGIN, AbortSignal.timeout(100));
    await expect(asked).rejects.toMatchObject({ name: "PortTrouble", reason: "limit" });
  });
});

describe("the certificate", () => {
  const hello: Behaviour = script({ EHLO: "250 hello\r\n" });
  it.each([
    ["the right one opens", AUTHORITY.certify([HOST]), "auth null"],
    ["another name's", AUTHORITY.certify(["mail.example.com"]), "certificate"],
    ["one of an authority that nobody trusts", OTHER_AUTHORITY.certify([HOST]), "certificate"],
    ["one that is not good yet", AUTHORITY.certify([HOST], NOT_YET), "certificate"],
  ])("%s", async (_, certified, ends) => {
    const { port, heard } = await serve(hello, certified);
    expect(await probed(port, 465, null)).toBe(ends === "auth null" ? "auth undefined" : ends);
    expect(heard.text).not.toMatch(/AUTH/);
  });

  it("EHLO refused over TLS is no SMTP", async () => {
    const { port } = await serve(script({ EHLO: "554 no\r\n", HELO: "554 no\r\n" }), AUTHORITY.certify([HOST]));
    expect(await probed(port, 465)).toBe("no-smtp");
  });

  it("plain text where TLS is due is no TLS", async () => {
    const { port } = await serve((socket) => socket.write("220 hello\r\n"));
    expect(await probed(port, 465)).toBe("tls");
  });
});

it.each([
  ["no TLS at all", (socket: Socket) => socket.write("no TLS here, and more of it\r\n"), "wrong version number"],
  // A handshake failure's own alert (RFC 8446 §6): level 2, description 70.
  [
    "a refused version",
    (socket: Socket) => socket.write(Buffer.of(21, 3, 3, 0, 2, 2, 70)),
    "tlsv1 alert protocol version",
  ],
])("tells OpenSSL's reason for %s", async (_, answer, detail) => {
  const { port } = await serve((socket) => socket.once("data", () => answer(socket)));
  const smtp = createSmtp({ extraCa: [AUTHORITY.ca], placeOf: () => ({ host: "127.0.0.1", port }) });
  const reading = await smtp.probe({ host: HOST, port: 465 }, LOGIN, AbortSignal.timeout(8_000));
  expect(reading).toEqual({ kind: "unreachable", fault: "tls", detail });
});

describe("in the middle of AUTH", () => {
  const offering = (auth: string | ((socket: Socket) => void), offer = "PLAIN LOGIN") =>
    script({ EHLO: `250-hello\r\n250-AUTH ${offer}\r\n250 8BITMIME\r\n`, AUTH: auth });

  it.each<{ says: string; behave: Behaviour; ends: string }>([
    { says: "235 is accepted", behave: offering("235 yes\r\n"), ends: "auth accepted" },
    { says: "250 is no answer to AUTH", behave: offering("250 fine\r\n"), ends: "auth error" },
    { says: "535 is rejected", behave: offering("535 Authentication Credentials Invalid\r\n"), ends: "auth rejected" },
    {
      says: "454 for a passing fault is not known",
      behave: offering("454 Temporary authentication failure\r\n"),
      ends: "auth error",
    },
    {
      says: "454 for the rate is throttling",
      behave: offering("454 Throttling failure: Maximum sending rate exceeded.\r\n"),
      ends: "throttled",
    },
    {
      says: "454 for the quota is throttling",
      behave: offering("454 Throttling failure: Daily message quota exceeded.\r\n"),
      ends: "throttled",
    },
    { says: "421 is throttling", behave: offering("421 Too many concurrent SMTP connections\r\n"), ends: "throttled" },
    { says: "530 is not known", behave: offering("530 Authentication required\r\n"), ends: "auth error" },
    {
      says: "a dropped connection is not known",
      behave: offering((socket) => socket.destroy()),
      ends: "auth unreachable",
    },
    { says: "silence is not known", behave: offering(() => {}), ends: "auth timeout" },
    {
      says: "challenges without end are not known",
      behave: offering("334 \r\n334 \r\n334 \r\n334 \r\n"),
      ends: "auth timeout",
    },
    {
      says: "a mechanism that shows the password to nobody is not used",
      behave: offering("235 yes\r\n", "XOAUTH2"),
      ends: "auth error",
    },
    { says: "LOGIN alone will do", behave: offering("535 no\r\n", "LOGIN"), ends: "auth rejected" },
  ])("$says", async ({ behave, ends }) => {
    const { port } = await serve(behave, AUTHORITY.certify([HOST]));
    expect(await probed(port, 465, LOGIN, limitsFor(ends))).toBe(ends);
  });

  const PLAIN = Buffer.from(`\0${LOGIN.username}\0${PASSWORD}`).toString("base64");
  const cut = (text: string, ...at: number[]) => [0, ...at].map((from, i) => text.slice(from, at[i]));
  it.each<{ says: string; reply: string }>([
    { says: "the password and all that was sent", reply: `535 not ${PLAIN} or ${PASSWORD}` },
    { says: "the password over two lines", reply: cut(PASSWORD, 13).join("\r\n535 ").replace(/^/, "535-") },
    { says: "two lines with enhanced codes", reply: `535-5.7.8 ${cut(PASSWORD, 9).join("\r\n535 5.7.8 ")}` },
    { says: "spaces between the pieces", reply: `535 no ${cut(PASSWORD, 5, 11, 17).join("  ")}` },
    { says: "quotes between the pieces", reply: `535 no ${cut(PASSWORD, 6, 12).join('" + "')}` },
    { says: "a piece of the password", reply: `535 no ${PASSWORD.slice(5, 17)} here` },
    { says: "what was sent, cut", reply: `535 no ${PLAIN.slice(-24)}` },
    { says: "what was sent, in pieces", reply: `535-${cut(PLAIN, 20, 40).join("\r\n535-")}\r\n535 end` },
    { says: "base64 of the password alone", reply: `535 ${Buffer.from(PASSWORD).toString("base64").slice(0, 16)}` },
    { says: "hexadecimal", reply: `535 ${Buffer.from(PASSWORD).toString("hex")}` },
  ])("a reply that says back $says is not shown", async ({ reply }) => {
    const { port } = await serve(offering(`${reply}\r\n`), AUTHORITY.certify([HOST]));
    const smtp = createSmtp({ extraCa: [AUTHORITY.ca], placeOf: () => ({ host: "127.0.0.1", port }) });
    const reading = await smtp.probe({ host: HOST, port: 465 }, LOGIN, AbortSignal.timeout(8_000));
    expect(reading.kind === "reached" && reading.auth).toMatchObject({
      kind: "rejected",
      reply: "535 (it says the password back, which is not shown)",
    });
  });

  it("a reply that says nothing back is shown as it is", async () => {
    const { port } = await serve(offering("535 Credentials Invalid\r\n"), AUTHORITY.certify([HOST]));
    const smtp = createSmtp({ extraCa: [AUTHORITY.ca], placeOf: () => ({ host: "127.0.0.1", port }) });
    const reading = await smtp.probe({ host: HOST, port: 465 }, LOGIN, AbortSignal.timeout(8_000));
    expect(reading.kind === "reached" && reading.auth).toMatchObject({ reply: "535 Credentials Invalid" });
  });
});
