/** A rule of biome.json: files (path → text) that break exactly that rule once each, and siblings that break none. */
export type RuleCase = {
  rule: string;
  sentence: string;
  offence: Readonly<Record<string, string>>;
  allowed: Readonly<Record<string, string>>;
};

const PROMISE = "async function ask(): Promise<number> {\n  return 1;\n}\n";
const HOP = 'type Hop = "relay" | "gateway";\n';

export const RULES: readonly RuleCase[] = [
  {
    rule: "style/noRestrictedImports",
    sentence: "a type, a re-export and a deferred import count like any import",
    offence: {
      "src/diagnosis/checks/type.ts": 'import type { Ses } from "../../aws/ses.ts";\nexport type Mine = Ses;\n',
      "src/diagnosis/checks/again.ts": 'export { ses } from "../../aws/ses.ts";\n',
      "src/diagnosis/checks/later.ts": 'export const later = () => import("../../aws/ses.ts");\n',
      "src/diagnosis/checks/detour.ts": 'export { ses } from "../checks/../../aws/ses.ts";\n',
    },
    allowed: { "src/diagnosis/checks/port.ts": 'export type { Ses } from "../../ports/ses.ts";\n' },
  },
  {
    rule: "suspicious/noImportCycles",
    sentence: "no two files import each other, types included",
    offence: {
      "src/ports/hen.ts": 'import type { Egg } from "./egg.ts";\nexport type Hen = Egg | null;\n',
      "src/ports/egg.ts": 'import type { Hen } from "./hen.ts";\nexport type Egg = Hen | null;\n',
    },
    allowed: { "src/ports/farmer.ts": 'import type { Hen } from "./hen.ts";\nexport type Farmer = { hen: Hen };\n' },
  },
  {
    rule: "style/noProcessEnv",
    sentence: "the environment is config.ts's alone",
    offence: { "src/dns/environment.ts": "export const home = process.env.HOME;\n" },
    allowed: { "test/environment.test.ts": "export const home = process.env.HOME;\n" },
  },
  {
    rule: "style/noDefaultExport",
    sentence: "exports have names, but for a tool's configuration",
    offence: { "src/dns/default.ts": "export default 1;\n" },
    allowed: { "test/tool.config.ts": "export default 1;\n", "src/dns/named.ts": "export const one = 1;\n" },
  },
  {
    rule: "style/noEnum",
    sentence: "Node cannot strip an enum",
    offence: { "src/ports/enum.ts": "export enum Hop {\n  Relay = 0,\n}\n" },
    allowed: { "src/ports/union.ts": 'export type Hop = "relay";\n' },
  },
  {
    rule: "suspicious/noExplicitAny",
    sentence: "what comes from outside is unknown",
    offence: { "src/ports/any.ts": "export type Answer = any;\n" },
    allowed: { "src/ports/unknown.ts": "export type Answer = unknown;\n" },
  },
  {
    rule: "style/useImportType",
    sentence: "a type is imported as one, or Node looks for a value",
    offence: { "src/ports/value.ts": 'import { Answer } from "./unknown.ts";\nexport type Mine = Answer;\n' },
    allowed: { "src/ports/as-type.ts": 'import type { Answer } from "./unknown.ts";\nexport type Mine = Answer;\n' },
  },
  {
    rule: "correctness/useImportExtensions",
    sentence: "Node resolves no missing ending",
    offence: { "src/ports/ending.ts": 'export type { Answer } from "./unknown";\n' },
    allowed: { "src/ports/with-ending.ts": 'export type { Answer } from "./unknown.ts";\n' },
  },
  {
    rule: "style/useNodejsImportProtocol",
    sentence: "a built-in says that it is one",
    offence: { "test/built-in.test.ts": 'export { join } from "path";\n' },
    allowed: { "test/with-protocol.test.ts": 'export { join } from "node:path";\n' },
  },
  {
    rule: "nursery/noFloatingPromises",
    sentence: "nothing goes on unwatched",
    offence: { "src/dns/floating.ts": `${PROMISE}export function run(): void {\n  ask();\n}\n` },
    allowed: { "src/dns/awaited.ts": `${PROMISE}export async function run(): Promise<void> {\n  await ask();\n}\n` },
  },
  {
    rule: "nursery/noMisusedPromises",
    sentence: "a promise is no condition",
    offence: { "src/dns/condition.ts": `${PROMISE}export function run(): number {\n  return ask() ? 1 : 2;\n}\n` },
    allowed: {
      "src/dns/awaited-condition.ts": `${PROMISE}export async function run(): Promise<number> {\n  return (await ask()) ? 1 : 2;\n}\n`,
    },
  },
  {
    rule: "nursery/useExhaustiveSwitchCases",
    sentence: "a switch answers for every member of a union",
    offence: {
      "src/ports/partial.ts": `${HOP}export function n(hop: Hop): number {\n  switch (hop) {\n    case "relay":\n      return 1;\n  }\n  return 0;\n}\n`,
    },
    allowed: {
      "src/ports/whole.ts": `${HOP}export function n(hop: Hop): number {\n  switch (hop) {\n    case "relay":\n      return 1;\n    case "gateway":\n      return 2;\n  }\n}\n`,
    },
  },
];
