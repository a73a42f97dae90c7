import type { NewTestMail, TestMail, TestMails } from "../ports/test-mails.ts";
import { withoutSecretForms } from "../secret-form.ts";
import { posted, trailLine } from "./told.ts";

/** `holdsSecret`: something in the reason looked like one, and is kept nowhere. */
export type AskedTestMail =
  | { kind: "asked"; mail: TestMail; holdsSecret: boolean }
  | { kind: "open"; by: string; at: Date };

/** Asks for a test mail, unless another to that address is not at its end yet. Throws StoreTrouble. */
export async function ask(typed: NewTestMail, testMails: Pick<TestMails, "ask" | "openFor">): Promise<AskedTestMail> {
  // The reason goes to the store, the trail and a channel.
  const { text, found: holdsSecret } = withoutSecretForms(typed.why);
  const wish = { ...typed, why: text };
  const mail: TestMail = {
    ...wish,
    version: 1,
    state: "pending",
    decidedBy: null,
    decidedAt: null,
    sentAt: null,
    messageId: null,
    trouble: null,
    told: null,
    endedAt: null,
  };
  const { askedBy: actor, askedAt: at, why } = wish;
  const note = why === "" ? null : why;
  const line = trailLine(mail, { at, actor, action: "test-requested", outcome: "pending", note });
  if (await testMails.ask(wish, { audit: [line], tell: [posted(mail)] })) return { kind: "asked", mail, holdsSecret };
  const open = await testMails.openFor(wish.to);
  // Decided and sent in between: whoever asked for that one asked a moment ago.
  return { kind: "open", by: open?.askedBy ?? actor, at: open?.askedAt ?? at };
}
