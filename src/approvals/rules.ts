const DAY = 86_400_000;

/** Without a decision a request ends after that. */
export const EXPIRES_AFTER_MS = 7 * DAY;
/** So long what was removed can be put back by a click. */
export const UNDO_WITHIN_MS = DAY;
/** So long after a removal a bounce is told in its thread. */
export const REBOUND_WITHIN_MS = 14 * DAY;
/** Addresses of one request. */
export const MOST_ADDRESSES = 100;

/** What configuration says of who may decide what. */
export type ApprovalRules = { requesterMayApprove: boolean; complaints: "deny" | "allow" };

/** SES's word for an entry that a recipient's complaint made. */
export const COMPLAINT = "COMPLAINT";
