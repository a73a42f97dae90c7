/** Why a port could not give an answer; the values of `data.reason` in COULD_NOT_CHECK. */
export type TroubleReason =
  | "timeout"
  | "servfail"
  | "refused"
  | "denied"
  | "throttled"
  | "unreachable"
  | "credentials"
  | "error"
  | "limit";

export type TroubleDetails = {
  /** What was asked, as a person would name it: a DNS name, a region, a relay. Becomes the finding's subject. */
  asked: string;
  /** The IAM action that was denied or asked, e.g. `ses:GetAccount`. */
  permission?: string;
  region?: string;
  /** The server that was asked, e.g. `192.0.2.53:53`. */
  server?: string;
  /** One line from the other side, not trusted and not yet escaped. */
  detail?: string;
};

/**
 * Trouble at a port: the question has no answer. Absence (NXDOMAIN, NODATA, NotFoundException) is never trouble, it is
 * a value. Only `diagnose` catches this for checks, and writes COULD_NOT_CHECK.
 */
export class PortTrouble extends Error {
  readonly reason: TroubleReason;
  readonly details: TroubleDetails;

  constructor(reason: TroubleReason, details: TroubleDetails) {
    super(`${reason}: ${details.asked}`);
    this.name = "PortTrouble";
    this.reason = reason;
    this.details = details;
  }
}
