import type { Logger } from "@slack/bolt";
import { WebClient } from "@slack/web-api";
import { counted } from "../counted.ts";
import type { Metrics } from "../metrics.ts";
import type { Secret } from "../secret.ts";
import { boundedFetch } from "./bounded-fetch.ts";
import { pause, type Timing } from "./timing.ts";
import { SlackRefused, type SlackTrouble, troubleOf } from "./trouble.ts";

/**
 * The options of every Web API client here. No retries of its own: it would post twice what was done but not answered,
 * and on one channel's 429 it would hold up all other calls.
 */
export function clientOptions(apiUrl: string | null, timing: Timing, logger: Logger) {
  return {
    ...(apiUrl && { slackApiUrl: apiUrl }),
    logger,
    fetch: boundedFetch,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: timing.callMs,
  };
}

export function webClient(token: Secret, apiUrl: string | null, timing: Timing, logger: Logger): WebClient {
  return new WebClient(token.reveal(), clientOptions(apiUrl, timing, logger));
}

/** Calls of the Web API that are counted, tried again where that helps, and refused in one shape. */
export type Calls = {
  client: WebClient;
  /** One try. Throws SlackRefused; what is no trouble with Slack goes through. */
  once: <T>(method: string, ask: () => Promise<T>) => Promise<T>;
  /**
   * Tries again after Retry-After and after passing trouble. `before` stands before a try whose forerunner may have been
   * done unseen: what it finds is the answer. Throws SlackRefused.
   */
  call: <T>(method: string, ask: () => Promise<T>, before?: () => Promise<T | null>) => Promise<T>;
};

/** So often in a row Slack may ask to wait. */
const MOST_LIMITED = 60;

export function createCalls(
  client: WebClient,
  timing: Timing,
  metrics: Metrics,
  revoked: (trouble: SlackTrouble) => void,
): Calls {
  async function once<T>(method: string, ask: () => Promise<T>): Promise<T> {
    try {
      return await counted(metrics, "slack", method, (error) => troubleOf(error)?.error ?? "bug", ask);
    } catch (error) {
      const trouble = troubleOf(error);
      if (!trouble) throw error;
      if (trouble.kind === "revoked") revoked(trouble);
      throw new SlackRefused(method, trouble);
    }
  }

  async function call<T>(method: string, ask: () => Promise<T>, before?: () => Promise<T | null>): Promise<T> {
    let limited = 0;
    let failed = 0;
    for (;;) {
      try {
        const found = failed > 0 ? await before?.() : null;
        return found ?? (await once(method, ask));
      } catch (error) {
        if (!(error instanceof SlackRefused)) throw error;
        const { trouble } = error;
        if (trouble.kind === "limited" && limited < MOST_LIMITED) {
          limited += 1;
          await pause(trouble.seconds * timing.secondMs);
        } else if (trouble.kind === "transient" && failed < timing.retryMs.length) {
          failed += 1;
          await pause(timing.retryMs[failed - 1] ?? 0);
        } else throw error;
      }
    }
  }

  return { client, once, call };
}
