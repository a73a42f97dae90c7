import type { Hop } from "../diagnosis/hop.ts";
import type { Classified } from "./classify.ts";
import type { Reason } from "./reason.ts";
import type { Refusal } from "./refusal.ts";

const SENDER_DOMAIN =
  /domain of sender|sender (?:address|domain)\S{0,3} .{0,200}(?:does not|doesn't|must) (?:exist|resolve)|sender domain|does not exist.{0,40}sender|unresolvable (?:rfc|from|sender)|cannot resolve.{0,40}sender|mail from.{0,100}does not exist|return[- ]path domain|sender's domain|domain not found.{0,60}sender|sender address rejected: domain not found|sender verify failed/;
const SUBMISSION_HOST = /^(?:email-smtp(?:-fips)?\.|vpce-.{1,80}\.email-smtp)/;

/**
 * The hop that a refusal belongs to: who generated it, and at what. A credential is the relay's, whoever answered; SES
 * before its message id is submission, after it processing; a receiver's words about SPF, DKIM, DMARC or the return path
 * are authentication, even in a late bounce; its other words in the dialogue are the gateway; all after 250 the mailbox.
 */
export function hopOf(refusal: Refusal, reason: Reason, { rule, provider, signs }: Classified): Hop {
  if (rule?.rule.hop) return rule.rule.hop;
  if (reason === "feedback" || reason === "vacation" || reason === "delivered") return "mailbox";
  if (reason === "suppressed") return "processing";
  const { replyCode, command } = signs;
  if (isCredential(reason, replyCode, command, signs.text)) return "relay";
  const submission = SUBMISSION_HOST.test(refusal.reply.server.name ?? "");
  if (submission || provider === "amazon-ses") return "submission";
  if (reason === "authfailure") return "authentication";
  if (
    (reason === "rejected" || reason === "hostunknown" || reason === "notaccept") &&
    (SENDER_DOMAIN.test(signs.text) || isBadSenderSystem(signs.enhancedCode, provider))
  ) {
    return "authentication";
  }
  return refusal.afterAcceptance ? "mailbox" : "gateway";
}

/** x.1.8 is the sender's domain to everybody but Exchange Online, whose own outbound tenant it is (5.7.27: null MX). */
function isBadSenderSystem(enhancedCode: string | null, provider: string | null): boolean {
  return provider !== "microsoft" && provider !== "gmail" && /^[45]\.(?:1\.8|7\.27)$/.test(enhancedCode ?? "");
}

function isCredential(reason: Reason, replyCode: string | null, command: string | null, text: string): boolean {
  if (replyCode === "535" || replyCode === "534") return true;
  if (reason !== "securityerror") return false;
  return (
    command === "AUTH" ||
    /authentication credentials|username and password not accepted|application-specific password|sasl authentication failed/.test(
      text,
    )
  );
}
