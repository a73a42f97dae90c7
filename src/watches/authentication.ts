import { changesAt, remember } from "../alerts/remembered.ts";
import { CHECKS } from "../diagnosis/checks/index.ts";
import { diagnose } from "../diagnosis/diagnose.ts";
import { listening } from "./listening.ts";
import type { Watch } from "./watch.ts";

/** What says whether a receiver will believe the domain's mail, whether SES sends it in its name and tells what became of it. */
const LOOKS = ["identity", "regions", "events", "name-servers", "mail-from", "dkim", "dmarc", "spf", "mx"];

/** Every configured domain: its records, the name servers that serve them, and its identity at SES in every region. */
export const authentication: Watch = {
  kind: "authentication",
  targets: ({ domains }) => domains.map(({ domain }) => domain),
  // SES answers about one identity a second and region.
  limitMs: (domains) => 60_000 + 2_000 * domains,
  look: async (target, { context, questions, now, remembered }) => {
    const { config, onBug } = context;
    const { typed } = config.domains.find(({ domain }) => domain === target) ?? { typed: target };
    const about = { domain: target, typed, regions: config.regions, relays: [] };
    const { questions: asked, answers, heard } = listening(questions, target);
    const checks = CHECKS.filter(({ name }) => LOOKS.includes(name));
    const { results } = await diagnose(about, checks, asked, {
      accept: config.accept,
      onBug: (_, bug) => onBug(bug),
    });
    const known = remember(remembered, answers(), now);
    return {
      target,
      regions: about.regions,
      results,
      changesAt: (name) => changesAt(name, known, heard()),
      remembered: known,
    };
  },
};
