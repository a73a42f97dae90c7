import type { NewOutboxEntry } from "../../src/ports/outbox.ts";
import { notice } from "./outbox-on.ts";

/** What a sweep at that moment has to tell: in each channel a message, two replies in its thread, and an edit of it. */
export function toTell(now: Date): readonly NewOutboxEntry[] {
  return ["C0OPS", "C0PARTNER", "G0SECRET"].flatMap((channel) => {
    const id = `${channel}-${now.getTime()}`;
    const about = { channel, at: now };
    return [
      notice(id, about),
      notice(`${id}-1`, { ...about, aim: { to: "thread", of: id } }),
      notice(`${id}-2`, { ...about, aim: { to: "thread", of: id } }),
      notice(`${id}-3`, { ...about, aim: { to: "edit", of: id } }),
    ];
  });
}
