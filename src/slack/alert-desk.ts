import type { Store } from "../ports/store.ts";
import {
  type AlertAnswer,
  slackAlertAnswer,
  slackLookingAgain,
  slackNotice,
  slackSnoozeModal,
} from "../render/slack.ts";
import { withoutSecretForms } from "../secret-form.ts";
import { limitOf } from "../watches/index.ts";
import { hush, lookAgain, pressable } from "../watches/pressing.ts";
import type { Sweep } from "../watches/watch.ts";
import type { Asker } from "./asker.ts";
import type { BotParts } from "./bot-parts.ts";

/** What people do with alerts by buttons. Whoever clicked is answered, whatever came of it. */
export type AlertDesk = {
  acknowledge: (asker: Asker, value: string) => Promise<void>;
  /** With a trigger a modal can be opened, for three seconds. */
  askSnooze: (asker: Asker, value: string, triggerId: string) => Promise<void>;
  snooze: (asker: Asker, value: string, length: string, why: string) => Promise<void>;
  runAgain: (asker: Asker, value: string) => Promise<void>;
};

export type AlertDeskGiven = {
  store: Store;
  sweep: Sweep;
  /** Something may stand in the outbox. */
  onSaved: () => void;
  workspaceUrl: () => string | null;
};

/** Milliseconds for a look that somebody waits for: no less than its watch takes, or it could only say that it does not know. */
const LOOK_LIMIT = 30_000;
/** Who may have to wait longer is told so first. */
const UNTOLD_MS = 120_000;
const HOUR = 3_600_000;
/** As in the modal; null: until it changes. */
const LENGTHS: Readonly<Record<string, number | null>> = {
  "1h": HOUR,
  "1d": 24 * HOUR,
  "7d": 7 * 24 * HOUR,
  change: null,
};

export function createAlertDesk(parts: BotParts, given: AlertDeskGiven): AlertDesk {
  const { context, privately, calls } = parts;
  const deskGiven = { ...given, context };

  async function answer(asker: Asker, told: AlertAnswer): Promise<void> {
    await privately(asker, [slackAlertAnswer(told)]);
  }

  return {
    async acknowledge(asker, value) {
      const { outcome, alerts } = await hush(
        value,
        { kind: "acknowledge", by: asker.user },
        context.deps.now(),
        deskGiven,
      );
      await answer(asker, { kind: outcome === "done" ? "acknowledged" : outcome, alerts });
    },

    async askSnooze(asker, value, triggerId) {
      const { outcome, alerts } = await pressable(value, given);
      if (outcome !== "done") return answer(asker, { kind: outcome, alerts });
      const view = slackSnoozeModal(`${value} ${asker.channel ?? ""} ${asker.threadTs ?? ""}`);
      await calls.once("views.open", () => calls.client.views.open({ trigger_id: triggerId, view }));
    },

    async snooze(asker, value, length, why) {
      const now = context.deps.now();
      const ms = Object.hasOwn(LENGTHS, length) ? (LENGTHS[length] ?? null) : HOUR;
      const until = ms === null ? null : new Date(now.getTime() + ms);
      const { text, found } = withoutSecretForms(why);
      if (found) await privately(asker, [slackNotice({ kind: "secret" })]);
      const asked = { kind: "snooze", by: asker.user, until, why: text } as const;
      const { outcome, alerts } = await hush(value, asked, now, deskGiven);
      await answer(asker, { kind: outcome === "done" ? "snoozed" : outcome, alerts });
    },

    async runAgain(asker, value) {
      const look: Parameters<typeof lookAgain>[2] = async (kind, asked) => {
        const limitMs = Math.max(LOOK_LIMIT, limitOf(kind, context.config, asked.target));
        if (limitMs > UNTOLD_MS) await privately(asker, [slackLookingAgain(limitMs)]);
        return given.sweep(kind, { ...asked, signal: AbortSignal.timeout(limitMs) });
      };
      const looked = await lookAgain(value, context.deps.now(), look, given);
      const { outcome } = looked;
      await answer(asker, outcome === "done" ? { ...looked, kind: "looked" } : { ...looked, kind: outcome });
    },
  };
}
