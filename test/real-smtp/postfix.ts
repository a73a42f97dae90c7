import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  chownSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../free-port.ts";

/** Where Debian keeps them. */
const DAEMONS = "/usr/lib/postfix/sbin";
const SBIN = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` };
const REALM = "mail.example";

/** One way in; all of them know the same login. */
export type Door = {
  /** Implicit TLS, STARTTLS, or neither; AUTH is offered in any case. */
  tls: "at-once" | "starttls" | "none";
  certifiedFor: string;
  mechanisms: string;
};

export type Postfix<Name extends string> = {
  /** The certificates of all doors, PEM; each is its own authority. */
  trusted: readonly string[];
  port: (door: Name) => number;
  /** What postfix counts of the last session at a door, once that is over: `ehlo=2 starttls=1 auth=1 quit=1 commands=5`. */
  counted: (door: Name) => Promise<string>;
  /** Files of mails in any queue. */
  queued: () => readonly string[];
  close: () => Promise<void>;
};

/** Why postfix cannot be started here; empty where it can. */
export function missing(): string {
  const programs = ["postfix", "saslpasswd2", "openssl"].filter((program) => {
    return spawnSync("sh", ["-c", `command -v ${program}`], { env: SBIN }).status !== 0;
  });
  if (!existsSync(join(DAEMONS, "master"))) programs.push(DAEMONS);
  if (globSync("/usr/lib/*/sasl2/libplain.so").length === 0) programs.push("libsasl2-modules");
  if (programs.length > 0) return `${programs.join(", ")} not installed`;
  return process.getuid?.() === 0 ? "" : "only root can start it";
}

/** Starts postfix with Cyrus SASL on loopback, with a configuration, a queue and a password file of its own. */
export async function startPostfix<Name extends string>(
  doors: Readonly<Record<Name, Door>>,
  login: { username: string; password: string },
): Promise<Postfix<Name>> {
  const folder = mkdtempSync(join(tmpdir(), "maildiag-postfix-"));
  // Its daemons run as a user of their own.
  chmodSync(folder, 0o755);
  const names = Object.keys(doors) as Name[];
  const ports = new Map(await Promise.all(names.map(async (name) => [name, await freePort()] as const)));
  const port = (name: Name) => ports.get(name) ?? 0;
  makeFolders(folder);
  keepPassword(folder, login);
  const trusted = names.map((name) => certify(folder, name, doors[name].certifiedFor));
  for (const name of names) {
    const { mechanisms } = doors[name];
    const lines = ["pwcheck_method: auxprop", "auxprop_plugin: sasldb", `sasldb_path: ${join(folder, "sasldb2")}`];
    writeFileSync(join(folder, `sasl/${name}.conf`), `${lines.join("\n")}\nmech_list: ${mechanisms}\n`);
  }
  writeFileSync(join(folder, "main.cf"), mainCf(folder));
  writeFileSync(
    join(folder, "master.cf"),
    names.map((name) => service(folder, name, port(name), doors[name])).join("\n") + SERVICES,
  );
  const master = spawn(join(DAEMONS, "master"), ["-d", "-c", folder], {
    env: { ...SBIN, MAIL_CONFIG: folder },
    stdio: "ignore",
  });
  const close = () => stop(master, folder);
  try {
    await Promise.all(names.map((name) => listening(port(name))));
  } catch (error) {
    await close();
    throw error;
  }
  return { trusted, port, counted: (name) => lastSession(folder, name), queued: () => queued(folder), close };
}

const QUEUES = ["incoming", "active", "deferred", "hold", "maildrop"];

function makeFolders(folder: string): void {
  const [user, group] = [idOf("-u"), idOf("-g")];
  for (const name of ["sasl", "queue", "queue/pid"]) mkdirSync(join(folder, name));
  for (const name of ["data", "queue/private", "queue/public", ...QUEUES.map((queue) => `queue/${queue}`)]) {
    mkdirSync(join(folder, name));
    chownSync(join(folder, name), user, group);
  }
}

function keepPassword(folder: string, { username, password }: { username: string; password: string }): void {
  const file = join(folder, "sasldb2");
  run("saslpasswd2", ["-p", "-c", "-f", file, "-u", REALM, username], password);
  chownSync(file, 0, idOf("-g"));
  chmodSync(file, 0o640);
}

function certify(folder: string, door: string, name: string): string {
  const [key, certificate] = [join(folder, `${door}.key`), join(folder, `${door}.pem`)];
  const kind = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];
  const whose = ["-subj", "/CN=maildiag test", "-addext", `subjectAltName=DNS:${name}`];
  run("openssl", ["req", ...kind, ...whose, "-keyout", key, "-out", certificate]);
  return readFileSync(certificate, "utf8");
}

/** https://www.postfix.org/postconf.5.html; nothing of the machine's own postfix is used. */
function mainCf(folder: string): string {
  return `compatibility_level = 3.6
