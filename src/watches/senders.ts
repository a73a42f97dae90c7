import { SENDER_CHECKS } from "../diagnosis/checks/index.ts";
import { diagnose } from "../diagnosis/diagnose.ts";
import { senderName } from "../diagnosis/sender-facts.ts";
import type { Watch } from "./watch.ts";

/** Every declared function that sends: does it run, do its calls fail, what did SES answer it? */
export const senders: Watch = {
  kind: "senders",
  // A function of one name may stand in several regions.
  targets: (config) => [...new Set(config.senders.map(senderName))],
  // A large log is searched for some six seconds.
  limitMs: (names) => 30_000 + 8_000 * names,
  look: async (target, { context: { config, onBug }, questions }) => {
    const own = config.senders.filter((sender) => senderName(sender) === target);
    const about = { typed: target, regions: [...new Set(own.map(({ region }) => region))], senders: own };
    const { results } = await diagnose(about, SENDER_CHECKS, questions, {
      accept: config.accept,
      onBug: (_, bug) => onBug(bug),
    });
    return { target, regions: about.regions, results, changesAt: () => [] };
  },
};
