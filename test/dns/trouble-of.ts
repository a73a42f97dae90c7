import { PortTrouble } from "../../src/ports/trouble.ts";

/** The trouble that a question ends in; throws where it ends in anything else. */
export async function troubleOf(question: Promise<unknown>): Promise<PortTrouble> {
  const outcome = await question.then(
    (answer) => new Error(`answered ${JSON.stringify(answer)}`),
    (error: unknown) => error,
  );
  if (outcome instanceof PortTrouble) return outcome;
  throw outcome;
}
