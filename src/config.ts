import { resolve } from "node:path";
import { ConfigError, type Fault, shown, slipOf } from "./config/fault.ts";
import { type Environment, type Layers, layersOf } from "./config/layers.ts";
import { type ForProcess, forProcessOf } from "./config/process-environment.ts";
import { readText } from "./config/read-text.ts";
import { type Relay, readPasswords, relaysOf } from "./config/relay.ts";
import { type Settings, settingsOf } from "./config/settings.ts";
import { readVariables, VARIABLES } from "./config/variables.ts";
import { readYamlFile } from "./config/yaml-file.ts";
import { Secret } from "./secret.ts";

export { ConfigError } from "./config/fault.ts";
export type { Relay } from "./config/relay.ts";
export { regionInHost, smtpHostOf } from "./config/relay-region.ts";
export type { ScheduleName } from "./config/settings.ts";

/** Everything that can be set, with its defaults; null is unset. Frozen. */
export type Config = Settings & {
  relays: readonly Relay[];
  /** What libraries read in the process's environment by themselves; for `applyToProcess`. */
  forProcess: ForProcess;
  /** PEM. Node reads NODE_EXTRA_CA_CERTS when it starts; these come from `.env`, after that. */
  lateCaCertificates: readonly string[];
  /** What is odd but not wrong, a line each, for the log. */
  warnings: readonly string[];
};

/**
 * Reads the whole configuration: the environment over `.env` in the working directory over the YAML file. Throws
 * ConfigError with every fault at once, used or not.
 */
export function loadConfig({
  env = process.env,
  cwd = process.cwd(),
}: {
  env?: Environment;
  cwd?: string;
} = {}): Config {
  const faults: Fault[] = [];
  const layers = layersOf(env, cwd, faults);
  // First of all, so that secrets are known, and masked, before a fault is written.
  const forProcess = forProcessOf(layers, cwd);
  const lateCaCertificates = certificatesOf(layers, cwd, faults);
  const values = readVariables(layers, faults);
  // Asked for by itself: it decides which file is read even where other variables are wrong.
  const file = readYamlFile(layers.find("MAILDIAG_CONFIG"), cwd, faults);
  const passwords = readPasswords(file.content, layers, cwd, faults);
  if (faults.length > 0) throw new ConfigError(unique(faults));
  const relays = relaysOf(file.values?.relays ?? [], passwords);
  return frozen({
    ...settingsOf(values, file.values),
    relays,
    forProcess,
    lateCaCertificates,
    warnings: warningsOf(layers),
  });
}

/** Gives the process's environment what libraries read there by themselves; main calls it once, before any of them. */
export function applyToProcess(config: Config, environment: NodeJS.ProcessEnv = process.env): void {
  for (const name of config.forProcess.unset) delete environment[name];
  for (const [name, value] of Object.entries(config.forProcess.set)) {
    environment[name] = value instanceof Secret ? value.reveal() : value;
  }
  if (config.lateCaCertificates.length === 0) return;
  // Loaded where it is needed: few commands speak TLS before they have answered.
  const { getCACertificates, setDefaultCACertificates } = process.getBuiltinModule("node:tls");
  setDefaultCACertificates([...getCACertificates("default"), ...config.lateCaCertificates]);
}

/** NO_COLOR (no-color.org): set and not empty, whatever to. Known before the configuration is, for usage and faults. */
export function noColor(env: Environment = process.env): boolean {
  return (env.NO_COLOR ?? "") !== "";
}

/** Where real mails and replies to measure with lie (MAILDIAG_CORPUS): for benches only, no command reads it. */
export function corpusFolder(env: Environment = process.env): string | null {
  return env.MAILDIAG_CORPUS || null;
}

/** The PostgreSQL of the tests (MAILDIAG_TEST_POSTGRES), for long runs of them; no command reads it. */
export function testServer(env: Environment = process.env): { MAILDIAG_TEST_POSTGRES?: string } {
  const url = env.MAILDIAG_TEST_POSTGRES;
  return url ? { MAILDIAG_TEST_POSTGRES: url } : {};
}

const LARGEST_BUNDLE = 4 * 1024 * 1024;

/** A file that cannot be read is a fault wherever it is named: Node only warns of it. */
function certificatesOf(layers: Layers, cwd: string, faults: Fault[]): readonly string[] {
  const name = "NODE_EXTRA_CA_CERTS";
  const found = layers.find(name);
  if (!found) return [];
  const file = readText(resolve(cwd, found.text), LARGEST_BUNDLE);
  const text = "text" in file ? file.text : "";
  const certificates = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  if (
    certificates.length === 0 ||
    !certificates.every(hasFormOfDer) ||
    !certificates.slice(0, 10).every(isCertificate)
  ) {
    const problem = "problem" in file ? file.problem : "it has none, or one that is broken";
    const allowed = `a file of PEM certificates: ${problem}`;
    faults.push({ name, holds: shown(found.text), allowed, where: found.where });
    return [];
  }
  return found.where === ".env" ? certificates : [];
}

/** X.690 §8.1: a SEQUENCE, as long as it says. A system's bundle has 150, and parsing each would take 20 ms of every command. */
function hasFormOfDer(pem: string): boolean {
  const der = Buffer.from(pem.replace(/-----[A-Z ]+-----/g, ""), "base64");
  return der[0] === 0x30 && der[1] === 0x82 && der.length === 4 + der.readUInt16BE(2);
}

function isCertificate(pem: string): boolean {
  const { X509Certificate } = process.getBuiltinModule("node:crypto");
  try {
    return new X509Certificate(pem).raw.length > 0;
  } catch {
    return false;
  }
}

/** A secret's file may have been asked for twice. */
function unique(faults: readonly Fault[]): readonly Fault[] {
  return [...new Map(faults.map((fault) => [JSON.stringify(fault), fault])).values()];
}

/** A slip in a variable's name would otherwise go unseen. */
function warningsOf(layers: Layers): readonly string[] {
  const known = Object.keys(VARIABLES);
  const ours = layers.names.filter(
    (name) => /^(?:MAILDIAG|SLACK)_[A-Z_]{1,40}$/.test(name) && !known.includes(name.replace(/_FILE$/, "")),
  );
  return ours.flatMap((name) => {
    const meant = slipOf(name, known);
    return meant ? [`The variable ${name} is not known; ${meant} is.`] : [];
  });
}

function frozen<T>(value: T): T {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const inner of Object.values(value)) frozen(inner);
  return value;
}