queue_directory = ${folder}/queue
data_directory = ${folder}/data
daemon_directory = ${DAEMONS}
mail_owner = postfix
myhostname = ${REALM}
mydestination =
local_recipient_maps =
alias_maps =
alias_database =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
maillog_file = ${folder}/mail.log
maillog_file_prefixes = ${folder}
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = cyrus
smtpd_sasl_local_domain = ${REALM}
cyrus_sasl_config_path = ${folder}/sasl
smtpd_relay_restrictions = permit_sasl_authenticated, reject
`;
}

function service(folder: string, name: string, port: number, { tls }: Door): string {
  const options = [
    `syslog_name=${name}`,
    `smtpd_sasl_path=${name}`,
    `smtpd_tls_cert_file=${folder}/${name}.pem`,
    `smtpd_tls_key_file=${folder}/${name}.key`,
    `smtpd_tls_security_level=${tls === "none" ? "none" : "encrypt"}`,
    `smtpd_tls_wrappermode=${tls === "at-once" ? "yes" : "no"}`,
  ];
  return `127.0.0.1:${port} inet n - n - - smtpd ${options.map((option) => `-o ${option}`).join(" ")}`;
}

/** Mail can be queued, and nothing takes it on from there. */
const SERVICES = `
postlog unix-dgram n - n - 1 postlogd
tlsmgr unix - - n 1000? 1 tlsmgr
anvil unix - - n - 1 anvil
rewrite unix - - n - - trivial-rewrite
cleanup unix n - n - 0 cleanup
`;

async function lastSession(folder: string, door: string): Promise<string> {
  const limit = AbortSignal.timeout(5_000);
  for (;;) {
    const lines = readFileSync(join(folder, "mail.log"), "utf8").split("\n");
    const last = lines.findLast((line) => line.includes(` ${door}/smtpd[`)) ?? "";
    const counted = / disconnect from \S+ (.+)$/.exec(last)?.[1];
    if (counted !== undefined) return counted;
    await sleep(50, undefined, { signal: limit });
  }
}

function queued(folder: string): readonly string[] {
  return QUEUES.flatMap((queue) => readdirSync(join(folder, "queue", queue), { recursive: true }).map(String));
}

async function listening(port: number): Promise<void> {
  const limit = AbortSignal.timeout(10_000);
  for (;;) {
    const socket = connect(port, "127.0.0.1");
    const opened = await once(socket, "connect").then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (opened) return;
    await sleep(50, undefined, { signal: limit });
  }
}

/** Its daemons leave when they see that it has gone. */
async function stop(master: ChildProcess, folder: string): Promise<void> {
  if (master.exitCode === null && master.signalCode === null) {
    master.kill("SIGTERM");
    await once(master, "close");
  }
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
}

function idOf(which: "-u" | "-g"): number {
  return Number(run("id", [which, "postfix"]));
}

function run(program: string, words: readonly string[], input = ""): string {
  const { status, stdout, stderr } = spawnSync(program, words, { env: SBIN, input, encoding: "utf8" });
  if (status !== 0) throw new Error(`${program}: ${stderr}`);
  return stdout;
}
