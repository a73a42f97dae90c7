import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CloudWatch } from "../../src/ports/cloudwatch.ts";
import type { Lambda } from "../../src/ports/lambda.ts";
import type { Logs } from "../../src/ports/logs.ts";

/** Lambda, CloudWatch and Logs to hold against their ports, and what is known to be in them. */
export type SendersPlace = {
  lambda: Lambda;
  cloudwatch: CloudWatch;
  logs: Logs;
  region: string;
  /** A function with a secret in its environment, and its dead-letter queue. */
  name: string;
  deadLetter: string | null;
  secret: string;
  /** A log group with two lines, the older one first, both of the last hour. */
  group: string;
  lines: readonly [string, string];
  /** A metric without dimensions that was 3 and 4 within the last hour. */
  metric: { namespace: string; name: string };
  close: () => Promise<void>;
};

/** What every implementation of the three ports promises, wherever it may be. */
export function sendersContract(label: string, open: () => Promise<SendersPlace>): void {
  describe(`${label} as the ports Lambda, CloudWatch and Logs`, () => {
    let place: SendersPlace;
    const signal = AbortSignal.timeout(60_000);
    const hour = () => ({ from: new Date(Date.now() - 2 * 3_600_000), to: new Date(Date.now() + 60_000) });
    beforeAll(async () => {
      place = await open();
    }, 60_000);
    afterAll(() => place?.close());

    it("tells what a function is, and nothing of its environment", async () => {
      const found = await place.lambda.function(place.region, place.name, signal);
      expect(found).toMatchObject({ name: place.name, state: "Active", deadLetter: place.deadLetter });
      expect(JSON.stringify(found)).not.toContain(place.secret);
    });

    it("answers null for a function and a log group that are not there", async () => {
      expect(await place.lambda.function(place.region, "nobody", signal)).toBeNull();
      const question = { group: "/nobody", ...hour(), pattern: "" };
      expect(await place.logs.lines(place.region, question, signal)).toBeNull();
    });

    it("reads the lines of a log in the order of time", async () => {
      const question = { group: place.group, ...hour(), pattern: "" };
      const reading = await place.logs.lines(place.region, question, signal);
      expect(reading?.whole).toBe(true);
      expect(reading?.lines.map(({ text }) => text)).toEqual(place.lines);
    });

    it("adds up a metric, and answers with an empty series where there is none", async () => {
      const query = { ...place.metric, dimensions: {}, statistic: "Sum", period: 3_600 } as const;
      const [own, none] = await place.cloudwatch.series(
        place.region,
        [query, { ...query, name: "Nothing" }],
        hour(),
        signal,
      );
      expect(own?.reduce((sum, { value }) => sum + value, 0)).toBe(7);
      expect(none).toEqual([]);
      const { namespace, name } = place.metric;
      expect(await place.cloudwatch.dimensionsOf(place.region, namespace, name, signal)).toContainEqual({});
    });
  });
}
