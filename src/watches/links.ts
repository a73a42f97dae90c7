import type { Moved } from "../alerts/plan.ts";
import type { Alert } from "../ports/alerts.ts";
import type { Message } from "../ports/outbox.ts";
import type { Store } from "../ports/store.ts";

/** More are not looked up in one sweep. */
const MOST = 50;

/** Null where the workspace's own address is not known, or not of its form. */
export function messageUrl(workspaceUrl: string | null, { channel, ts }: Message): string | null {
  if (workspaceUrl === null || !/^https:\/\/[\w.-]{1,200}\/$/.test(workspaceUrl)) return null;
  return `${workspaceUrl}archives/${channel}/p${ts.replace(".", "")}`;
}

/** Where the messages stand that told of the same before. */
export async function linksFor(
  moved: readonly Moved[],
  alerts: readonly Alert[],
  { store, workspaceUrl }: { store: Store; workspaceUrl?: () => string | null },
): Promise<(messageId: string) => string | null> {
  const base = workspaceUrl?.() ?? null;
  const links = new Map<string, string>();
  if (base === null) return () => null;
  const messages = new Set(moved.flatMap(({ alert }) => alert.message ?? []));
  const all = [...moved.map(({ alert }) => alert), ...alerts.filter(({ message }) => message && messages.has(message))];
  const ids = new Set(all.flatMap(({ before }) => before ?? []));
  const asked = [...ids].slice(0, MOST).map(async (id) => ({ id, message: await store.outbox.message(id) }));
  for (const { id, message } of await Promise.all(asked)) {
    const url = message && messageUrl(base, message);
    if (url) links.set(id, url);
  }
  return (id) => links.get(id) ?? null;
}
