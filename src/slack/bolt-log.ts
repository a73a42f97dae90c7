import { type Logger, LogLevel } from "@slack/bolt";
import type { Log } from "../log.ts";
import { withoutSecretForms } from "../secret-form.ts";

const LONGEST = 500;

/**
 * Slack's libraries on the program's own log. What they say about every frame and request is `trace`: it holds what people
 * wrote. Their complaints about a socket that was lost are no errors of ours: it is opened anew.
 */
export function boltLog(log: Log): Logger {
  return {
    debug: (...said) => log.trace(words(said)),
    info: (...said) => log.debug(words(said)),
    warn: (...said) => log.warn(words(said)),
    error: (...said) => log.warn(words(said)),
    setLevel: () => undefined,
    setName: () => undefined,
    // Otherwise frames and bodies are put into words for nothing.
    getLevel: () => LogLevel.INFO,
  };
}

/** A socket's address is a ticket to it. */
function words(said: readonly unknown[]): string {
  const text = said.map((each) => (each instanceof Error ? each.message : String(each))).join(" ");
  return withoutSecretForms(text).text.slice(0, LONGEST).replace(/wss?:\/\/\S+/g, "[socket]");
}
