import { reports } from "./0001-reports.ts";
import type { Migration } from "./migration.ts";

/** In order; the first is version 1. */
export const MIGRATIONS: readonly Migration[] = [reports];
