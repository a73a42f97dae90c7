import type { Relay } from "../ports/relay.ts";
import { Secret } from "../secret.ts";
import { type RunningSmtp, startSmtp } from "./smtp/start-smtp.ts";
import type { World, WorldRelay } from "./world.ts";

const DAY = 86_400_000;

/** A world's relays as configuration would have them. */
export function relaysOf({ config }: Pick<World, "config">): readonly Relay[] {
  return (config.relays ?? []).map(relayOf);
}

function relayOf({ name, description, username, from, region, port, password, maxKeyAgeDays }: WorldRelay): Relay {
  const address = from.includes("@") ? from : null;
  return {
    name,
    description: description ?? null,
    username,
    from: { address, domain: from.slice(from.lastIndexOf("@") + 1), typed: from },
    host: `email-smtp.${region}.amazonaws.com`,
    port: port ?? 587,
    region,
    password: password === undefined ? null : new Secret(password),
    maxKeyAge: (maxKeyAgeDays ?? 90) * DAY,
  };
}

/** SES's SMTP endpoints in every region of a world. */
export function startSmtpOf(world: World): Promise<RunningSmtp> {
  const regions = new Set([...world.config.regions, ...(world.config.relays ?? []).map(({ region }) => region)]);
  return startSmtp(world, [...regions]);
}

/** The endpoints keep their names, and are found on loopback; their certificates are checked as ever. */
export function smtpOptionsFor({ ca, placeOf }: RunningSmtp) {
  return {
    extraCa: [ca],
    placeOf: (endpoint: { host: string; port: number }) => {
      const region = /^email-smtp\.([a-z0-9-]{1,30})\.amazonaws\.com$/.exec(endpoint.host)?.[1];
      return region === undefined ? endpoint : placeOf(region, endpoint.port);
    },
  };
}
