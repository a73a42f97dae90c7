import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { z } from "zod";

/** What the workspace granted to the app, and what Slack knows of it. */
export type InstalledApp = {
  scopes: readonly string[];
  /** Event types that are subscribed to. */
  events: readonly string[];
  commands: readonly { command: string; escape: boolean }[];
  /** callback_ids of message shortcuts */
  shortcuts: readonly string[];
};

const manifest = z.object({
  features: z.object({
    slash_commands: z.array(z.object({ command: z.string(), should_escape: z.boolean().default(false) })).default([]),
    shortcuts: z.array(z.object({ type: z.string(), callback_id: z.string() })).default([]),
  }),
  oauth_config: z.object({
    scopes: z.object({ bot: z.array(z.string()), bot_optional: z.array(z.string()).default([]) }),
  }),
  settings: z.object({ event_subscriptions: z.object({ bot_events: z.array(z.string()).default([]) }) }),
});

/**
 * The app as a manifest describes it, every optional scope granted. The project's own manifest stands at the same depth
 * above the sources and above the built program.
 */
export function appFromManifest(file: URL = new URL("../../../manifest.yml", import.meta.url)): InstalledApp {
  const { features, oauth_config, settings } = manifest.parse(parse(readFileSync(file, "utf8")));
  return {
    scopes: [...oauth_config.scopes.bot, ...oauth_config.scopes.bot_optional],
    events: settings.event_subscriptions.bot_events,
    commands: features.slash_commands.map((each) => ({ command: each.command, escape: each.should_escape })),
    shortcuts: features.shortcuts.filter((each) => each.type === "message").map((each) => each.callback_id),
  };
}
