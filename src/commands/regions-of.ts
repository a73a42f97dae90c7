import { type Command, UsageMistake, type Words } from "./command.ts";

/** A region that nobody has heard of yet may exist tomorrow: only the form is looked at. */
const REGION = /^[a-z]{2,4}(-[a-z]+){1,3}-\d{1,2}$/;
const MOST_REGIONS = 40;

export function hasFormOfRegion(word: string): boolean {
  return REGION.test(word);
}

/** The regions that a person named with `--region` (repeated, or a comma list), else the configured ones. */
export function regionsOf(
  command: Command,
  named: Words["values"][string],
  configured: readonly string[],
): readonly string[] {
  const words = [named ?? []].flat().flatMap((word) => String(word).split(","));
  const regions = words.map((word) => word.trim().toLowerCase()).filter((word) => word !== "");
  const wrong = regions.find((region) => !hasFormOfRegion(region));
  if (wrong !== undefined) throw new UsageMistake(`"${wrong}" is not an AWS region, such as us-east-1.`, command);
  if (words.length > 0 && regions.length === 0)
    throw new UsageMistake("--region needs an AWS region, such as us-east-1.", command);
  if (regions.length > MOST_REGIONS) throw new UsageMistake(`At most ${MOST_REGIONS} regions at a time.`, command);
  return regions.length > 0 ? [...new Set(regions)] : configured;
}
