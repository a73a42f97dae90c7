import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

/** A certificate whose key exists no more: nothing can be signed or served with it. */
const AUTHORITY = `-----BEGIN CERTIFICATE-----
MIIBmjCCAUGgAwIBAgIUUGaImQFHeTREZaz1vGhSM0u/2qYwCgYIKoZIzj0EAwIw
IjEgMB4GA1UEAwwXbWFpbGRpYWcgdGVzdCBhdXRob3JpdHkwIBcNMjYxMTIyMDAw
MjA0WhgPMjEyNjEwMjkwMDAyMDRaMCIxIDAeBgNVBAMMF21haWxkaWFnIHRlc3Qg
YXV0aG9yaXR5MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAERQax5DnE1VWqp/tP
1gZH5dd1sX4aZ4LaGjug7pQLhJEH0clM6PRHXrDIPgQRv5xmOmWEDDa1KTcYIYr9
/GTad6NTMFEwHQYDVR0OBBYEFDPfvIw28/UNLOBeMq1OMKqe+NgeMB8GA1UdIwQY
MBaAFDPfvIw28/UNLOBeMq1OMKqe+NgeMA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZI
zj0EAwIDRwAwRAIgPKUDont8zUoSWyse0nPD6sOCqLNmbmf3jDorPrblJjwCIHh0
z7OAQc+pv9CLJ7tTp+wyefMFT82aOPDZcICkNM3B
-----END CERTIFICATE-----
`;

let cwd = "";
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), "maildiag-process-"));
  writeFileSync(join(cwd, "authorities.pem"), `comment\n${AUTHORITY}\n${AUTHORITY}`);
  writeFileSync(join(cwd, "broken.pem"), AUTHORITY.replace("MIIB", "AAAA"));
});
afterAll(() => rmSync(cwd, { recursive: true }));

const HERE = new URL("../src/", import.meta.url).href;

/** Runs a script in a process of its own; all that it and its libraries say. */
function run(script: string, env: Record<string, string>, files: Record<string, string>): string {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, name), text);
  const imports = `
    import { applyToProcess, loadConfig } from "${HERE}config.ts";
    import { createLog } from "${HERE}log.ts";
    import { Secret } from "${HERE}secret.ts";`;
  const args = ["--input-type=module", "-e", `${imports}\n${script}`];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd, env, encoding: "utf8" });
  return `${stdout}\n${stderr}`;
}

const SECRETS = {
  SLACK_BOT_TOKEN: "xoxb-grep-bot",
  SLACK_APP_TOKEN: "xapp-grep-app",
  AWS_SECRET_ACCESS_KEY: "grep/aws+secret",
  AWS_SESSION_TOKEN: "grep-aws-session",
  MAILDIAG_DATABASE_URL: "postgres://user:grep%21database@db/name",
  RELAY_PASSWORD: "grep relay password",
};

const RELAY = "relays: [{ name: r, username: u, from: x.org, region: eu-west-1, password: { env: RELAY_PASSWORD } }]\n";

/** Whatever a careless line of code could do with the configuration. */
const CARELESS = `
  import { inspect } from "node:util";
  const config = loadConfig();
  applyToProcess(config);
  console.log(config, JSON.stringify(config), inspect(config, { depth: 9, showHidden: true, customInspect: false }));
  console.error(\`\${config.slack.botToken} \${config.relays[0].password}\`);
  const log = createLog("trace");
  log.info({ config, env: { ...process.env } }, "all of it");
  log.info(Object.values(process.env).join(" "));
  log.error(new Error("connecting to " + config.database.url.reveal() + " with grep!database"));
  log.job("probe", { env: process.env }).log.fatal({ cause: new Error(process.env.AWS_SESSION_TOKEN) }, "%s %j", process.env.AWS_SECRET_ACCESS_KEY, [process.env.AWS_SESSION_TOKEN]);
`;

describe("no secret leaves the process", () => {
  const dotenv = Object.entries(SECRETS).map(([name, value]) => `${name}="${value}"\n`);
  test.each([
    ["from the environment", SECRETS, {}],
    ["from .env", {}, { ".env": dotenv.join("") }],
    [
      "from files",
      Object.fromEntries(Object.keys(SECRETS).map((name) => [`${name}_FILE`, `file-${name}`])),
      Object.fromEntries(Object.entries(SECRETS).map(([name, value]) => [`file-${name}`, `${value}\n`])),
    ],
  ])("when its configuration comes %s", (_, env, files) => {
    const output = run(
      CARELESS,
      { AWS_ACCESS_KEY_ID: "AKIAGREP", ...env },
      { ".env": "", ...files, "maildiag.yaml": RELAY },
    );
    expect(output).toContain("all of it");
    expect(output).toContain("connecting to [secret] with [secret]");
    expect(output.match(/grep[ /+%!-]\w*/g)).toBeNull();
  });

  test("when everything about it is wrong", () => {
    const yaml = `
regions: [grep-secret, "xoxb-grep-list"]
${RELAY.replace("{ env: RELAY_PASSWORD }", "grep-literal")}
passwort: grep-unknown
senders: [{ function: x, region: eu-west-1, password: { file: grep-file } }]
`;
    const env = {
      SLACK_BOT_TOKEN: "grep-bot",
      SLACK_APP_TOKEN: "xoxb-grep-app",
      MAILDIAG_DATABASE_URL: "mysql://grep-user:grep-/@:pa ss@db/name",
      MAILDIAG_EVENTS_QUEUE_URL: "queue://u:grep-queue@host",
      LOG_LEVEL: "xapp-grep-level",
    };
    const script = `try { loadConfig(); } catch (error) { console.error(error.message, error, JSON.stringify(error.faults)); }`;
    const output = run(script, env, { ".env": "", "maildiag.yaml": yaml });
    expect(output.match(/^[A-Z_]+: |^[a-z]+[^\s:]*: holds/gm)?.length).toBeGreaterThan(8);
    // A region that is none is shown: nothing says that it would be a secret.
    expect(output.replaceAll("grep-secret", "").match(/grep-\w*/g)).toBeNull();
  });
});

describe("NODE_EXTRA_CA_CERTS", () => {
  const script = `
    import { getCACertificates } from "node:tls";
    const count = () => getCACertificates("default").filter((pem) => pem.includes("MIIBmjCCAUGgAwIBAgIUUGaImQFHeTREZaz1vGhSM0u")).length;
    const before = count();
    try { applyToProcess(loadConfig()); console.log(before, count(), getCACertificates("default").length > 20); } catch (error) { console.log(error.message); }`;
  const empty = { ".env": "", "maildiag.yaml": "" };

  test("of .env is trusted from then on, beside the others", () => {
    expect(run(script, {}, { ...empty, ".env": "NODE_EXTRA_CA_CERTS=authorities.pem" }).trim()).toBe("0 1 true");
  });

  test("of the environment is Node's own business", () => {
    const path = join(cwd, "authorities.pem");
    expect(run(script, { NODE_EXTRA_CA_CERTS: path }, empty).trim()).toMatch(/^([12]) \1 true$/);
  });

  test("that is broken is a fault, not a warning among others", () => {
    expect(run(script, {}, { ...empty, ".env": "NODE_EXTRA_CA_CERTS=broken.pem" }).trim()).toBe(
      'NODE_EXTRA_CA_CERTS: holds "broken.pem" (.env); allowed: a file of PEM certificates: it has none, or one that is broken',
    );
  });
});
