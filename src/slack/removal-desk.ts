import type { ClickKind } from "../approvals/click.ts";
import { requireOffice } from "../commands/office.ts";
import { addressesOf, requestRemoval } from "../commands/suppressions/request.ts";
import type { Store } from "../ports/store.ts";
import { press } from "../removals/clicks.ts";
import type { Removing } from "../removals/removing.ts";
import { watchRemovals } from "../removals/watch.ts";
import { slackAnswer, slackClicked, slackLooking, slackOfferGone, slackRemovalModal } from "../render/slack.ts";
import type { Asker } from "./asker.ts";
import type { BotParts } from "./bot-parts.ts";

/** What people do with removals by buttons. Whoever clicked is answered, whatever came of it. */
export type RemovalDesk = {
  click: (asker: Asker, kind: ClickKind, id: string, messageTs: string | null) => Promise<void>;
  /** With a trigger a modal can be opened, for three seconds. */
  openModal: (asker: Asker, offerId: string, triggerId: string) => Promise<void>;
  /** Keeps that somebody asks by that modal, until the end; where it never comes, the next instance tells them. Never throws. */
  begin: (asker: Asker, viewId: string) => Promise<void>;
  end: (viewId: string) => Promise<void>;
  request: (asker: Asker, filled: Filled) => Promise<void>;
  /** One round over the requests. Never throws. */
  round: () => Promise<void>;
};

/** `text` null: the modal did not show the addresses, and those of the offer are meant. */
export type Filled = { viewId: string; offerId: string; text: string | null; regions: readonly string[]; why: string };

/** What stands among the reports while a request is looked at: no command, so that no button runs it again. */
export const REQUEST_BEGUN = "suppressions request (by a form)";

function wishId(viewId: string): string {
  return `v.${viewId}`;
}

/** As in the listeners' `isNew`: an id of another form is nobody's. */
const ID = /^[\w:.-]{1,60}$/;

export function createRemovalDesk(
  parts: BotParts,
  { store, removing, onTold }: { store: Store; removing: Removing; onTold: () => void },
): RemovalDesk {
  const { context, access, privately, calls, log, records, identity, instance } = parts;
  const { approvers, channels, auditKeep } = context.config;
  const { removals, outbox } = store;
  let before: Date | null = null;
  const { now } = context.deps;

  return {
    async click(asker, kind, id, messageTs) {
      const { user, channel } = asker;
      const message = channel && messageTs ? { channel, ts: messageTs } : null;
      const deps = { removals, rules: approvers, rightOf: access.approval, allowed: channels.allowed, now };
      const clicked = ID.test(id) ? await press({ id, kind, by: user, message }, deps) : ({ kind: "unknown" } as const);
      log.info({ removal: id, click: kind, by: user, came: clicked.kind }, "a click on a removal");
      if (clicked.kind === "taken" && kind !== "deny") removing.soon();
      onTold();
      await privately(asker, [slackClicked(clicked)]);
    },

    async openModal(asker, offerId, triggerId) {
      requireOffice(context.config);
      const offer = ID.test(offerId) ? await removals.offered(offerId) : null;
      if (!offer) {
        await privately(asker, [slackOfferGone()]);
        return;
      }
      const addresses = [...new Set(offer.entries.map(({ address }) => address))];
      const regions = [...new Set(offer.entries.flatMap((entry) => entry.regions))];
      const place = `${offerId} ${asker.channel ?? ""} ${asker.threadTs ?? ""}`;
      const view = slackRemovalModal({ place, addresses, regions });
      await calls.once("views.open", () => calls.client.views.open({ trigger_id: triggerId, view }));
    },

    begin: ({ user, team, channel, threadTs }, viewId) =>
      records.open({
        id: wishId(viewId),
        command: REQUEST_BEGUN,
        team: team ?? identity.teamId,
        channel: channel ?? user,
        ts: null,
        threadTs,
        askedBy: user,
        instance,
        at: now(),
      }),

    end: (viewId) => records.settle(wishId(viewId), { state: "done", document: null, at: now() }),

    async request(asker, { viewId, offerId, text, regions, why }) {
      const offer = text === null && ID.test(offerId) ? await removals.offered(offerId) : null;
      const words = text === null ? (offer?.entries ?? []).map(({ address }) => address) : [text];
      const { user, channel, threadTs } = asker;
      const wish = {
        id: wishId(viewId),
        by: user,
        origin: channel === null ? null : { channel, threadTs },
        why,
        addresses: addressesOf(words, null),
        regions,
      };
      const onLooking = (addresses: number) => void privately(asker, [slackLooking(addresses)]);
      const answer = await requestRemoval(wish, { ...context, onLooking });
      onTold();
      await privately(asker, slackAnswer(answer));
    },

    async round() {
      try {
        removing.soon();
        const at = now();
        const given = { removals, outbox, allowed: channels.allowed, now: () => at, keepMs: auditKeep, before };
        if (await watchRemovals(given)) onTold();
        before = at;
      } catch (error) {
        log.error({ err: error }, "the store does not work");
      }
    },
  };
}
