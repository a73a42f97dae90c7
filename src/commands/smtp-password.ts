import { type Relay, regionInHost, smtpHostOf } from "../config.ts";
import { smtpPassword as derive, passwordKindOf } from "../credentials/smtp-password.ts";
import { usernameKindOf } from "../credentials/username-kind.ts";
import type { SmtpEndpoint } from "../ports/smtp.ts";
import { PortTrouble } from "../ports/trouble.ts";
import { Secret } from "../secret.ts";
import type { Verification } from "./answer.ts";
import { type Command, type Context, UsageMistake, type Words } from "./command.ts";
import { hasFormOfRegion } from "./regions-of.ts";

/** Milliseconds for the one conversation of `--verify`. */
const LIMIT = 20_000;
const USUAL_PORT = 587;

export const smtpPassword: Command = {
  name: "smtp-password",
  usage: "smtp-password --region R [--verify [HOST]]",
  summary: "Derive the SMTP password of an IAM secret access key",
  details: [
    "Asks for the secret access key without showing it, or reads it from stdin; it is never an argument. The password goes to stdout, once and alone.",
    "With --verify it logs in at the region's endpoint, or at HOST[:PORT], which has to be an endpoint of SES or loopback; no mail is sent. For that it needs the access key id: --username AKIA…, else the only configured relay of the region, else a first line of stdin or a question. The same login is tried once in ten minutes; until then its last result is told with its age.",
    "Where it goes: Gmail → Settings → Accounts and Import → Send mail as → edit info. SMTP server email-smtp.REGION.amazonaws.com, port 587, TLS, username = the access key id (AKIA…), password = what this prints. It is good in that region alone, for as long as the key is active.",
  ],
  where: "terminal",
  // What is given twice would otherwise count once, as it was given last.
  options: { region: { type: "string", multiple: true }, verify: { type: "boolean" }, username: { type: "string" } },
  run: async (words, context) => {
    const region = regionOf(words);
    const endpoint = endpointOf(words, region);
    const typed = words.values.username === undefined ? null : keyId(String(words.values.username));
    const { readSecret } = context;
    if (!readSecret) throw new UsageMistake("This works in a terminal only.", smtpPassword);

    const known = endpoint ? (typed ?? onlyRelayOf(region, context.config.relays)) : null;
    const lines = linesOf(await readSecret(endpoint && !known ? "Access key id: " : "Secret access key: "));
    const first = endpoint && usernameKindOf(lines[0] ?? "") === "long-term" ? lines.shift() : undefined;
    const username = first ?? known;
    if (lines.length === 0 && first !== undefined) lines.push(...linesOf(await readSecret("Secret access key: ")));
    const [secret = "", ...more] = lines;
    if (more.length > 0) throw new UsageMistake("The secret access key is one line.", smtpPassword);
    const problem = problemOf(secret);
    if (problem !== null) throw new UsageMistake(problem, smtpPassword);
    if (endpoint && !username) {
      throw new UsageMistake("--verify needs the access key id too: give it by --username.", smtpPassword);
    }

    const password = derive(new Secret(secret), region);
    const verification = endpoint && username ? await verify(endpoint, username, password, context) : null;
    return { kind: "smtp-password", region, password, verification };
  },
};

/** What is typed here may be the secret by mistake: it is not said again. */
function regionOf({ values }: Words): string {
  const words = [values.region ?? []].flat().flatMap((word) => String(word).toLowerCase().split(","));
  const [region, ...more] = words.map((word) => word.trim()).filter((word) => word !== "");
  if (region === undefined) throw new UsageMistake("Of which region? Give --region, such as us-east-1.", smtpPassword);
  if (more.length > 0) throw new UsageMistake("One region: the password is bound to it.", smtpPassword);
  if (hasFormOfRegion(region)) return region;
  throw new UsageMistake("--region needs an AWS region, such as us-east-1.", smtpPassword);
}

