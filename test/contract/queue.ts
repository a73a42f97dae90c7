import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Queue, QueueMessage } from "../../src/ports/queue.ts";

/** A queue to hold against the port; `send` puts a message into it. */
export type Place = { queue: Queue; absent: Queue; send: (body: string) => Promise<void>; close: () => Promise<void> };

/** What every implementation of the port promises, wherever the queue may be. */
export function queueContract(name: string, open: () => Promise<Place>): void {
  describe(`${name} as the port Queue`, () => {
    let place: Place;
    const signal = AbortSignal.timeout(120_000);
    beforeAll(async () => {
      place = await open();
    }, 60_000);
    afterAll(() => place?.close());

    async function all(count: number): Promise<readonly QueueMessage[]> {
      const found: QueueMessage[] = [];
      while (found.length < count) found.push(...(await place.queue.receive(signal)));
      return found;
    }

    it("gives what was put in, hides it meanwhile, and forgets what is removed", async () => {
      const { queue, send } = place;
      const bodies = Array.from({ length: 12 }, (_, n) => `{"n":${n},"text":"ü \u{1F600} <&>"}`);
      for (const body of bodies) await send(body);
      expect(await queue.size(signal)).toEqual({ waiting: 12, hidden: 0 });
      const found = await all(12);
      expect(found.map(({ body }) => body).toSorted()).toEqual(bodies.toSorted());
      expect(await queue.size(signal)).toEqual({ waiting: 0, hidden: 12 });
      expect(await queue.receive(signal)).toEqual([]);
      expect(
        await queue.remove(
          found.map(({ receipt }) => receipt),
          signal,
        ),
      ).toEqual([]);
      expect(await queue.size(signal)).toEqual({ waiting: 0, hidden: 0 });
    });

    it("can be tried without taking, hiding or deleting anything", async () => {
      const { queue, send } = place;
      await send("one");
      await queue.tryReceive(signal);
      await queue.tryRemove(signal);
      expect(await queue.size(signal)).toEqual({ waiting: 1, hidden: 0 });
      await queue.remove(
        (await all(1)).map(({ receipt }) => receipt),
        signal,
      );
    });

    it("tells what could not be removed, and removes the rest", async () => {
      const { queue, send } = place;
      await send("one");
      const [one] = await all(1);
      const left = await queue.remove([one?.receipt ?? "", "no receipt at all"], signal);
      expect(left.map(({ receipt, code }) => [receipt, code])).toEqual([
        ["no receipt at all", "ReceiptHandleIsInvalid"],
      ]);
      expect(await queue.size(signal)).toEqual({ waiting: 0, hidden: 0 });
    });

    it("that is not there has no size", async () => {
      expect(await place.absent.size(signal)).toBeNull();
    });

    it("stops with trouble when it is told to", async () => {
      const asked = place.queue.receive(AbortSignal.abort());
      await expect(asked).rejects.toMatchObject({ name: "PortTrouble", reason: "limit" });
    });
  });
}
