import { expect, it } from "vitest";
import { concernsOf, type KeyFacts } from "../../src/credentials/key-standing.ts";

const NOW = new Date("2026-11-21T20:00:00Z");
const RELAY = { region: "us-east-1", maxKeyAge: 90 * 86_400_000 };

/** `created` and `used` are hours ago; `used` null = never. */
type Key = { created: number; used: number | null; region?: string; service?: string; active?: boolean };

function hoursAgo(hours: number): Date {
  return new Date(NOW.getTime() - hours * 3_600_000);
}

function factsOf({ created, used, region = "us-east-1", service = "ses", active = true }: Key): KeyFacts {
  const lastUsed = used === null ? { at: null, service: null, region: null } : { at: hoursAgo(used), service, region };
  return { id: `key of ${created}`, active, created: hoursAgo(created), lastUsed };
}

const DAY = 24;
const MINUTE = 1 / 60;

it.each<{ says: string; key: Key; siblings?: readonly Key[]; concerns: readonly string[] }>([
  { says: "a young key in use is fine", key: { created: 10 * DAY, used: 1 }, concerns: [] },
  { says: "a key of exactly 90 days is not old yet", key: { created: 90 * DAY, used: 1 }, concerns: [] },
  { says: "a minute later it is", key: { created: 90 * DAY + MINUTE, used: 1 }, concerns: ["old"] },
  { says: "a key that was made today need not be used", key: { created: DAY, used: null }, concerns: [] },
  { says: "after a day it has to be", key: { created: DAY + MINUTE, used: null }, concerns: ["unused"] },
  { says: "a use 30 days ago counts", key: { created: 80 * DAY, used: 30 * DAY }, concerns: [] },
  { says: "one before that does not", key: { created: 80 * DAY, used: 30 * DAY + MINUTE }, concerns: ["unused"] },
  {
    says: "a newer key used later has taken its place, which stands for unused",
    key: { created: 80 * DAY, used: 40 * DAY },
    siblings: [{ created: 20 * DAY, used: 1 }],
    concerns: ["superseded"],
  },
  {
    says: "a newer key used less lately has not",
    key: { created: 80 * DAY, used: 1 },
    siblings: [{ created: 20 * DAY, used: 2 }],
    concerns: [],
  },
  {
    says: "an older key has not, however lately it was used",
    key: { created: 20 * DAY, used: 2 * DAY },
    siblings: [{ created: 80 * DAY, used: 1 }],
    concerns: [],
  },
  {
    says: "an inactive one has not",
    key: { created: 80 * DAY, used: 2 },
    siblings: [{ created: 20 * DAY, used: 1, active: false }],
    concerns: [],
  },
  {
    says: "one that was never used has not",
    key: { created: 80 * DAY, used: 2 },
    siblings: [{ created: 20 * DAY, used: null }],
    concerns: [],
  },
  {
    says: "a use by SES in another region",
    key: { created: DAY, used: 1, region: "us-west-2" },
    concerns: ["other-region"],
  },
  {
    says: "a use by another service in another region says nothing",
    key: { created: DAY, used: 1, region: "us-west-2", service: "s3" },
    concerns: [],
  },
  {
    says: "everything at once, each fact once",
    key: { created: 200 * DAY, used: 100 * DAY, region: "eu-west-1" },
    siblings: [{ created: 20 * DAY, used: 1 }],
    concerns: ["old", "superseded", "other-region"],
  },
])("$says", ({ key, siblings = [], concerns }) => {
  expect(concernsOf(factsOf(key), siblings.map(factsOf), RELAY, NOW)).toEqual(concerns);
});
