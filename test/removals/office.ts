import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ClickKind } from "../../src/approvals/click.ts";
import type { ApprovalRules } from "../../src/approvals/rules.ts";
import { createAws } from "../../src/aws/aws.ts";
import { createSes } from "../../src/aws/ses.ts";
import { createSuppressionWrites } from "../../src/aws/writes/suppression-writes.ts";
import type { Store } from "../../src/ports/store.ts";
import type { SuppressionWrites } from "../../src/ports/suppression-writes.ts";
import { type Asked, ask } from "../../src/removals/ask.ts";
import { type Clicked, press } from "../../src/removals/clicks.ts";
import { createRemoving, type Removing, type RemovingDeps } from "../../src/removals/removing.ts";
import { watchRemovals } from "../../src/removals/watch.ts";
import { type RunningAws, startAws } from "../../src/sandbox/aws/start-aws.ts";
import type { AwsFault } from "../../src/sandbox/world.ts";
import { openStore } from "../../src/store/open-store.ts";
import { QUICK } from "../aws/on-stand-in.ts";

const STRICT: ApprovalRules = { requesterMayApprove: false, complaints: "deny" };
export const HOLD_MS = 40_000;
const APPROVERS = ["U0BEN", "U0CAT"];

/** Who works on removals in one process: it can die at any call to the world, before it or after, and then says no more. */
export type Instance = {
  name: string;
  store: Store;
  removing: Removing;
  press: (id: string, kind: ClickKind, by: string) => Promise<Clicked>;
  ask: (id: string, keys: readonly string[], by?: string) => Promise<Asked>;
  watch: () => Promise<boolean>;
  /** Dies at that call from now; with `after` the call is done, and only its answer is lost. */
  dieAt: (call: number, after: boolean) => void;
  isDead: () => boolean;
  troubles: unknown[];
};

export type Office = {
  aws: RunningAws;
  now: () => Date;
  pass: (ms: number) => void;
  start: (name: string, rules?: ApprovalRules) => Promise<Instance>;
  /** `kim@example.net us-east-1 BOUNCE`, of every entry. */
  listed: () => readonly string[];
  /** Somebody's mail bounces: the entry is written anew. */
  list: (address: string, region: string, reason?: "BOUNCE" | "COMPLAINT") => void;
  /** Deletes that AWS was asked for. */
  deletes: () => readonly string[];
  /** The entries as they stood when their deletes were begun. */
  deletedAs: () => readonly string[];
  close: () => Promise<void>;
};

const START = Date.parse("2026-11-20T12:00:00Z");

