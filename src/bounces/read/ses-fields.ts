import type { Refusal } from "../refusal.ts";
import { domainOf, firstAddress } from "./address.ts";
import { type Fields, isFields } from "./ses-envelope.ts";

export function text(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

export function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : {};
}

export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value.slice(0, 200) : [];
}

/** What every recipient of an event has in common. */
export function refusalBase(
  event: Fields,
): Pick<Refusal, "status" | "action" | "diagnosticType" | "reporter" | "from" | "detail"> {
  const mail = fieldsOf(event.mail);
  const common = fieldsOf(mail.commonHeaders);
  return {
    status: null,
    action: null,
    diagnosticType: null,
    reporter: null,
    from: "event",
    detail: {
      sesMessageId: text(mail.messageId),
      messageId: text(common.messageId),
      fromDomain: domainOf(firstAddress(text(mail.source) ?? "")),
      at: text(mail.timestamp),
    },
  };
}

/** No server answered. */
export const NOTHING_SAID = {
  replyCode: null,
  enhancedCode: null,
  command: null,
  server: { name: null, ip: null },
} as const;
