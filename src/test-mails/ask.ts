import type { NewTestMail, TestMail, TestMails } from "../ports/test-mails.ts";
import { posted, trailLine } from "./told.ts";

export type AskedTestMail = { kind: "asked"; mail: TestMail } | { kind: "open"; by: string; at: Date };

/** Asks for a test mail, unless another to that address is not at its end yet. Throws StoreTrouble. */
export async function ask(wish: NewTestMail, testMails: Pick<TestMails, "ask" | "openFor">): Promise<AskedTestMail> {
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
  if (await testMails.ask(wish, { audit: [line], tell: [posted(mail)] })) return { kind: "asked", mail };
  const open = await testMails.openFor(wish.to);
  // Decided and sent in between: whoever asked for that one asked a moment ago.
  return { kind: "open", by: open?.askedBy ?? actor, at: open?.askedAt ?? at };
}
