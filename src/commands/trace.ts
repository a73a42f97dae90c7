import { firstAddress } from "../bounces/read/address.ts";
import { askOnce, type Questions } from "../diagnosis/questions.ts";
import { readable } from "../diagnosis/readable.ts";
import type { InsightsIn } from "../events/insights.ts";
import type { Published } from "../events/publishing.ts";
import type { Trace } from "../events/trace.ts";
import type { LastSeen, StoredEvent } from "../ports/event-store.ts";
import { StoreTrouble } from "../ports/store.ts";
import type { TraceSubject } from "./answer.ts";
import { type Command, type Context, UsageMistake } from "./command.ts";

/** Milliseconds for what is looked up beside the time line. */
const LIMIT = 8_000;
/** Of one message to fifty recipients, each opened often; of an address that gets mail every hour. */
const MOST_EVENTS = 2_000;
/** SES answers about one address a second and region. */
const MOST_RECIPIENTS = 3;
const MOST_DOMAINS = 5;

export const trace: Command = {
  name: "trace",
  usage: "trace <SES message id | address>",
  summary: "What happened to a message, or to mail to an address, in time order",
  details: [
    "Tells every event that SES published, over all regions, the hop where the message stopped, and what nobody would have heard of. Then it looks up the recipient's suppression state, MX and provider.",
    "Events come from the queue that `setup events` makes, or from `events import`. Where they do not tell the end of a message, SES's message insights are asked, which need Virtual Deliverability Manager. Exit status 0 when answered.",
  ],
  where: "everywhere",
  options: {},
  run: async ({ positionals }, context) => {
    const subject = subjectOf(positionals);
    const [{ recipientBeside }, { traceOf }, { gapsOf }, { filledBy }] = await Promise.all([
      import("../bounces/beside.ts"),
      import("../events/trace.ts"),
      import("../events/gaps.ts"),
      import("../events/insights.ts"),
    ]);
    const questions = askOnce(context.deps, AbortSignal.timeout(LIMIT));
    const { events, seen, trouble } = await stored(subject, context);
    const asked = await insightsOf(subject, traceOf(events), context, questions);
    const found = traceOf(filledBy(events, asked.events));
    const [published, recipients] = await Promise.all([
      publishedAround(found, context, questions),
      Promise.all(
        recipientsOf(subject, found).map((address) => recipientBeside(address, context.config.regions, questions)),
      ),
    ]);
    return {
      kind: "trace",
      subject,
      trace: found,
      gaps: gapsOf(found, published, seen),
      insights: asked.told,
      recipients,
      more: events.length >= MOST_EVENTS,
      trouble,
    };
  },
};

/** `0101…-000000`, as SES answers it and as it stands before the @ of its Message-ID header. */
const MESSAGE_ID = /^[0-9a-z]{4,40}(?:-[0-9a-z]{1,40}){2,8}$/i;

/** What a person means: they copy it with brackets, with `mailto:`, or as a Message-ID header. */
function subjectOf(words: readonly string[]): TraceSubject {
  const [word, another] = words;
  if (word === undefined) throw new UsageMistake("Trace what? An SES message id or a recipient's address.", trace);
  if (another !== undefined) throw new UsageMistake("One message id or address at a time.", trace);
  const bare = word
    .trim()
    .replace(/^<?(?:mailto:)?/i, "")
    .replace(/[>.,;]+$/, "");
  const [local = "", domain] = bare.split("@");
  if (bare.length > 320) throw new UsageMistake("That is longer than any address or message id.", trace);
  if (MESSAGE_ID.test(local) && (domain === undefined || /(?:^|\.)amazonses\.com$/i.test(domain)))
    return { kind: "message", text: local };
  if (domain !== undefined) {
    const address = firstAddress(bare);
    if (address === bare) return { kind: "address", text: bare.toLowerCase() };
  } else if (/^[\w.-]{1,200}$/.test(bare) && /\d/.test(bare)) return { kind: "message", text: bare };
  throw new UsageMistake(
    `"${word}" is neither an SES message id, such as 0100018b…-000000, nor an address, such as kim@example.com.`,
    trace,
  );
}

type Stored = { events: readonly StoredEvent[]; seen: readonly LastSeen[] | null; trouble: string | null };

/** A store that cannot be read must not keep back what can be looked up without it. */
async function stored({ kind, text }: TraceSubject, { openStore }: Context): Promise<Stored> {
  try {
    const store = await openStore();
    try {
      const find = kind === "address" ? store.events.byRecipient : store.events.byMessage;
      const [events, seen] = await Promise.all([find(text, MOST_EVENTS), store.events.lastSeen()]);
      return { events, seen, trouble: null };
    } finally {
      await store.close();
    }
  } catch (error) {
    if (error instanceof StoreTrouble) return { events: [], seen: null, trouble: error.message };
    throw error;
  }
}

/** SES's own notes, where the stored events do not tell the end: in the message's region, or in all where none is known. */
async function insightsOf(
  { kind, text }: TraceSubject,
  { passages }: Trace,
  { config }: Context,
  questions: Questions,
): Promise<{ told: readonly InsightsIn[]; events: readonly StoredEvent[] }> {
  const isOpen = passages.some(({ outcome }) => outcome === "sent" || outcome === "delayed" || outcome === "unknown");
  if (kind !== "message" || (passages.length > 0 && !isOpen)) return { told: [], events: [] };
  const { askInsights } = await import("../events/insights.ts");
  const regions = new Set(passages.flatMap(({ region }) => region ?? []));
  return askInsights(questions, regions.size > 0 ? [...regions] : config.regions, text);
}

/** By the sets that the messages were sent with; where no event names one, by the domains that send. */
async function publishedAround(found: Trace, { config }: Context, questions: Questions): Promise<readonly Published[]> {
  const { publishedBySet, publishedOfDomain } = await import("../events/publishing.ts");
  const sets = new Map<string, { region: string; set: string }>();
  const regions = new Set<string>(found.passages.length === 0 ? config.regions : []);
  for (const { region, configurationSet } of found.passages) {
    if (region === null) for (const each of config.regions) regions.add(each);
    else if (configurationSet === null) regions.add(region);
    else sets.set(`${region} ${configurationSet}`, { region, set: configurationSet });
  }
  const bySet = [...sets.values()].map(({ region, set }) => publishedBySet(questions, region, set));
  const byDomain = [...regions].map(async (region) => {
    const domains = config.domains.map(({ domain }) => domain);
    const known = domains.length > 0 ? domains : await domainsOf(questions, region);
    return Promise.all(known.slice(0, MOST_DOMAINS).map((domain) => publishedOfDomain(questions, region, domain)));
  });
  const [named, usual] = await Promise.all([Promise.all(bySet), Promise.all(byDomain)]);
  return [...named, ...usual.flat()].filter((each) => each !== null);
}

async function domainsOf(questions: Questions, region: string): Promise<readonly string[]> {
  const { value } = await readable(questions.ses.identities(region));
  return (value ?? []).flatMap(({ name, type }) => (type === "DOMAIN" ? [name] : []));
}

/** Those whose mail did not arrive first: theirs is the question. */
function recipientsOf({ kind, text }: TraceSubject, { passages }: Trace): readonly string[] {
  if (kind === "address") return [text];
  const ordered = passages.toSorted((a, b) => Number(b.stopped !== null) - Number(a.stopped !== null));
  return [...new Set(ordered.flatMap(({ recipient }) => recipient ?? []))].slice(0, MOST_RECIPIENTS);
}
