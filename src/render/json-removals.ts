import type { HistoryAnswer, RequestedAnswer } from "../commands/answer.ts";

/** `maildiag/history@1` */
export function historyDocument({ entries }: HistoryAnswer) {
  return {
    schema: "maildiag/history@1",
    entries: entries.map(({ at, awsRequestId, removal, note, ...entry }) => ({
      at: at.toISOString(),
      actor: entry.actor,
      action: entry.action,
      address: entry.address,
      region: entry.region,
      reason: entry.reason,
      outcome: entry.outcome,
      requestId: removal,
      awsRequestId,
      before: entry.before,
      after: entry.after,
      note,
      message: entry.message,
    })),
  };
}

/** `maildiag/removal@1` */
export function requestedDocument({ asked, channel }: RequestedAnswer) {
  const { removal, absent, unread, complaints, asked: already } = asked;
  return {
    schema: "maildiag/removal@1",
    id: removal?.id ?? null,
    channel,
    items: (removal?.items ?? []).map(({ address, region, entry, acts, cause }) => ({
      address,
      region,
      reason: entry.reason,
      since: entry.since.toISOString(),
      messageId: entry.messageId,
      acts,
      cause,
    })),
    absent,
    unread,
    complaints,
    asked: already.map(({ address, region, by, at }) => ({ address, region, by, at: at.toISOString() })),
  };
}
