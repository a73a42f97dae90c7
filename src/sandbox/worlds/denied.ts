import type { World } from "../world.ts";
import { healthy } from "./healthy.ts";

export const denied: World = {
  ...healthy,
  name: "denied",
  title: "maildiag may not read what it needs, and a name server is silent",
  story: [
    "The IAM policy lacks ses:GetAccount, and the answers for DMARC never come.",
    "maildiag says what it could not look at, instead of guessing.",
  ],
  awsFaults: [{ action: "ses:GetAccount", then: "deny" }],
  dnsFaults: [{ name: "_dmarc.example.com", server: "resolver", then: "SERVFAIL" }],
};
