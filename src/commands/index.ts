import { check } from "./check.ts";
import type { Command } from "./command.ts";
import { credentials } from "./credentials.ts";
import { doctor } from "./doctor.ts";
import { explain } from "./explain.ts";
import { helpFor } from "./help.ts";
import { policy } from "./policy.ts";
import { sandbox } from "./sandbox.ts";
import { smtpPassword } from "./smtp-password.ts";
import { start } from "./start.ts";

const help = helpFor(() => COMMANDS);

/** The registry: one line a command, in the order that help shows. */
export const COMMANDS: readonly Command[] = [
  check,
  credentials,
  explain,
  help,
  start,
  sandbox,
  doctor,
  policy,
  smtpPassword,
];
