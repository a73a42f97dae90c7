/** One error that a Lambda function wrote to its log, without when and in which call: `ErrorType: what it says`. */
export type LoggedError = { text: string };

/** More of one error tells nothing more. */
const MOST = 1_000;

const TIME = /^\d{4}-\d\d-\d\dT[\d:.]{5,15}Z?\s{1,4}/;
const REQUEST = /^(?:RequestId:\s)?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\s{1,4}/i;
const LEVEL = /^\[?(TRACE|DEBUG|INFO|WARN|WARNING|ERROR|FATAL|CRITICAL)\]?(?:\s{1,4}|$)/;
const BAD_LEVELS = ["ERROR", "FATAL", "CRITICAL"];

/**
 * Whatever its level: many programs print an exception with what writes INFO, or without a level. Names as the SDKs give
 * them: `MessageRejected`, `botocore.exceptions.ClientError`, `ThrottlingException`.
 */
const SPEAKS_OF_ERROR =
  /^(?:Uncaught |Unhandled |Error: )?(?:\w{1,60}\.){0,5}[A-Z]\w{0,80}(?:Error|Exception|Rejected|Rejection|DoesNotExist)\b|\bAn error occurred \(\w|\bTask timed out after\b|\bRuntime exited\b|\bMessageRejected\b/;

/**
 * Reads a line of a Lambda function's log, in its text or its JSON format (what the runtimes and the platform write);
 * null where it tells of no error. The text is from outside: not escaped, secrets still in it.
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html
 */
export function readLogLine(line: string): LoggedError | null {
  const text = line.trim();
  return text.startsWith("{") ? readJsonLine(text) : readTextLine(text);
}

function readTextLine(line: string): LoggedError | null {
  let rest = line;
  let level = "";
  // Node writes time, request, level; Python level, time, request; the platform time, request.
  for (const form of [TIME, REQUEST, LEVEL, TIME, REQUEST]) {
    const found = form.exec(rest);
    if (!found) continue;
    level = found[1] ?? level;
    rest = rest.slice(found[0].length);
  }
  if (/^(?:START|END|REPORT|INIT_START|EXTENSION|TELEMETRY)\b/.test(rest)) return null;
  const thrown = thrownIn(rest);
  if (thrown) return thrown;
  return BAD_LEVELS.includes(level) || SPEAKS_OF_ERROR.test(rest) ? loggedError(rest) : null;
}

/** `Invoke Error \t{"errorType":"Error","errorMessage":"…","stack":[…]}`, Node's way to tell what a handler threw. */
function thrownIn(text: string): LoggedError | null {
  const at = text.indexOf('{"errorType"');
  if (at < 0) return null;
  const [, type = ""] = /"errorType":"([^"\\]{1,200})"/.exec(text) ?? [];
  const [, message = ""] = /"errorMessage":"((?:[^"\\]|\\.){0,2000})/.exec(text) ?? [];
  return loggedError(`${type}: ${unescaped(message)}`);
}

type Fields = { readonly [key: string]: unknown };

function readJsonLine(line: string): LoggedError | null {
  const record = parsed(line);
  if (!record) return readCutJson(line);
  if (typeof record.type === "string" && record.type.startsWith("platform.")) return platformError(record);
  const said = fieldsOf(record.message);
  const type = textOf(record.errorType) || textOf(said.errorType) || textOf(said.name);
  const message =
    textOf(record.errorMessage) || textOf(said.errorMessage) || textOf(record.message) || textOf(said.message);
  const level = textOf(record.level || record.log_level || record.severity).toUpperCase();
  const text = type && !message.startsWith(type) ? `${type}: ${message}` : message;
  return BAD_LEVELS.includes(level) || type || SPEAKS_OF_ERROR.test(text) ? loggedError(text || level) : null;
}

/** Longer than what is read of a line: no longer JSON, but its beginning still says what it is. */
function readCutJson(line: string): LoggedError | null {
  const [, level = ""] = /"level":"(\w{1,20})"/.exec(line) ?? [];
  const [, type] = /"errorType":"([^"\\]{1,200})"/.exec(line) ?? [];
  const [, message = ""] = /"(?:errorMessage|message)":\s?"((?:[^"\\]|\\.){0,2000})/.exec(line) ?? [];
  const said = unescaped(message);
  const text = type && !said.startsWith(type) ? `${type}: ${said}` : said;
  return BAD_LEVELS.includes(level) || type || SPEAKS_OF_ERROR.test(text) ? loggedError(text || level) : null;
}

function unescaped(text: string): string {
  return text.replace(/\\(?:[nrt]|u[0-9a-f]{4})/gi, " ").replace(/\\(.)/g, "$1");
}

/** `{"type":"platform.report","record":{"status":"timeout",…}}` */
function platformError({ record }: Fields): LoggedError | null {
  const { status, errorType } = fieldsOf(record);
  if (status === "timeout") return { text: "Task timed out" };
  return status === "error" || status === "failure" ? loggedError(textOf(errorType) || "Runtime error") : null;
}

/** The first line: frames of the stack, and a traceback, follow. */
function loggedError(text: string): LoggedError | null {
  const [first = ""] = text.trim().split(/[\r\n]/, 1);
  return first === "" ? null : { text: first.slice(0, MOST) };
}

function parsed(line: string): Fields | null {
  try {
    return fieldsOf(JSON.parse(line));
  } catch {
    return null;
  }
}

function fieldsOf(value: unknown): Fields {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
