import { alerts } from "./alerts.ts";
import { canary } from "./canary.ts";
import { check } from "./check.ts";
import type { Command } from "./command.ts";
import { credentials } from "./credentials.ts";
import { doctor } from "./doctor.ts";
import { events } from "./events.ts";
import { explain } from "./explain.ts";
import { helpFor } from "./help.ts";
import { policy } from "./policy.ts";
import { reputation } from "./reputation.ts";
import { sandbox } from "./sandbox.ts";
import { senders } from "./senders.ts";
import { setup } from "./setup.ts";
import { smtpPassword } from "./smtp-password.ts";
import { start } from "./start.ts";
import { suppressions } from "./suppressions.ts";
import { trace } from "./trace.ts";
import { watch } from "./watch.ts";

const help = helpFor(() => COMMANDS);

/** The registry: one line a command, in the order that help shows. */
export const COMMANDS: readonly Command[] = [
  check,
  credentials,
  explain,
  trace,
  suppressions,
  senders,
  reputation,
  alerts,
  help,
  start,
  sandbox,
  doctor,
  policy,
  smtpPassword,
  watch,
  events,
  setup,
  canary,
];
