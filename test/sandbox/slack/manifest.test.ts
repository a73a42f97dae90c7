import { readFileSync } from "node:fs";
import type { AppsManifestCreateArguments } from "@slack/web-api";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { appFromManifest } from "../../../src/sandbox/slack/installed-app.ts";

const text = readFileSync(new URL("../../../manifest.yml", import.meta.url), "utf8");

type Manifest = AppsManifestCreateArguments["manifest"];
type Scopes = NonNullable<NonNullable<NonNullable<Manifest["oauth_config"]>["scopes"]>["bot"]>;
type Events = NonNullable<NonNullable<NonNullable<Manifest["settings"]>["event_subscriptions"]>["bot_events"]>;

/** Each scope with what stands on it; the types hold the names against Slack's own list. */
const SCOPES = ["commands", "chat:write", "app_mentions:read", "files:write"] as const satisfies Scopes;
const OPTIONAL = [
  "files:read",
  "usergroups:read",
  "chat:write.public",
  "users:read",
  "channels:history",
  "groups:history",
  "im:history",
] as const satisfies Scopes;
const EVENTS = ["app_mention", "app_home_opened", "message.im"] as const satisfies Events;

/** The limits of https://docs.slack.dev/reference/app-manifest, on exactly the fields that the manifest has. */
const limits = z.strictObject({
  _metadata: z.strictObject({ major_version: z.literal(1) }),
  display_information: z.strictObject({
    name: z.string().min(1).max(35),
    description: z.string().max(140),
    long_description: z.string().min(175).max(4000),
    background_color: z.string().regex(/^#[0-9a-f]{6}$/),
  }),
  features: z.strictObject({
    app_home: z.strictObject({
      home_tab_enabled: z.literal(true),
      messages_tab_enabled: z.literal(true),
      messages_tab_read_only_enabled: z.literal(false),
    }),
    bot_user: z.strictObject({ display_name: z.string().regex(/^[a-z0-9._-]{1,80}$/), always_online: z.boolean() }),
    slash_commands: z
      .array(
        z.strictObject({
          command: z.string().regex(/^\/[a-z0-9_-]{1,31}$/),
          description: z.string().min(1).max(2000),
          usage_hint: z.string().max(1000),
          should_escape: z.boolean(),
        }),
      )
      .max(50),
    shortcuts: z
      .array(
        z.strictObject({
          type: z.enum(["message", "global"]),
          name: z.string().min(1).max(24),
          callback_id: z.string().min(1).max(255),
          description: z.string().min(1).max(150),
        }),
      )
      .max(10),
  }),
  oauth_config: z.strictObject({
    scopes: z.strictObject({
      bot: z.array(z.enum(SCOPES)).length(SCOPES.length),
      bot_optional: z.array(z.enum(OPTIONAL)).length(OPTIONAL.length),
    }),
  }),
  settings: z.strictObject({
    event_subscriptions: z.strictObject({ bot_events: z.array(z.enum(EVENTS)).length(EVENTS.length) }),
    interactivity: z.strictObject({ is_enabled: z.literal(true) }),
    org_deploy_enabled: z.literal(false),
    socket_mode_enabled: z.literal(true),
    token_rotation_enabled: z.literal(false),
  }),
});

test("the manifest is one that Slack would take", () => {
  const manifest = limits.parse(parse(text)) satisfies Manifest;
  expect(manifest.display_information.name).toBe("maildiag");
});

test("the command, the shortcut, the scopes and the events are those that the app is built on", () => {
  expect(appFromManifest()).toEqual({
    scopes: [...SCOPES, ...OPTIONAL],
    events: [...EVENTS],
    commands: [{ command: "/maildiag", escape: false }],
    shortcuts: ["explain_bounce"],
  });
});

test("every scope says in a comment what it is for", () => {
  for (const scope of [...SCOPES, ...OPTIONAL]) expect(text).toMatch(new RegExp(`- ${scope} # \\S`));
});
