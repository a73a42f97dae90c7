import type { TestMails } from "../ports/test-mails.ts";
import { TEST_MAIL_EXPIRES_MS } from "./click.ts";
import { besideOf } from "./press.ts";
import { changedBy } from "./told.ts";

export type ExpireDeps = {
  testMails: Pick<TestMails, "overdue" | "move" | "forget">;
  allowed: readonly string[];
  now: () => Date;
  keepMs: number;
};

const MOST = 50;

/** Ends what nobody decided in time, and forgets what ended long ago. Tells whether anything ended. Throws StoreTrouble. */
export async function expireTestMails({ testMails, allowed, now, keepMs }: ExpireDeps): Promise<boolean> {
  const at = now();
  const overdue = await testMails.overdue(new Date(at.getTime() - TEST_MAIL_EXPIRES_MS), MOST);
  for (const mail of overdue) {
    const change = { state: "expired", endedAt: at } as const;
    const line = { action: "test-expired", actor: "maildiag", at } as const;
    await testMails.move(mail, change, besideOf(changedBy(mail, change), line, allowed));
  }
  await testMails.forget(new Date(at.getTime() - keepMs), MOST);
  return overdue.length > 0;
}
