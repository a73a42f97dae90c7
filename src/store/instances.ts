import type { Instances } from "../ports/store.ts";
import type { Access } from "./access.ts";

export function createInstances(access: Access): Instances {
  return {
    async beat(instance, now) {
      const beat_at = now.getTime();
      await access.write((trx) =>
        trx
          .insertInto("instances")
          .values({ id: instance, beat_at })
          .onConflict((it) => it.column("id").doUpdateSet({ beat_at }))
          .execute(),
      );
    },

    async leave(instance) {
      await access.write((trx) => trx.deleteFrom("instances").where("id", "=", instance).execute());
    },
  };
}
