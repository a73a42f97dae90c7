import { parseDomain } from "../../domain-name.ts";
import type { Chat } from "../../ports/chat.ts";
import { PortTrouble } from "../../ports/trouble.ts";
import type { TestMailAnswer } from "../answer.ts";
import { type Command, type Context, UsageMistake, type Words } from "../command.ts";
import { askerOf, requireOffice, whyOf } from "../office.ts";
import { requireCanary } from "./require-canary.ts";

/** Milliseconds for a look at the suppression list, and at the asker's name. */
const LIMIT = 20_000;

/** Asks for one test mail to an address. Throws UsageMistake where the words or the configuration do not allow it, and StoreTrouble. */
export async function toAddress(
  { positionals, values }: Words,
  context: Context,
  command: Command,
): Promise<TestMailAnswer> {
  const { config, deps, openStore, installation } = context;
  const to = addressOf([values.to ?? [], positionals].flat().map(String), command);
  const canary = requireCanary(config, command);
  const { channel } = requireOffice(config, command, "test mails");
  const region = regionOf(values.region, canary.regions, command);
  const { id, by, origin } = askerOf(values.as, context, command);
  const why = whyOf(values.why, command);
  const { from } = canary;
  const signal = AbortSignal.timeout(LIMIT);
  const [{ ask }, { textOf }, { lookAt }] = await Promise.all([
    import("../../test-mails/ask.ts"),
    import("../../test-mails/text.ts"),
    import("../../removals/look.ts"),
  ]);
  const store = await openStore();
  try {
    const look = { ses: deps.ses, events: store.events, mirror: store.suppressions, signal };
    const [{ listed, unread }, name] = await Promise.all([
      lookAt([{ address: to, region }], look),
      nameOf(by, await installation.chat(), signal),
    ]);
    const about = { to, from, region, channel };
    const [entry] = listed.filter(({ acts }) => acts !== false);
    if (entry) return { kind: "test-mail", came: "suppressed", wish: about, listed: entry };
    const [trouble] = unread;
    const note = trouble
      ? `Whether it is on the suppression list of ${region} could not be read (${trouble.trouble})`
      : null;
    const letter = textOf({ name, by, from, to, region });
    const wish = { id, askedBy: by, askedAt: deps.now(), why, origin, note, ...about, ...letter };
    const asked = await ask(wish, store.testMails);
    if (asked.kind === "asked") {
      const { mail, holdsSecret } = asked;
      return { kind: "test-mail", came: "asked", mail, holdsSecret };
    }
    return { kind: "test-mail", came: "open", wish: about, by: asked.by, at: asked.at };
  } finally {
    await store.close();
  }
}

/** As SES takes it, with nothing that could be read as another address or a name. */
const LOCAL = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const LONGEST_LOCAL = 64;
const LONGEST_ADDRESS = 254;

/** One address, as people paste it. Throws UsageMistake. */
function addressOf(words: readonly string[], command: Command): string {
  const pieces = words.flatMap((word) => word.split(/[\s,;]+/)).filter((piece) => piece !== "");
  if (pieces.length > 1) throw new UsageMistake("One address at a time: --to ADDRESS.", command);
  const [piece = ""] = pieces;
  const bare = piece.replace(/^<?(?:mailto:)?/i, "").replace(/[>.]+$/, "");
  const at = bare.lastIndexOf("@");
  const local = bare.slice(0, Math.max(0, at));
  const parsed = parseDomain(bare.slice(at + 1));
  const address = "domain" in parsed ? `${local}@${parsed.domain}` : "";
  const fits = local.length <= LONGEST_LOCAL && address.length <= LONGEST_ADDRESS && LOCAL.test(local);
  if (address === "" || !fits)
    throw new UsageMistake(`"${piece.slice(0, 100)}" is not an address, such as kim@example.com.`, command);
  return address;
}

/** A region of the canary's: IAM lets it send from no other. */
function regionOf(value: unknown, regions: readonly string[], command: Command): string {
  const [usual = "us-east-1"] = regions;
  if (value === undefined) return usual;
  const region = String(value).trim().toLowerCase();
  if (regions.includes(region)) return region;
  throw new UsageMistake(
    `The canary is not sent from "${region.slice(0, 40)}"; --region takes ${regions.join(", ")}.`,
    command,
  );
}

/** Null where the chat does not say: the mail names their id then. */
async function nameOf(user: string, chat: Chat | null, signal: AbortSignal): Promise<string | null> {
  try {
    return (await chat?.nameOf(user, signal)) ?? null;
  } catch (error) {
    if (error instanceof PortTrouble) return null;
    throw error;
  }
}
