import { z } from "zod";
import type { Message, SlackStandIn, View } from "../slack/index.ts";
import { directMessageWith } from "../slack/state.ts";

const ID = z.string().max(80);
const MESSAGE = z.string().regex(/^[A-Z0-9]{1,30}\/\d{1,20}\.\d{6}$/);

/** What the page asks to be done in Slack, as somebody. */
export const ACT = z.discriminatedUnion("do", [
  z.object({
    do: z.literal("say"),
    as: ID,
    channel: ID,
    thread: ID.nullable(),
    text: z.string().max(40_000),
    files: z.array(ID).max(10),
  }),
  z.object({
    do: z.literal("press"),
    as: ID,
    on: z.enum(["message", "view"]),
    id: z.union([MESSAGE, ID]),
    action: z.string().max(255),
    value: z.string().max(2000).optional(),
  }),
  z.object({ do: z.literal("shortcut"), as: ID, id: MESSAGE, action: ID }),
  z.object({
    do: z.literal("submit"),
    as: ID,
    id: ID,
    values: z.record(z.string().max(255), z.union([z.string().max(40_000), z.array(z.string().max(2000)).max(100)])),
  }),
  z.object({ do: z.literal("close"), as: ID, id: ID }),
  z.object({ do: z.literal("home"), as: ID }),
]);

export type Act = z.infer<typeof ACT>;

/** Does what a person does in Slack's client; resolves when Slack has taken it. Throws what the client would refuse. */
export async function act(slack: SlackStandIn, asked: Act): Promise<void> {
  const { people } = slack;
  switch (asked.do) {
    case "say":
      return say(slack, asked);
    case "press":
      return heard(await people.press(asked.as, targetOf(slack, asked.on, asked.id), asked.action, asked.value));
    case "shortcut":
      return heard(await people.shortcut(asked.as, asked.action, messageOf(slack, asked.id)));
    case "submit":
      return heard(await people.submit(asked.as, asked.id, asked.values));
    case "close":
      return void (await people.closeView(asked.as, asked.id));
    case "home":
      return void (await people.openHome(asked.as));
  }
}

/** What Slack's client shows beside a button that the app has not answered. */
function heard({ acked, failure }: { acked: boolean; failure: string }): void {
  if (!acked) throw new Error(`maildiag is not responding (${failure}). Try again?`);
}

async function say(
  slack: SlackStandIn,
  { as, channel, thread, text, files }: Extract<Act, { do: "say" }>,
): Promise<void> {
  const { people } = slack;
  const typed = text.trim();
  if (typed === "" && files.length === 0) return;
  const said = { files, ...(thread && { threadTs: thread }) };
  if (typed.startsWith("/")) {
    if (thread)
      throw new Error(`${typed.split(" ")[0]} is not supported in threads. Sorry! Mention @maildiag instead.`);
    await people.type(as, channel, typed);
    return;
  }
  if (channel === directMessageWith(as)) return void (await people.dm(as, typed, said));
  const mention = /^@maildiag\b\s*/i.exec(typed);
  if (mention) await people.mention(as, channel, typed.slice(mention[0].length), said);
  else people.say(as, channel, typed, said);
}

function targetOf(slack: SlackStandIn, on: "message" | "view", id: string): Message | View {
  if (on === "message") return messageOf(slack, id);
  const view = slack.state.openView(id);
  if (!view) throw new Error("That view is closed.");
  return view;
}

function messageOf(slack: SlackStandIn, id: string): Message {
  const [channel, ts] = id.split("/");
  const found = slack.messages.find((each) => each.channel === channel && each.ts === ts && !each.deleted);
  if (!found) throw new Error("That message is gone.");
  return found;
}
