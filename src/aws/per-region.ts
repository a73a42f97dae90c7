import type { Aws, ClientConfig } from "./aws.ts";

/** One client a region, made at its first use and kept; the SDK's module is loaded at the first use of any region. */
export function perRegion<Sdk, Client>(
  aws: Aws,
  load: () => Promise<Sdk>,
  make: (sdk: Sdk, config: ClientConfig) => Client,
): (region: string) => Promise<{ sdk: Sdk; client: Client }> {
  const clients = new Map<string, Promise<{ sdk: Sdk; client: Client }>>();

  async function create(region: string): Promise<{ sdk: Sdk; client: Client }> {
    const [sdk, config] = await Promise.all([load(), aws.clientConfig(region)]);
    return { sdk, client: make(sdk, config) };
  }

  return (region) => {
    const before = clients.get(region);
    if (before !== undefined) return before;
    const client = create(region);
    clients.set(region, client);
    return client;
  };
}
