import type { JsonObject } from "./json.ts";

/** A call that Slack answers with `{ok: false, error: code, …details}`. */
export class SlackRefusal extends Error {
  readonly code: string;
  readonly details: JsonObject;

  constructor(code: string, details: JsonObject = {}) {
    super(code);
    this.name = "SlackRefusal";
    this.code = code;
    this.details = details;
  }
}

/** With what was wrong, as Slack tells it: `errors` bare, `response_metadata.messages` marked. */
export function refusalWith(code: string, complaints: readonly string[]): SlackRefusal {
  return new SlackRefusal(code, {
    errors: complaints,
    response_metadata: { messages: complaints.map((each) => `[ERROR] ${each}`) },
  });
}
