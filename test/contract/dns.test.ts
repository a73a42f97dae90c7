import { startDns } from "../../src/sandbox/dns/start-dns.ts";
import { CONTRACT_WORLD, dnsContract } from "./dns.ts";

dnsContract("the stand-in", async () => {
  const { resolver, close } = await startDns(CONTRACT_WORLD);
  return { resolvers: [resolver], close };
});
