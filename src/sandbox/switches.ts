import { changeKeys } from "./keys.ts";
import type { Switch } from "./page/world-panel.ts";
import type { RunningWorld } from "./running.ts";
import { mailThroughRelay } from "./smtp/mail-through-relay.ts";
import type { AwsFault, WorldRelay, Zone } from "./world.ts";

/** A switch that knows how to turn. */
export type Turn = { id: string; label: string; isOn: (() => boolean) | null; turn: () => void | Promise<void> };

/** Configuration as people mend it: which credentials the relays hold. */
export type RelayDesk = { relays: () => readonly WorldRelay[]; set: (relays: readonly WorldRelay[]) => void };

const NEW_ADDRESSES = 40;

/** What can be broken and mended in this world, each made of what is in it. */
export function switchesOf(running: RunningWorld, desk: RelayDesk): readonly Turn[] {
  const { world } = running;
  return [
    ...(world.config.relays ?? []).flatMap((relay) => relaySwitches(running, desk, relay)),
    ...mailFromSwitch(running),
    nameServerSwitch(running),
    ...["iam:GetAccessKeyLastUsed", "ses:ListSuppressedDestinations"].map((action) => denySwitch(running, action)),
    ...world.config.regions.slice(-1).map((region) => suppressionsSwitch(running, region)),
    {
      id: "drop-socket",
      label: "Drop maildiag's sockets to Slack",
      isOn: null,
      turn: () => running.slack.sockets.drop(),
    },
  ];
}

/** As the page shows them. */
export function shownSwitches(turns: readonly Turn[]): readonly Switch[] {
  return turns.map(({ id, label, isOn }) => ({ id, label, isOn: isOn ? isOn() : null }));
}

function relaySwitches(running: RunningWorld, desk: RelayDesk, relay: WorldRelay): readonly Turn[] {
  const { name } = relay;
  const current = () => desk.relays().find((each) => each.name === name) ?? relay;
  const isInactive = () =>
    Object.values(running.aws.world.iam?.users ?? {})
      .flatMap(({ keys }) => keys)
      .find(({ id }) => id === current().username)?.status === "Inactive";
  return [
    {
      id: `key-${name}`,
      label: `Deactivate the key that ${name} uses`,
      isOn: isInactive,
      turn: () => setKey(running, current().username, isInactive() ? "Active" : "Inactive"),
    },
    {
      id: `repair-${name}`,
      label: `Make a new key for ${name}, and give it to Gmail and to maildiag's configuration`,
      isOn: null,
      turn: () => {
        const fresh = rotate(running, current().username);
        desk.set(desk.relays().map((each) => (each.name === name ? { ...each, username: fresh } : each)));
      },
    },
    {
      id: `mail-${name}`,
      label: `Send a mail through ${name}`,
      isOn: null,
      turn: () => mailThroughRelay(running, current()),
    },
  ];
}

/** As the repair's steps say: the dead key goes, a new one comes. Tells its id. */
function rotate(running: RunningWorld, old: string): string {
  const id = `AKIAFRESH${running.clock.now().getTime().toString(36).toUpperCase().padStart(11, "0")}`;
  const created = running.clock.now().toISOString();
  changeKeys(running, (keys) =>
    keys.some((key) => key.id === old) ? [...keys.filter((key) => key.id !== old), { id, created }] : keys,
  );
  return id;
}

function setKey(running: RunningWorld, id: string, status: "Active" | "Inactive"): void {
  changeKeys(running, (keys) => keys.map((key) => (key.id === id ? { ...key, status } : key)));
}

function mailFromSwitch({ world, dns }: RunningWorld): readonly Turn[] {
  const [domain = ""] = world.config.domains;
  const identities = Object.values(world.ses).map(({ identities }) => identities?.[domain]?.MailFromAttributes);
  const mailFrom = identities.find((each) => each?.MailFromDomain)?.MailFromDomain;
  const label = mailFrom?.endsWith(`.${domain}`) ? mailFrom.slice(0, -domain.length - 1) : null;
  if (!label) return [];
  const isMx = (line: string) => new RegExp(`^\\s*${label.replaceAll(/[^\w]/g, "\\$&")}\\s+MX\\s`, "i").test(line);
  const zoneOf = (zones: readonly Zone[]) => zones.find(({ origin }) => origin === domain);
  const original = zoneOf(world.zones)?.records.split("\n").filter(isMx) ?? [];
  if (original.length === 0) return [];
  const isGone = () => !zoneOf(dns.world().zones)?.records.split("\n").some(isMx);
  return [
    {
      id: "mail-from-mx",
      label: `Remove the MX of ${mailFrom}`,
      isOn: isGone,
      turn: async () => {
        const back = isGone();
        const zones = dns.world().zones.map((zone) => {
          if (zone.origin !== domain) return zone;
          const rest = zone.records.split("\n").filter((line) => !isMx(line));
          return { ...zone, records: [...rest, ...(back ? original : [])].join("\n") };
        });
        await dns.setWorld({ ...dns.world(), zones });
      },
    },
  ];
}

function nameServerSwitch({ world, dns }: RunningWorld): Turn {
  const [domain = ""] = world.config.domains;
  const server = world.zones.find(({ origin }) => origin === domain)?.servers.at(-1) ?? "";
  const isSilent = () =>
    dns.world().dnsFaults?.some((each) => each.server === server && each.then === "timeout") === true;
  return {
    id: "name-server",
    label: `Make the name server ${server} time out`,
    isOn: isSilent,
    turn: async () => {
      const others = (dns.world().dnsFaults ?? []).filter((each) => each.server !== server || each.then !== "timeout");
      const dnsFaults = isSilent() ? others : [...others, { server, then: "timeout" as const }];
      await dns.setWorld({ ...dns.world(), dnsFaults });
    },
  };
}

function denySwitch({ aws }: RunningWorld, action: string): Turn {
  const isFault = (fault: AwsFault) => fault.action === action && fault.then === "deny";
  const isDenied = () => aws.world.awsFaults?.some(isFault) === true;
  return {
    id: `deny-${action.replace(":", ".")}`,
    label: `Deny ${action}`,
    isOn: isDenied,
    turn: () => {
      const others = (aws.world.awsFaults ?? []).filter((each) => !isFault(each));
      aws.world.awsFaults = isDenied() ? others : [{ action, then: "deny" }, ...others];
    },
  };
}

function suppressionsSwitch({ aws, clock }: RunningWorld, region: string): Turn {
  let round = 0;
  return {
    id: "suppress",
    label: `Add ${NEW_ADDRESSES} suppressed addresses in ${region}`,
    isOn: null,
    turn: () => {
      round += 1;
      const at = clock.now().getTime();
      const fresh = Array.from({ length: NEW_ADDRESSES }, (_, index) => ({
        EmailAddress: `guest${round}.${index + 1}@${index % 4 === 0 ? "example.net" : "outlook.com"}`,
        Reason: "BOUNCE" as const,
        LastUpdateTime: new Date(at - index * 45_000).toISOString(),
        MessageId: `0101019aa1c0de${String(round).padStart(2, "0")}-${String(index).padStart(8, "0")}-0000`,
      }));
      const held = aws.world.ses[region] ?? {};
      aws.world.ses = { ...aws.world.ses, [region]: { ...held, suppressed: [...(held.suppressed ?? []), ...fresh] } };
    },
  };
}
