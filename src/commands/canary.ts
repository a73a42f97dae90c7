import { simulated } from "./canary/simulated.ts";
import { toAddress } from "./canary/to-address.ts";
import { type Command, UsageMistake } from "./command.ts";

export const canary: Command = {
  name: "canary",
  usage: "canary [--to ADDRESS [--region R] [--why TEXT]] [--wait SECONDS]",
  summary: "Sends to SES's mailbox simulator, or one test mail to an address, and follows it",
  details: [
    "Off until the configuration has canary: { from: ADDRESS }. In every region of canary.regions, or of regions, it sends one mail to each of the simulator's addresses (success, bounce, complaint, suppressionlist), then waits for their events for --wait seconds (90): which link is missing? In a terminal only. While it waits it takes events off the queue into the store, as the bot does.",
    "--to asks for one test mail to the address with the trouble, from --region or the first of the canary's. An approver has to approve it in the approval channel; it is sent once, and followed in the thread. In a terminal --as U… says who asks; the running bot posts it.",
    "Exit status: 0 every link holds, or asked; 1 one is missing, or not asked, 2 wrong input or configuration, 3 something could not be determined.",
  ],
  where: "everywhere",
  options: {
    wait: { type: "string" },
    to: { type: "string", multiple: true },
    region: { type: "string" },
    why: { type: "string" },
    as: { type: "string" },
  },
  run: async (words, context) => {
    const { positionals, values } = words;
    if (values.to !== undefined) {
      if (values.wait !== undefined) throw new UsageMistake("--wait is for the simulator, not for --to.", canary);
      return toAddress(words, context, canary);
    }
    if (positionals.length > 0) throw new UsageMistake("canary takes an address behind --to only.", canary);
    const stray = ["region", "why", "as"].find((option) => values[option] !== undefined);
    if (stray) throw new UsageMistake(`--${stray} goes with --to.`, canary);
    if (context.asker)
      throw new UsageMistake("Here canary takes --to ADDRESS. To SES's simulator it is sent in a terminal.", canary);
    return simulated(words, context, canary);
  },
};
