import { readFileSync } from "node:fs";
// biome-ignore lint/style/noRestrictedImports: the manifest is YAML, and the stand-in grants what it asks for
import { parse } from "yaml";
import { isObject, objectsIn, stringIn } from "./json.ts";

/** What the workspace granted to the app, and what Slack knows of it. */
export type InstalledApp = {
  scopes: readonly string[];
  /** Event types that are subscribed to. */
  events: readonly string[];
  commands: readonly { command: string; escape: boolean }[];
  /** callback_ids of message shortcuts */
  shortcuts: readonly string[];
};

/**
 * The app as a manifest describes it, every optional scope granted. The project's own manifest stands at the same depth
 * above the sources and above the built program.
 */
export function appFromManifest(file: URL = new URL("../../../manifest.yml", import.meta.url)): InstalledApp {
  const manifest: unknown = parse(readFileSync(file, "utf8"));
  const { features, oauth_config, settings } = isObject(manifest) ? manifest : {};
  const scopes = isObject(oauth_config) ? oauth_config.scopes : undefined;
  const subscriptions = isObject(settings) ? settings.event_subscriptions : undefined;
  return {
    scopes: [...stringsIn(scopes, "bot"), ...stringsIn(scopes, "bot_optional")],
    events: stringsIn(subscriptions, "bot_events"),
    commands: objectsIn(isObject(features) && features.slash_commands).map((each) => ({
      command: stringIn(each, "command"),
      escape: each.should_escape === true,
    })),
    shortcuts: objectsIn(isObject(features) && features.shortcuts)
      .filter((each) => each.type === "message")
      .map((each) => stringIn(each, "callback_id")),
  };
}

function stringsIn(value: unknown, key: string): string[] {
  const found = isObject(value) ? value[key] : undefined;
  return Array.isArray(found) ? found.filter((each) => typeof each === "string") : [];
}
