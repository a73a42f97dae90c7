/** A workspace is a literal: who and what is there before anybody says a word. */
export type Workspace = {
  team: { id: string; domain: string; name?: string };
  /** The app's own user. */
  bot: { userId: string; botId: string; appId: string; name: string };
  users: readonly WorkspaceUser[];
  userGroups?: readonly { id: string; handle: string; members: readonly string[] }[];
  channels: readonly WorkspaceChannel[];
};

export type WorkspaceUser = {
  id: string;
  name: string;
  /** Another team's user (Slack Connect) where it differs from the workspace's. */
  teamId?: string;
  guest?: "restricted" | "ultra_restricted";
  deleted?: boolean;
};

export type WorkspaceChannel = {
  id: string;
  name: string;
  members: readonly string[];
  private?: boolean;
  archived?: boolean;
  /** Shared with another organisation (Slack Connect). */
  shared?: boolean;
};

/** A small company with everybody in it whom access rules tell apart: members, guests, strangers, one who left. */
export const EXAMPLE_WORKSPACE = {
  team: { id: "T0EXAMPLE", domain: "example", name: "Example" },
  bot: { userId: "U0BOT", botId: "B0BOT", appId: "A0MAILDIAG", name: "maildiag" },
  users: [
    { id: "U0ANA", name: "ana" },
    { id: "U0BEN", name: "ben" },
    { id: "U0GUEST", name: "gil", guest: "restricted" },
    { id: "U0ONECHANNEL", name: "uma", guest: "ultra_restricted" },
    { id: "U0OTHER", name: "otto", teamId: "T0PARTNER" },
    { id: "U0GONE", name: "gone", deleted: true },
  ],
  userGroups: [{ id: "S0MAIL", handle: "mail-admins", members: ["U0BEN"] }],
  channels: [
    { id: "C0OPS", name: "mail-ops", members: ["U0BOT", "U0ANA", "U0BEN", "U0GUEST", "U0ONECHANNEL"] },
    { id: "C0RANDOM", name: "random", members: ["U0ANA", "U0BEN"] },
    { id: "C0PARTNER", name: "with-partner", members: ["U0BOT", "U0ANA", "U0OTHER"], shared: true },
    { id: "C0OLD", name: "old", members: ["U0BOT", "U0ANA"], archived: true },
    { id: "G0SECRET", name: "secret", members: ["U0BOT", "U0BEN"], private: true },
    { id: "G0CLOSED", name: "closed", members: ["U0BEN"], private: true },
  ],
} as const satisfies Workspace;

/** The company that the sandbox shows: who runs the mail, who approves, and somebody of another company. */
export const SANDBOX_WORKSPACE = {
  ...EXAMPLE_WORKSPACE,
  users: [
    { id: "U0ANA", name: "ana" },
    { id: "U0BEN", name: "ben" },
    { id: "U0OTTO", name: "otto", teamId: "T0PARTNER" },
  ],
  userGroups: [{ id: "S0MAIL", handle: "mail-admins", members: ["U0BEN"] }],
  channels: [
    { id: "C0OPS", name: "mail-ops", members: ["U0BOT", "U0ANA", "U0BEN", "U0OTTO"], shared: true },
    { id: "C0APPROVALS", name: "approvals", members: ["U0BOT", "U0ANA", "U0BEN"] },
    { id: "C0ALERTS", name: "alerts", members: ["U0BOT", "U0ANA", "U0BEN"] },
  ],
} as const satisfies Workspace;
