import { expect, it } from "vitest";
import { asTyped } from "../../src/render/as-typed.ts";
import { jsonOf } from "../../src/render/json.ts";
import { slackReportThread } from "../../src/render/slack-thread.ts";
import { terminalOf } from "../../src/render/terminal.ts";
import { checked } from "../diagnosis/checked.ts";
import { changed } from "../diagnosis/world.ts";

const DOMAIN = "xn--bcher-kva.test";
const TYPED = "b\u00fccher.test";

it.each([
  ["a domain alone", `${DOMAIN} has no MX record`, `${DOMAIN} (${TYPED}) has no MX record`],
  ["labels before it", `The record at _dmarc.${DOMAIN}`, `The record at _dmarc.${DOMAIN} (${TYPED})`],
  ["a full stop behind it", `Look at ${DOMAIN}.`, `Look at ${DOMAIN} (${TYPED}).`],
  ["once", `${DOMAIN} and ${DOMAIN}`, `${DOMAIN} (${TYPED}) and ${DOMAIN}`],
  ["another name that begins with it", `${DOMAIN}.example.com`, `${DOMAIN}.example.com`],
  ["another name that ends with it", `a${DOMAIN}`, `a${DOMAIN}`],
  ["not there", "example.com", "example.com"],
])("beside the A-labels stands what was typed: %s", (_, title, shown) => {
  expect(asTyped(title, { domain: DOMAIN, typed: TYPED })).toBe(shown);
});

it.each([
  ["typed as A-labels", { domain: DOMAIN, typed: DOMAIN }],
  ["typed in upper case", { domain: "example.com", typed: "EXAMPLE.com" }],
  ["about relays", { typed: "relays" }],
])("nothing stands beside a name %s", (_, target) => {
  expect(asTyped(`${DOMAIN} and example.com`, target)).toBe(`${DOMAIN} and example.com`);
});

it("people see both forms in a report, and its subjects stay A-labels", async () => {
  const world = changed({
    identity: null,
    zones: [{ origin: DOMAIN, servers: ["ns.amazonses.com"], records: "@ TXT v=spf1 -all" }],
  });
  const { report } = await checked(world, { domain: DOMAIN });
  const asked = { ...report, target: { ...report.target, typed: TYPED } };
  const both = `${DOMAIN} (${TYPED})`;
  expect(terminalOf({ kind: "reports", reports: [asked] }).join("\n")).toContain(`${both} has no MX record`);
  expect(JSON.stringify(slackReportThread(asked, { id: "id" }))).toContain(`${both} has no MX record`);
  const document = JSON.parse(jsonOf({ kind: "reports", reports: [asked] })[0] ?? "");
  expect(document.verdict.subject).toBe(DOMAIN);
  expect(JSON.stringify(document)).not.toContain(both);
});
