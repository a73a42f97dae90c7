import { existsSync, readFileSync } from "node:fs";

// Prints "passed failed skipped" of a Vitest JSON report. A file that could not be loaded has no test and counts as one
// failure, and so does a run that ended badly though no test failed, or that left no report or ran nothing.
const [file = "", status = "1"] = process.argv.slice(2);
const files = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")).testResults : [];
const outcomes = files.flatMap(({ status, assertionResults }) => {
  const tests = assertionResults.map((test) => test.status);
  return status === "failed" && !tests.includes("failed") ? [...tests, "failed"] : tests;
});
const passed = outcomes.filter((outcome) => outcome === "passed").length;
const failed = outcomes.filter((outcome) => outcome === "failed").length;
const endedBadly = failed === 0 && (status !== "0" || passed === 0) ? 1 : 0;
console.log(passed, failed + endedBadly, outcomes.length - passed - failed);
