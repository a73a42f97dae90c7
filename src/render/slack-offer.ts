import { buttons } from "./slack-elements.ts";
import type { Unit } from "./slack-pack.ts";

/** The button that asks for what an answer shows on the suppression lists; nothing without an offer. */
export function offerUnits(offer: string | null): readonly Unit[] {
  return offer === null ? [] : [{ heading: null, blocks: [buttons(offer, "request_removal")], aloud: "" }];
}
