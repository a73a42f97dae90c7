import { PROVIDERS } from "./rules/index.ts";
import type { ProviderSet } from "./rules/rule.ts";

/** Whose server a host name or a refusal's words belong to, by name (`gmail`, `microsoft`, …); null where unknown. */
export function providerOf(hosts: readonly (string | null)[], text: string): string | null {
  for (const host of hosts) {
    const found = host === null ? undefined : PROVIDERS.find((set) => ownsHost(set, host));
    if (found) return found.name;
  }
  return PROVIDERS.find(({ words }) => words.some((word) => text.includes(word)))?.name ?? null;
}

/** All whose words a refusal holds: a gateway may quote a block list, Exchange may quote Gmail. */
export function providersIn(text: string): readonly string[] {
  return PROVIDERS.filter(({ words }) => words.some((word) => text.includes(word))).map(({ name }) => name);
}

function ownsHost({ hosts }: ProviderSet, host: string): boolean {
  const name = `.${host.toLowerCase().replace(/\.$/, "")}`;
  return hosts.some((owned) => (owned.startsWith(".") ? name.endsWith(owned) : name.includes(owned)));
}
