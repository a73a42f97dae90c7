import { MOST_ADDRESSES } from "../../approvals/rules.ts";
import { addressesIn } from "../../bounces/read/address.ts";
import type { Config } from "../../config.ts";
import type { ItemKey, RemovalOrigin } from "../../ports/removals.ts";
import type { RequestedAnswer } from "../answer.ts";
import { type Command, type Context, UsageMistake } from "../command.ts";
import { regionsOf } from "../regions-of.ts";
import type { SubCommand } from "./sub-command.ts";

/** SES answers about one address a second and region; a hundred take two minutes. */
const LIMIT = 300_000;
const LONGEST_WHY = 1_000;
/** So many take longer than anybody waits without a word. */
const WORTH_SAYING = 5;

export const request: SubCommand = {
  name: "request",
  usage: "request <address>… [--region R]… [--why TEXT]",
  details: [
    "request: asks for addresses to be taken off the lists, in all regions or in those named; up to 100 addresses are one request. It is decided by buttons in the approval channel, and whoever asks cannot approve it. In a terminal --as U… says who asks; the running bot posts it.",
  ],
  options: { region: { type: "string", multiple: true }, why: { type: "string" }, as: { type: "string" } },
  run: async ({ positionals, values }, context, command) => {
    const addresses = addressesOf(positionals, command);
    const regions = regionsOf(command, values.region, context.config.regions);
    const asker = askerOf(values.as, context, command);
    const wish = { ...asker, why: whyOf(values.why, command), addresses, regions };
    return requestRemoval(wish, context, command);
  },
};

export type RemovalWish = {
  id: string;
  by: string;
  origin: RemovalOrigin | null;
  why: string;
  addresses: readonly string[];
  regions: readonly string[];
};

/** Asks for a removal. Throws UsageMistake where no approval channel is configured, and StoreTrouble. */
export async function requestRemoval(
  { addresses, regions, ...wish }: RemovalWish,
  { config, deps, openStore, onLooking }: Context,
  command: Command | null = null,
): Promise<RequestedAnswer> {
  const { channel, approvers } = requireOffice(config, command);
  if (addresses.length >= WORTH_SAYING) onLooking?.(addresses.length);
  const keys = addresses.flatMap((address) => regions.map((region): ItemKey => ({ address, region })));
  const store = await openStore();
  try {
    const { ask } = await import("../../removals/ask.ts");
    const asked = await ask(
      { ...wish, keys },
      { store, ses: deps.ses, signal: AbortSignal.timeout(LIMIT), rules: approvers, channel, now: deps.now },
    );
    return { kind: "requested", asked, channel };
  } finally {
    await store.close();
  }
}

/** Where and by whom removals are decided. Throws UsageMistake where configuration does not say. */
export function requireOffice(
  { channels, approvers }: Config,
  command: Command | null = null,
): { channel: string; approvers: Config["approvers"] } {
  if (channels.approvals === null) {
    throw new UsageMistake(
      "There is no approval channel, where removals are decided. Whoever runs maildiag sets MAILDIAG_APPROVAL_CHANNEL to a channel's id, and MAILDIAG_APPROVERS.",
      command,
    );
  }
  if (approvers.users.length + approvers.groups.length === 0) {
    throw new UsageMistake(
      "Nobody may approve removals. Whoever runs maildiag sets MAILDIAG_APPROVERS to user ids (U…) and user groups (S…).",
      command,
    );
  }
  return { channel: channels.approvals, approvers };
}

/** Addresses as people paste them: with commas, brackets, `mailto:`; each once, whatever its case. Throws UsageMistake for what is none. */
export function addressesOf(words: readonly string[], command: Command | null): readonly string[] {
  const pieces = words.flatMap((word) => word.split(/[\s,;]+/)).filter((piece) => piece !== "");
  const addresses = pieces.map((piece) => {
    const bare = piece.replace(/^<?(?:mailto:)?/i, "").replace(/[>.]+$/, "");
    if (bare.length > 320 || addressesIn(bare, 2)[0] !== bare)
      throw new UsageMistake(`"${piece.slice(0, 100)}" is not an address, such as kim@example.com.`, command);
    const at = bare.lastIndexOf("@");
    return `${bare.slice(0, at)}@${bare.slice(at + 1).toLowerCase()}`;
  });
  const distinct = [...new Map(addresses.map((address) => [address.toLowerCase(), address])).values()];
  if (distinct.length === 0) throw new UsageMistake("Whose removal? For example kim@example.com.", command);
  if (distinct.length > MOST_ADDRESSES)
    throw new UsageMistake(`That are ${distinct.length} addresses; one request takes ${MOST_ADDRESSES}.`, command);
  return distinct;
}

function whyOf(value: unknown, command: Command): string {
  const why = typeof value === "string" ? value.trim() : "";
  if (why.length > LONGEST_WHY) throw new UsageMistake(`--why takes at most ${LONGEST_WHY} characters.`, command);
  return why;
}

/** In Slack whoever typed it, and nobody else; in a terminal whom `--as` names. */
function askerOf(as: unknown, { asker }: Context, command: Command): Pick<RemovalWish, "id" | "by" | "origin"> {
  const id = crypto.randomUUID();
  if (asker) {
    if (as !== undefined) throw new UsageMistake("--as is for a terminal: here it is you who asks.", command);
    return { id, by: asker.user, origin: asker.origin };
  }
  if (typeof as !== "string")
    throw new UsageMistake("Say who asks: --as U…, their Slack user id. They may not approve it then.", command);
  if (!/^[UW][A-Z0-9]{2,30}$/.test(as))
    throw new UsageMistake(`--as takes a Slack user id such as U0123ABC, not "${as.slice(0, 50)}".`, command);
  return { id, by: as, origin: null };
}
