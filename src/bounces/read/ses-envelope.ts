export type Fields = { readonly [key: string]: unknown };

const MAX_EVENTS = 1_000;
const MAX_ENVELOPES = 6;

/**
 * SES's events in `value`, out of any envelope: SNS, EventBridge, SQS and SNS records as Lambda gets them, Firehose
 * records. Shapes: https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html and
 * https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html
 * @param onBroken is told of each text in an envelope that is no JSON, of several lines of each that is none
 */
export function sesEventsIn(value: unknown, onBroken: OnBroken = nobody, depth = 0): readonly Fields[] {
  if (depth > MAX_ENVELOPES) return [];
  if (typeof value === "string") return sesEventsIn(parseJson(value, onBroken), onBroken, depth + 1);
  if (Array.isArray(value))
    return value
      .slice(0, MAX_EVENTS)
      .flatMap((one) => sesEventsIn(one, onBroken, depth + 1))
      .slice(0, MAX_EVENTS);
  if (!isFields(value)) return [];
  if (typeof value.eventType === "string" || typeof value.notificationType === "string")
    return isFields(value.mail) ? [value] : [];
  const inner = ["Message", "detail", "Sns", "body", "Body", "Records", "records", "Messages", "data"].flatMap(
    (key) => {
      const held = value[key];
      if (held === undefined || held === null) return [];
      if (key === "data" && typeof held === "string" && !held.trimStart().startsWith("{"))
        return sesEventsIn(Buffer.from(held, "base64").toString("utf8"), onBroken, depth + 1);
      return sesEventsIn(held, onBroken, depth + 1);
    },
  );
  return inner.slice(0, MAX_EVENTS);
}

type OnBroken = (text: string) => void;
const nobody: OnBroken = () => undefined;

/** JSON, several JSON documents a line each, or several without anything between them (Firehose). Null where it is none. */
export function parseJson(text: string, onBroken: OnBroken = nobody): unknown {
  const trimmed = text.trim();
  const none = () => {
    if (trimmed !== "") onBroken(trimmed);
    return null;
  };
  if (!/^[{[]/.test(trimmed)) return none();
  try {
    return JSON.parse(trimmed) as unknown;
  } catch {
    const lines = trimmed
      .replaceAll("}{", "}\n{")
      .split("\n")
      .slice(0, MAX_EVENTS * 2);
    if (lines.length < 2) return none();
    const broken: string[] = [];
    const values = lines.flatMap((line) => {
      try {
        return line.trim() === "" ? [] : [JSON.parse(line) as unknown];
      } catch {
        broken.push(line);
        return [];
      }
    });
    if (values.length === 0) return none();
    for (const line of broken) onBroken(line);
    return values;
  }
}

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
