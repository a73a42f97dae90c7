import { reports } from "./0001-reports.ts";
import { events } from "./0002-events.ts";
import { outbox } from "./0003-outbox.ts";
import { logins } from "./0004-logins.ts";
import { suppressions } from "./0005-suppressions.ts";
import { removals } from "./0006-removals.ts";
import { schedule } from "./0007-schedule.ts";
import { alerts } from "./0008-alerts.ts";
import { canaryRecords } from "./0009-canary-records.ts";
import { testMails } from "./0010-test-mails.ts";
import { removalDetails } from "./0011-removal-details.ts";
import type { Migration } from "./migration.ts";

/** In order; the first is version 1. */
export const MIGRATIONS: readonly Migration[] = [
  reports,
  events,
  outbox,
  logins,
  suppressions,
  removals,
  schedule,
  alerts,
  canaryRecords,
  testMails,
  removalDetails,
];
