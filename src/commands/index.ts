import { check } from "./check.ts";
import type { Command } from "./command.ts";
import { doctor } from "./doctor.ts";
import { helpFor } from "./help.ts";
import { policy } from "./policy.ts";
import { sandbox } from "./sandbox.ts";

const help = helpFor(() => COMMANDS);

/** The registry: one line a command, in the order that help shows. */
export const COMMANDS: readonly Command[] = [check, help, sandbox, doctor, policy];
