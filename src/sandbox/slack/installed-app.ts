import { existsSync, readFileSync } from "node:fs";
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

/** The app as a manifest describes it, every optional scope granted. */
export function appFromManifest(file: URL = ownManifest()): InstalledApp {
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

/** The project's own stands at the top, which is further above the sources than above the built program. */
function ownManifest(): URL {
  const above = ["../", "../../", "../../../"].map((up) => new URL(`${up}manifest.yml`, import.meta.url));
  return above.find((file) => existsSync(file)) ?? new URL("manifest.yml", import.meta.url);
}

/** The message shortcuts of the project's manifest, as Slack's menu calls them. */
export function shortcutsInManifest(file = ownManifest()): readonly { id: string; name: string }[] {
  const manifest: unknown = parse(readFileSync(file, "utf8"));
  const features = isObject(manifest) && isObject(manifest.features) ? manifest.features : {};
  return objectsIn(features.shortcuts)
    .filter((each) => each.type === "message")
    .map((each) => ({ id: stringIn(each, "callback_id"), name: stringIn(each, "name") }));
}

function stringsIn(value: unknown, key: string): string[] {
  const found = isObject(value) ? value[key] : undefined;
  return Array.isArray(found) ? found.filter((each) => typeof each === "string") : [];
}
