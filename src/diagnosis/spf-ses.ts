import { PortTrouble } from "../ports/trouble.ts";
import { SES_RETURN_PATH } from "./mail-from-domain.ts";
import type { Questions } from "./questions.ts";
import { effectiveMechanisms } from "./records/spf.ts";
import { evaluateSpf, type SpfResult } from "./records/spf-evaluation.ts";
import { firstHostOf } from "./records/spf-network.ts";
import { isPlain, plainResult } from "./spf-plain.ts";
import { nodesOf, type SpfTree, spfTree } from "./spf-tree.ts";

/** More networks than this are not tried: SES has about a dozen. */
const MOST_NETWORKS = 64;

/** A network that SES sends from, as its own record names it, and one host address in it. */
export type SesNetwork = { network: string; address: string };

export type SesPass = { network: string; result: SpfResult; problem: string | null };

/**
 * The networks that SES sends from, out of the live SPF record of amazonses.com and what it includes. Throws
 * PortTrouble where that record cannot be read whole: without it nothing can be said about SES.
 */
export async function sesNetworks(questions: Questions): Promise<readonly SesNetwork[]> {
  const tree = await spfTree(questions, SES_RETURN_PATH);
  for (const trouble of tree.troubles) throw trouble;
  const networks = nodesOf(tree)
    .flatMap(({ record }) => (record && !record.error ? effectiveMechanisms(record) : []))
    .filter(({ name, qualifier }) => (name === "ip4" || name === "ip6") && qualifier === "+")
    .flatMap(({ name, address, prefix4, prefix6 }) =>
      address === null ? [] : [networkOf(address, name === "ip4" ? prefix4 : prefix6)],
    );
  if (networks.length === 0) {
    throw new PortTrouble("error", { asked: SES_RETURN_PATH, detail: "its SPF record names no networks" });
  }
  return networks.slice(0, MOST_NETWORKS);
}

/**
 * Evaluates SPF for mail that SES sends with this MAIL FROM domain, one address of every network, all side by side.
 * Throws the trouble behind a temperror: whether SES passes is then not known.
 */
export async function sesPasses(
  questions: Questions,
  mailFrom: string,
  tree: SpfTree,
  networks: readonly SesNetwork[],
): Promise<readonly SesPass[]> {
  if (isPlain(tree)) {
    return networks.map(({ network, address }) => ({ network, result: plainResult(tree, address), problem: null }));
  }
  await askMxHosts(questions, tree);
  return Promise.all(
    networks.map(async ({ network, address }) => {
      const client = { ip: address, helo: SES_RETURN_PATH, sender: `bounce@${mailFrom}` };
      const { result, problem, trouble } = await evaluateSpf(questions.dns, client);
      if (result === "temperror")
        throw trouble ?? new PortTrouble("error", { asked: mailFrom, detail: "SPF temperror" });
      return { network, result, problem };
    }),
  );
}

/** The evaluator asks the hosts of an mx term one after another; asked here side by side, it finds them answered. */
async function askMxHosts(questions: Questions, { costs }: SpfTree): Promise<void> {
  const hosts = new Set(costs.flatMap((cost) => cost.hosts.slice(0, 10)));
  await Promise.allSettled([...hosts].map((host) => questions.dns(host, "A")));
}

/** A record that lists single addresses of SES's rarely holds the first host of a network by chance. */
function networkOf(address: string, prefix: number): SesNetwork {
  return { network: `${address}/${prefix}`, address: firstHostOf(address, prefix) };
}
