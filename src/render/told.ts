import type { SlackFile, SlackMessage } from "./slack-message.ts";

/** What becomes of an entry of the outbox. */
export type Told = { message: SlackMessage } | { file: SlackFile };

/** `body` comes from the store, where an older or a newer version may have written it. Throws Untellable. */
export type Teller = (body: unknown) => Told;

/** A kind that this version does not know, or a body that its teller cannot read. */
export class Untellable extends Error {
  constructor(problem: "unknown_kind" | "unreadable_body", options?: ErrorOptions) {
    super(problem, options);
    this.name = "Untellable";
  }
}

/** A field of a body that has to be a text. Throws Untellable. */
export function textIn(body: unknown, name: string): string {
  const fields: Readonly<Record<string, unknown>> = typeof body === "object" && body !== null ? { ...body } : {};
  const text = fields[name];
  if (typeof text !== "string") throw new Untellable("unreadable_body");
  return text;
}
