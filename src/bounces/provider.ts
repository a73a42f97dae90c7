import { PROVIDERS } from "./rules/index.ts";
import { anyOf, type ProviderSet, type Signs } from "./rules/rule.ts";

const spoken = PROVIDERS.map(({ name, words }) => ({ name, isSpoken: anyOf(words) }));

/**
 * Whose server spoke and whose words it used, by name (`gmail`, `microsoft`, …): the owner of the host first, then all
 * whose words the refusal holds, for a gateway may quote a block list, and Exchange may quote Gmail.
 */
export function providersOf(host: string | null, signs: Signs): readonly string[] {
  const owner = host === null ? null : providerOfHost(host);
  const others = spoken.flatMap(({ name, isSpoken }) => (name !== owner && isSpoken(signs) ? [name] : []));
  return owner === null ? others : [owner, ...others];
}

/** Whose mail server a host is, by name; null where unknown. */
export function providerOfHost(host: string): string | null {
  return PROVIDERS.find((set) => ownsHost(set, host))?.name ?? null;
}

function ownsHost({ hosts }: ProviderSet, host: string): boolean {
  const name = `.${host.toLowerCase().replace(/\.$/, "")}`;
  return hosts.some((owned) => (owned.startsWith(".") ? name.endsWith(owned) : name.includes(owned)));
}
