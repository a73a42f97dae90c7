import { expect, test } from "vitest";
import { createConversation } from "../../src/sandbox/conversation.ts";
import { botIn } from "../slack/bot-in.ts";

/** What the prompt prints for a line, when the bot has answered. */
async function prompt() {
  const { slack, bot } = await botIn();
  const { act, fresh } = createConversation(slack, { user: "U0ANA", channel: "mail-ops" });
  const type = async (line: string) => {
    await act(line);
    await bot.idle();
    return fresh();
  };
  return { slack, act, type };
}

const REPLY = "550 5.1.1 user unknown";
const ERROR = "(error: Paste the reply or the error, or add a file.)";
const FORM = [
  "== modal of ana: Explain a bounce ==",
  "The reply, error, or headers: <plain_text_input>",
  "For a whole mail, save it as a file and add it below.",
  "Bounce mails or SES events: <file_input>",
];
const HINT =
  "A form is open: what you type now goes into its text, fill TEXT replaces it, [Explain] submits, [Cancel] closes.";

test("a modal says how it is worked; plain text goes into it, and its button submits it", async () => {
  const { type } = await prompt();
  const opened = await type("/maildiag explain");
  expect(opened).toEqual(["== #mail-ops ==", "(ana types /maildiag explain)", ...FORM, "[Cancel] [Explain]", HINT]);
  expect(await type(REPLY)).toEqual([`(ana fills in: ${REPLY})`]);
  const answer = await type("[Explain]");
  expect(answer.slice(0, 4)).toEqual([
    "(ana presses [Explain])",
    "== #mail-ops ==",
    "maildiag, only to ana:",
    "    ✗ Broke at gateway: userunknown, permanent",
  ]);
  expect(answer).toContain(`    evidence  \`${REPLY}\``);
});

test("further plain text is a further line, and fill begins anew", async () => {
  const { slack, type } = await prompt();
  await type("/maildiag explain");
  await type("check example.com");
  expect(await type("home sweet home")).toEqual(["(ana fills in: home sweet home (line 2))"]);
  expect(await type("fill 550-5.1.1 user")).toEqual(["(ana fills in: 550-5.1.1 user)"]);
  await type("550 5.1.1 unknown");
  const answer = (await type("press explain")).join("\n");
  expect(answer).toContain("`550-5.1.1 user 550 5.1.1 unknown`");
  expect(slack.modalOf("U0ANA")).toBeUndefined();
});

test("what the form objects to is shown each time, and the form stays open", async () => {
  const { type } = await prompt();
  await type("/maildiag explain");
  const refused = ["(ana presses [Explain])", ...FORM, ERROR, "[Cancel] [Explain]", HINT];
  expect(await type("[Explain]")).toEqual(refused);
  expect(await type("[Explain]")).toEqual(refused);
  await type(`fill ${REPLY}`);
  expect((await type("press 1")).join("\n")).toContain("Broke at gateway");
});

test("a modal is closed by its button, and what was filled in is gone with it", async () => {
  const { slack, act, type } = await prompt();
  await type("/maildiag explain");
  await type(REPLY);
  expect(await type("[Cancel]")).toEqual(["(ana presses [Cancel])"]);
  expect(slack.modalOf("U0ANA")).toBeUndefined();
  expect(await act(REPLY)).toBe(false);
  await type("/maildiag explain");
  expect(await type("[Explain]")).toContain(ERROR);
});

test("only what is new is printed, the person's own act before its answer", async () => {
  const { type } = await prompt();
  await type("/maildiag explain");
  await type("home");
  const help = await type("/maildiag help");
  expect(help.slice(0, 3)).toEqual(["== #mail-ops ==", "(ana types /maildiag help)", "maildiag, only to ana:"]);
  expect(help.filter((line) => line.startsWith("==") || line.startsWith("maildiag") || line.startsWith("("))).toEqual(
    help.slice(0, 3),
  );
  const mention = await type("@maildiag help check");
  expect(mention.slice(0, 3)).toEqual(["ana:", "    @maildiag help check", "maildiag, only to ana:"]);
});

test("a message that was changed is printed again, below the press that changed it", async () => {
  const { type } = await prompt();
  await type("/maildiag check example.com");
  const again = await type("[Run again]");
  expect(again.slice(0, 3)).toEqual(["(ana presses [Run again])", "maildiag:", "    ✓ example.com: nothing failed"]);
  expect(again.filter((line) => line === "maildiag:")).toHaveLength(1);
});

test("Home is shown whenever it is opened", async () => {
  const { type } = await prompt();
  const home = await type("home");
  expect(home.slice(0, 3)).toEqual(["(ana opens Home)", "== Home of ana ==", "# What fires"]);
  expect(await type("HOME")).toEqual(home);
});

test.each([
  ["a button that is not there", "[Explain]", "There is no such button. There are: none."],
  ["text where no form is open", "fill 550", "There is no text to fill in here."],
])("%s cannot be had", async (_, line, complaint) => {
  const { act } = await prompt();
  await expect(act(line)).rejects.toThrow(complaint);
});

test("while a form is open its buttons are the only ones", async () => {
  const { act, type } = await prompt();
  await type("/maildiag check example.com");
  await type("/maildiag explain");
  await expect(act("[Run again]")).rejects.toThrow("There is no such button. There are: Explain, Cancel.");
});

test("one becomes somebody else, who is then at the prompt; nobody is nobody", async () => {
  const { act, type } = await prompt();
  expect(await type("as Ben")).toEqual(["(ben is at the prompt now)"]);
  expect((await type("/maildiag help"))[1]).toBe("(ben types /maildiag help)");
  await expect(act("as zoe")).rejects.toThrow(/Nobody is called zoe. There are: .*ana/);
});
