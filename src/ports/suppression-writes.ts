/**
 * The only writes to SES's suppression lists. Nothing is sent twice by itself: after `timeout`, `unreachable`, `error` and
 * `limit` it may have been done. Throws PortTrouble. The answer is AWS's id of the request.
 */
export type SuppressionWrites = {
  /** Null where the address was not on the list. `ses:DeleteSuppressedDestination` */
  remove(region: string, address: string, signal: AbortSignal): Promise<{ requestId: string | null } | null>;
  /** `ses:PutSuppressedDestination` */
  put(region: string, address: string, reason: string, signal: AbortSignal): Promise<{ requestId: string | null }>;
};