/** The real adapters and a real store, on a stand-in AWS. `entries`: `kim@example.net us-east-1`. */
export async function openOffice(entries: readonly string[], place?: Parameters<typeof openStore>[0]): Promise<Office> {
  const folder = mkdtempSync(join(tmpdir(), "maildiag-office-"));
  const aws = await startAws({ ses: {}, awsFaults: [] });
  const caller = createAws({
    ...QUICK,
    endpoint: aws.url,
    http: { connectionTimeoutMs: 3_000, requestTimeoutMs: 250 },
  });
  const stores: Store[] = [];
  const deletedAs: string[] = [];
  let at = START;
  let bounces = 0;

  function list(address: string, region: string, reason: "BOUNCE" | "COMPLAINT" = "BOUNCE"): void {
    bounces += 1;
    const was = aws.world.ses[region];
    const others = (was?.suppressed ?? []).filter(({ EmailAddress }) => EmailAddress !== address);
    const entry = { EmailAddress: address, Reason: reason, LastUpdateTime: new Date(START + bounces).toISOString() };
    aws.world.ses = { ...aws.world.ses, [region]: { ...was, suppressed: [...others, entry] } };
  }

  function listed(): readonly string[] {
    return Object.entries(aws.world.ses).flatMap(([region, { suppressed = [] }]) =>
      suppressed.map(({ EmailAddress, Reason }) => `${EmailAddress} ${region} ${Reason}`),
    );
  }

  async function start(name: string, rules = STRICT): Promise<Instance> {
    const store = await openStore(place ?? { kind: "sqlite", path: join(folder, "office.db") });
    stores.push(store);
    const ses = createSes({ aws: caller });
    const writes = createSuppressionWrites({ aws: caller });
    const watched: SuppressionWrites = {
      ...writes,
      remove: (region, address, signal) => {
        deletedAs.push(...listed().filter((each) => each.startsWith(`${address} ${region} `)));
        return writes.remove(region, address, signal);
      },
    };
    const life: Life = { left: Number.POSITIVE_INFINITY, after: false, isOver: false };
    const mortal = <T extends object>(port: T): T => mortalPort(port, life);
    const removals = mortal(store.removals);
    const troubles: unknown[] = [];
    let before: Date | null = null;
    const now = () => new Date(at);
    const deps: RemovingDeps = {
      removals,
      mirror: mortal(store.suppressions),
      ses: mortal(ses),
      writes: mortal(watched),
      instance: name,
      allowed: [],
      now,
      holdMs: HOLD_MS,
      callMs: 5_000,
      onTrouble: (error) => void troubles.push(error),
      onTold: () => {},
    };
    const rightOf = async (by: string) => (APPROVERS.includes(by) ? ("approver" as const) : ("stranger" as const));
    return {
      name,
      store,
      removing: createRemoving(deps),
      press: (id, kind, by) => press({ id, kind, by, message: null }, { removals, rules, rightOf, allowed: [], now }),
      ask: (id, keys, by = "U0ANA") =>
        ask(
          { id, by, why: "", origin: { channel: "C0OPS", threadTs: null }, keys: keys.map(keyOf) },
          { store, ses, signal: AbortSignal.timeout(9_000), rules, channel: "C0OK", now },
        ),
      watch: async () => {
        const at = now();
        const given = { removals, outbox: store.outbox, allowed: [], now: () => at, keepMs: 400 * 86_400_000, before };
        const isNew = await watchRemovals(given);
        before = at;
        return isNew;
      },
      dieAt: (call, after) => Object.assign(life, { left: call, after }),
      isDead: () => life.isOver,
      troubles,
    };
  }

  for (const each of entries) {
    const { address, region } = keyOf(each);
    list(address, region);
  }
  return {
    aws,
    now: () => new Date(at),
    pass: (ms) => {
      at += ms;
    },
    start,
    list,
    listed,
    deletedAs: () => deletedAs,
    deletes: () =>
      aws.asked.flatMap(({ question }) => {
        const [, region, address] = /^ses:DeleteSuppressedDestination (\S+) (\S+)$/.exec(question) ?? [];
        return address ? [`${address} ${region}`] : [];
      }),
    close: async () => {
      await Promise.all(stores.map((store) => store.close()));
      await aws.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export function keyOf(text: string): { address: string; region: string } {
  const [address = "", region = ""] = text.split(" ");
  return { address, region };
}

export function fault(then: AwsFault["then"], action = "ses:DeleteSuppressedDestination"): AwsFault {
  return { action, then, times: then === "throttle" ? 4 : 1 };
}

const NEVER = new Promise<never>(() => {});

/** `left` calls, and whether the last one is done; a death after a call comes when that call has ended. */
type Life = { left: number; after: boolean; isOver: boolean };

/** The same port, whose calls count down a life; when it is over, nothing is asked and nothing answers. */
function mortalPort<T extends object>(port: T, life: Life): T {
  return new Proxy(port, {
    get(target, name, receiver) {
      const value: unknown = Reflect.get(target, name, receiver);
      if (typeof value !== "function") return value;
      return async (...given: unknown[]) => {
        life.left -= 1;
        if (life.left <= 0 && !life.after) life.isOver = true;
        if (life.left < 0 || life.isOver) return NEVER;
        const isLast = life.left === 0;
        const answer: unknown = await Reflect.apply(value, target, given)
          .catch((error: unknown) => {
            if (isLast || life.isOver) return NEVER;
            throw error;
          })
          .finally(() => {
            life.isOver ||= isLast;
          });
        return isLast || life.isOver ? NEVER : answer;
      };
    },
  });
}
