import type { RunningWorld } from "./running.ts";
import type { IamKey } from "./world.ts";

/** Changes every user's keys, where IAM and the SMTP endpoints both see it. */
export function changeKeys({ aws, smtp }: RunningWorld, change: (keys: readonly IamKey[]) => readonly IamKey[]): void {
  const { iam } = aws.world;
  if (!iam) return;
  const users = Object.entries(iam.users).map(([name, user]) => [name, { ...user, keys: change(user.keys) }]);
  const changed = { ...iam, users: Object.fromEntries(users) };
  aws.world.iam = changed;
  smtp.world.iam = changed;
}
