import type { AlertTold } from "../alerts/bodies.ts";
import { duration } from "./alert-wording.ts";

/** How it ended, and after how long. */
export function endWords({ since, ended }: Pick<AlertTold, "since" | "ended">): string {
  if (!ended) return "Over.";
  const after = duration(since, ended.at);
  switch (ended.why) {
    case "gone":
      return `Over after ${after}: it was in order in two looks in a row.`;
    case "accepted":
      return `Over after ${after}: the configuration accepts it now. It still is as it was.`;
    case "unwatched":
      return `Over after ${after}: the configuration does not name it any more. Nobody has looked whether it is in order.`;
    case "replaced":
      return `Over after ${after}: what it has become is told by itself.`;
  }
}

/** What is over is not told as if it were so. */
export function leadOf({ state, ended }: Pick<AlertTold, "state" | "ended">): string {
  if (state !== "resolved") return "";
  return ended?.why === "gone" ? "Resolved: " : "Over: ";
}
