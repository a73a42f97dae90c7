import { MOST_ADDRESSES } from "../../approvals/rules.ts";
import { addressesIn } from "../../bounces/read/address.ts";
import type { ItemKey, RemovalOrigin } from "../../ports/removals.ts";
import type { RequestedAnswer } from "../answer.ts";
import { type Command, type Context, UsageMistake } from "../command.ts";
import { askerOf, requireOffice, whyOf } from "../office.ts";
import { regionsOf } from "../regions-of.ts";
import type { SubCommand } from "./sub-command.ts";

/** SES answers about one address a second and region; a hundred take two minutes. */
const LIMIT = 300_000;
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