/** Neither is this. */
function endpointOf({ positionals, values }: Words, region: string): SmtpEndpoint | null {
  const [host, ...more] = positionals;
  if (more.length > 0 || (host !== undefined && values.verify !== true)) {
    const text = "The secret access key is never an argument: others see it there. If that was it, rotate the key.";
    throw new UsageMistake(text, smtpPassword);
  }
  if (values.verify !== true) return null;
  if (host === undefined) return { host: smtpHostOf(region), port: USUAL_PORT };
  const [, name = "", port] = /^(\[[0-9a-f:]+\]|[^:]+)(?::(\d{1,5}))?$/i.exec(host) ?? [];
  const bare = name.replace(/^\[|\]$/g, "").toLowerCase();
  const regionThere = regionInHost(bare);
  const isLoopback = /^(localhost|127(\.\d{1,3}){3}|::1)$/.test(bare);
  const number = port === undefined ? USUAL_PORT : Number(port);
  if ((regionThere === null && !isLoopback) || number < 1 || number > 65_535) {
    const text = "--verify logs in at SES's endpoints (email-smtp.REGION.amazonaws.com) or at loopback, nowhere else.";
    throw new UsageMistake(text, smtpPassword);
  }
  if (regionThere !== null && regionThere !== region) {
    const text = `That endpoint is in ${regionThere}, and a password of ${region} is refused there.`;
    throw new UsageMistake(text, smtpPassword);
  }
  return { host: bare, port: number };
}

/** Anything makes a password, and SES refuses all but one: what is known to be no secret access key is not taken. */
function problemOf(secret: string): string | null {
  if (!/^[\x21-\x7e]{1,256}$/.test(secret)) return "There is no secret access key in what was given.";
  if (usernameKindOf(secret) !== "other")
    return "That is a username of SMTP, such as an access key's id. Wanted is the secret access key, which AWS shows once.";
  if (passwordKindOf(new Secret(secret)) !== "foreign" || /^B[A-Za-z0-9+/]{43}$/.test(secret))
    return "That is an SMTP password already, of some region, and cannot be turned into another's. Wanted is the secret access key.";
  return null;
}

function keyId(username: string): string {
  if (usernameKindOf(username) === "long-term") return username;
  throw new UsageMistake("--username is the id of a long-term access key: AKIA…", smtpPassword);
}

function onlyRelayOf(region: string, relays: readonly Relay[]): string | null {
  const usernames = new Set(relays.filter((relay) => relay.region === region).map(({ username }) => username));
  const [username] = usernames;
  return usernames.size === 1 && username !== undefined ? username : null;
}

function linesOf(given: Secret): string[] {
  return given
    .reveal()
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

async function verify(
  endpoint: SmtpEndpoint,
  username: string,
  password: Secret,
  { deps }: Context,
): Promise<Verification> {
  const where = `${endpoint.host}:${endpoint.port}`;
  const none = { where, username, result: "unknown", ageMs: null } as const;
  try {
    const login = { username, password, keyState: null };
    const reading = await deps.smtp.probe(endpoint, login, AbortSignal.timeout(LIMIT));
    if (reading.kind === "unreachable") {
      const detail = [reading.fault, reading.detail].filter(Boolean).join(": ");
      return { ...none, detail: `it could not be connected to (${detail})` };
    }
    const ageMs = (at: Date) => Math.max(0, deps.now().getTime() - at.getTime());
    if (reading.kind === "throttled") return { ...none, ageMs: ageMs(reading.at), detail: reading.reply };
    const { auth } = reading;
    if (!auth) return { ...none, detail: "" };
    const tried = { ...none, ageMs: ageMs(auth.at) };
    if (auth.kind === "accepted") return { ...tried, result: "accepted", detail: "235" };
    if (auth.kind === "rejected") return { ...tried, result: "failed", detail: auth.reply };
    return { ...tried, detail: auth.detail };
  } catch (error) {
    if (!(error instanceof PortTrouble)) throw error;
    const { detail } = error.details;
    const why = detail ? `${error.reason}: ${detail}` : error.reason;
    const isReply = error.reason === "error";
    return { ...none, detail: isReply ? why : `it could not be connected to (${why})` };
  }
}
