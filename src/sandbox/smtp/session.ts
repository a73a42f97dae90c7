import type { SmtpFault, World } from "../world.ts";
import { type LoggedIn, loginOf } from "./logins.ts";
import { mayMail } from "./may-mail.ts";

/** What the stand-in answers from; tests change it while it runs. */
export type SmtpWorld = Pick<World, "ses" | "iam" | "smtpFaults">;

export type Answer =
  | { say: string; then?: "tls" | "close" }
  /** Nothing is said any more, or the socket goes. */
  | { say: null; then: "silence" | "drop" };

export type SessionOptions = {
  region: string;
  /** TLS stands from the beginning. */
  secure: boolean;
  world: () => SmtpWorld;
  /** A command came that can be struck by a fault. */
  strike: (at: SmtpFault["at"]) => SmtpFault["then"] | null;
  /** Told of every AUTH that got as far as a username. */
  onAuth: (username: string) => void;
};

const INVALID = "535 Authentication Credentials Invalid";
const LONGEST_MESSAGE = 10 * 1024 * 1024;

/**
 * One SMTP session as SES's endpoint leads it: a line in, an answer out. Replies are those of SES.
 * https://docs.aws.amazon.com/ses/latest/dg/troubleshoot-smtp.html
 */
export function createSession(options: SessionOptions) {
  const { region, strike } = options;
  let secure = options.secure;
  let user: LoggedIn | null = null;
  let from: string | null = null;
  let recipients = 0;
  let size: number | null = null;
  let pending: ((line: string) => Answer) | null = null;

  function struck(at: SmtpFault["at"], usual: () => Answer): Answer {
    const fault = strike(at);
    if (fault === null) return usual();
    if (fault === "silence" || fault === "drop") return { say: null, then: fault };
    return { say: fault.reply, ...(fault.reply.startsWith("421") && { then: "close" as const }) };
  }

  function finishAuth(username: string, password: string): Answer {
    pending = null;
    options.onAuth(username);
    return struck("AUTH", () => {
      user = loginOf(options.world().iam, region, username, password);
      return { say: user ? "235 Authentication successful." : INVALID };
    });
  }

  function auth(argument: string): Answer {
    if (!secure) return { say: "530 Must issue a STARTTLS command first" };
    const [mechanism = "", initial] = argument.split(" ");
    if (mechanism.toUpperCase() === "PLAIN") {
      const read = (text: string): Answer => {
        const [, username = "", password = ""] = decoded(text).split("\0");
        return finishAuth(username, password);
      };
      if (initial) return read(initial);
      pending = read;
      return { say: "334 " };
    }
    if (mechanism.toUpperCase() !== "LOGIN") return { say: "504 Unrecognized authentication type" };
    pending = (username) => {
      pending = (password) => finishAuth(decoded(username), decoded(password));
      return { say: "334 UGFzc3dvcmQ6" };
    };
    return { say: "334 VXNlcm5hbWU6" };
  }

  function mail(argument: string): Answer {
    if (!user) return { say: "530 Authentication required" };
    from = /^FROM:\s*<([^<>\s]{0,320})>/i.exec(argument)?.[1] ?? null;
    recipients = 0;
    return { say: from === null ? "553 Invalid email address" : "250 Ok" };
  }

  function data(line: string): Answer {
    if (line !== ".") {
      size = (size ?? 0) + line.length + 2;
      return { say: "" };
    }
    const isTooBig = (size ?? 0) > LONGEST_MESSAGE;
    size = null;
    pending = null;
    if (isTooBig) return { say: "552 Message is too long." };
    return { say: user && from !== null ? mayMail(options.world(), region, user, from) : "503 Bad sequence" };
  }

  const commands: { readonly [verb: string]: (argument: string) => Answer } = {
    EHLO: () =>
      struck("EHLO", () => ({
        say: ["email-smtp.amazonaws.com", "8BITMIME", ...(secure ? ["AUTH PLAIN LOGIN"] : ["STARTTLS"]), "Ok"]
          .map((line, index, all) => `250${index < all.length - 1 ? "-" : " "}${line}`)
          .join("\r\n"),
      })),
    HELO: () => ({ say: "250 email-smtp.amazonaws.com" }),
    STARTTLS: () =>
      secure
        ? { say: "503 TLS is already in use" }
        : struck("STARTTLS", () => {
            secure = true;
            return { say: "220 Ready to start TLS", then: "tls" };
          }),
    AUTH: auth,
    MAIL: (argument) => struck("MAIL", () => mail(argument)),
    RCPT: (argument) =>
      struck("RCPT", () => {
        if (from === null) return { say: "503 Error: need MAIL command" };
        if (!/^TO:\s*<[^<>\s@]+@[^<>\s@]+>/i.test(argument)) return { say: "553 Invalid email address" };
        recipients += 1;
        return { say: "250 Ok" };
      }),
    DATA: () =>
      struck("DATA", () => {
        if (recipients === 0) return { say: "503 Error: need RCPT command" };
        pending = data;
        return { say: "354 End data with <CR><LF>.<CR><LF>" };
      }),
    RSET: () => ({ say: "250 Ok" }),
    NOOP: () => ({ say: "250 Ok" }),
    QUIT: () => ({ say: "221 Bye", then: "close" }),
  };

  return {
    greet: (): Answer => struck("CONNECT", () => ({ say: "220 email-smtp.amazonaws.com ESMTP SimpleEmailService" })),
    /** An answer that says "" says nothing, and goes on listening. */
    hear: (line: string): Answer => {
      if (pending) return pending(line);
      const [verb = "", ...rest] = line.split(" ");
      const command = verb.toUpperCase();
      if (!Object.hasOwn(commands, command)) return { say: "500 Error: command not implemented" };
      return commands[command]?.(rest.join(" ")) ?? { say: "500 Error: command not implemented" };
    },
  };
}

function decoded(base64: string): string {
  return Buffer.from(base64, "base64").toString("utf8");
}
