import { sql } from "kysely";

/** Subtypes of bounces that SES makes itself, without asking the recipient's server. `detail` is JSON without spaces. */
const OWN_BOUNCES = [
  "Suppressed",
  "OnAccountSuppressionList",
  "OnTenantSuppressionList",
  "EmailValidationSuppressed",
  "UnsubscribedRecipient",
].map((subType) => sql`detail like ${sql.lit(`%"bounceSubType":"${subType}"%`)}`);

/** Of a bounce among `events`. */
export const IS_OWN_BOUNCE = sql<boolean>`(${sql.join(OWN_BOUNCES, sql` or `)})`;
