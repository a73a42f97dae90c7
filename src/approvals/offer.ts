import { createHash } from "node:crypto";
import type { Offer } from "../ports/removals.ts";

/** An address with the regions where it stands on the list. */
export type Offered = Offer["entries"][number];

/** What a `Request removal` button asks for, kept under its value: the same content has the same id. */
export function offerOf(entries: readonly Offered[], at: Date): Offer {
  const digest = createHash("sha256").update(JSON.stringify(entries).toWellFormed()).digest("hex");
  return { id: `offer.${digest.slice(0, 24)}`, entries, at };
}

/** One entry an address, in the order in which they are met. */
export function offeredOf(listed: readonly { address: string; region: string }[]): readonly Offered[] {
  const byAddress = Map.groupBy(listed, ({ address }) => address);
  return [...byAddress].map(([address, all]) => ({ address, regions: [...new Set(all.map(({ region }) => region))] }));
}
