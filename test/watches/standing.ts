import type { Watching } from "./watching.ts";

/** Every alert of the last sweeps: `severity stage code state`. */
export async function standing({ store }: Watching): Promise<readonly string[]> {
  const alerts = await store.alerts.current(new Date(0));
  return alerts.map(({ code, level, state }) => `${level.severity} ${level.stage} ${code} ${state}`).sort();
}
