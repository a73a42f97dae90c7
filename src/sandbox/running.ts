import { type RunningAws, startAws } from "./aws/start-aws.ts";
import { type StandInDns, startDns } from "./dns/start-dns.ts";
import { startSmtpOf } from "./relays.ts";
import { SANDBOX_WORKSPACE, type SlackStandIn, startSlack } from "./slack/index.ts";
import type { RunningSmtp } from "./smtp/start-smtp.ts";
import type { World } from "./world.ts";

/** A clock that only goes forward, and can be moved further. */
export type MovedClock = { now: () => Date; pass: (hours: number) => void };

/** A world that runs: every stand-in reads it anew for every question, so that it can be changed under way. */
export type RunningWorld = {
  world: World;
  dns: StandInDns;
  aws: RunningAws;
  smtp: RunningSmtp;
  slack: SlackStandIn;
  clock: MovedClock;
  close: () => Promise<void>;
};

export async function runWorld(world: World): Promise<RunningWorld> {
  const clock = createClock();
  const [dns, aws, smtp, slack] = await Promise.all([
    startDns(world),
    startAws(world),
    startSmtpOf(world),
    startSlack(SANDBOX_WORKSPACE, { now: () => clock.now().getTime() }),
  ]);
  const close = async () => {
    await Promise.all([dns.close(), aws.close(), smtp.close(), slack.close()]);
  };
  return { world, dns, aws, smtp, slack, clock, close };
}

function createClock(): MovedClock {
  let ahead = 0;
  return {
    now: () => new Date(Date.now() + ahead),
    pass: (hours) => {
      ahead += hours * 3_600_000;
    },
  };
}
