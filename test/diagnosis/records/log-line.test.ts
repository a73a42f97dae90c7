import { expect, it } from "vitest";
import { readLogLine } from "../../../src/diagnosis/records/log-line.ts";

const ID = "5b0c8f5e-0001-4a51-9c0e-000000000001";
const TIME = "2026-11-21T19:00:00.000Z";
const UNVERIFIED = "MessageRejected: Email address is not verified.";

it.each([
  ["Node, an error that was printed", `${TIME}\t${ID}\tERROR\t${UNVERIFIED}\n    at de_Error (x.js:1)`, UNVERIFIED],
  [
    "Node, an error that was thrown",
    `${TIME}\t${ID}\tERROR\tInvoke Error \t{"errorType":"MessageRejected","errorMessage":"Email \\"x\\" is\\nnot verified.","stack":["…"]}`,
    'MessageRejected: Email "x" is not verified.',
  ],
  ["Node, an error that was printed as information", `${TIME}\t${ID}\tINFO\t${UNVERIFIED}`, UNVERIFIED],
  [
    "Python, an error that was raised",
    "[ERROR] MessageRejected: An error occurred (MessageRejected) when calling the SendEmail operation: no\rTraceback",
    "MessageRejected: An error occurred (MessageRejected) when calling the SendEmail operation: no",
  ],
  ["Python, an error that was logged", `[ERROR]\t${TIME}\t${ID}\tno seat left`, "no seat left"],
  [
    "Python, an error that was printed",
    "botocore.exceptions.ClientError: An error occurred (Throttling)",
    "botocore.exceptions.ClientError: An error occurred (Throttling)",
  ],
  ["the platform, a time-out", `${TIME} ${ID} Task timed out after 3.00 seconds`, "Task timed out after 3.00 seconds"],
  [
    "the platform, a runtime that died",
    `RequestId: ${ID} Error: Runtime exited with error: signal: killed`,
    "Error: Runtime exited with error: signal: killed",
  ],
  [
    "JSON, Node",
    JSON.stringify({
      timestamp: TIME,
      level: "ERROR",
      requestId: ID,
      message: { errorType: "RangeError", errorMessage: "no seat" },
    }),
    "RangeError: no seat",
  ],
  [
    "JSON, thrown",
    JSON.stringify({ level: "ERROR", errorType: "MessageRejected", errorMessage: "no", stackTrace: [], requestId: ID }),
    "MessageRejected: no",
  ],
  [
    "JSON, an error that says its type itself",
    JSON.stringify({ level: "ERROR", errorType: "A", message: "A: b" }),
    "A: b",
  ],
  ["JSON, an error as information", JSON.stringify({ level: "INFO", message: UNVERIFIED }), UNVERIFIED],
  [
    "JSON, the platform",
    JSON.stringify({ time: TIME, type: "platform.report", record: { status: "timeout" } }),
    "Task timed out",
  ],
  ["JSON, an error without a word", JSON.stringify({ level: "FATAL" }), "FATAL"],
  [
    "JSON that was cut",
    JSON.stringify({ level: "ERROR", message: 'SES said "no"', more: "x".repeat(100) }).slice(0, 90),
    'SES said "no"',
  ],
])("an error in the form of %s", (_, line, text) => {
  expect(readLogLine(line)).toEqual({ text });
});

it.each([
  ["START", `START RequestId: ${ID} Version: $LATEST`],
  ["END", `END RequestId: ${ID}`],
  ["REPORT", `REPORT RequestId: ${ID}\tDuration: 3 ms\tMax Memory Used: 70 MB`],
  ["information", `${TIME}\t${ID}\tINFO\tsent 212 mails, 0 errors`],
  ["a warning", `${TIME}\t${ID}\tWARN\tthe list has error in its name`],
  ["Python's information", `[INFO]\t${TIME}\t${ID}\tno Error at all`],
  ["a plain print", "no error so far"],
  ["JSON's information", JSON.stringify({ level: "INFO", message: "0 errors" })],
  ["a report of the platform in JSON", JSON.stringify({ type: "platform.report", record: { status: "success" } })],
  ["JSON that was cut", JSON.stringify({ level: "INFO", message: "fine", more: "x".repeat(100) }).slice(0, 90)],
  ["nothing", ""],
])("no error in %s", (_, line) => {
  expect(readLogLine(line)).toBeNull();
});
