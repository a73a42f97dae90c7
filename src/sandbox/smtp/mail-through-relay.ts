import { createTransport } from "nodemailer";
import { changeKeys } from "../keys.ts";
import type { RunningWorld } from "../running.ts";
import type { IamAccount, WorldRelay } from "../world.ts";
import { passwordOf } from "./logins.ts";

const TO = "guest@gmail.com";
const WRITER = "U0ANA";

/**
 * Somebody writes a mail as the relay does, with the password that was once made of its key. What comes of it is posted
 * as people see it: Gmail's notice where the credentials are refused, SES's events where it is sent.
 */
export async function mailThroughRelay(running: RunningWorld, relay: WorldRelay): Promise<void> {
  const { aws, smtp, slack, clock } = running;
  const { username, from, region } = relay;
  const place = smtp.placeOf(region, 587);
  const transport = createTransport({
    ...place,
    requireTLS: true,
    tls: { ca: smtp.ca, servername: `email-smtp.${region}.amazonaws.com` },
    auth: { user: username, pass: relay.password ?? passwordIn(aws.world.iam, username, region) },
  });
  try {
    const { response } = await transport.sendMail({
      from,
      to: TO,
      subject: "Sailing on Saturday",
      text: "See you at the pier.",
    });
    const id = /^250 Ok (\S{1,80})/i.exec(response ?? "")?.[1] ?? "";
    aws.publish(eventsOf(id, relay, clock.now()));
    const lastUsed = { at: clock.now().toISOString(), service: "ses", region };
    changeKeys(running, (keys) => keys.map((key) => (key.id === username ? { ...key, lastUsed } : key)));
    slack.people.say(WRITER, "mail-ops", `I wrote to ${TO} as ${from}: "${response}"`);
  } catch (error) {
    slack.people.say(WRITER, "mail-ops", noticeOf(relay, error));
  } finally {
    transport.close();
  }
}

/** As Gmail tells it, which accuses nobody in particular. */
function noticeOf({ from, region }: WorldRelay, error: unknown): string {
  const reply = error instanceof Error && "response" in error ? String(error.response) : String(error);
  return [
    `My mail to ${TO} came back:`,
    `You're sending this from a different address or alias using the 'Send mail as' feature. The settings for your 'Send mail as' account (${from}) are misconfigured or out of date. Check those settings and try resending.`,
    `The response was: TLS Negotiation failed, or ${reply} (email-smtp.${region}.amazonaws.com)`,
  ].join("\n");
}

function passwordIn(iam: IamAccount | undefined, id: string, region: string): string {
  const keys = Object.values(iam?.users ?? {}).flatMap((user) => user.keys);
  const key = keys.find((each) => each.id === id);
  return key ? passwordOf(key, region) : "unknown";
}

function eventsOf(messageId: string, { from, region }: WorldRelay, at: Date): readonly object[] {
  const domain = from.slice(from.lastIndexOf("@") + 1);
  const mail = {
    timestamp: at.toISOString(),
    messageId,
    source: from,
    sourceArn: `arn:aws:ses:${region}:123456789012:identity/${domain}`,
    sendingAccountId: "123456789012",
    destination: [TO],
  };
  const later = new Date(at.getTime() + 1_400).toISOString();
  return [
    { eventType: "Send", mail, send: {} },
    {
      eventType: "Delivery",
      mail,
      delivery: {
        timestamp: later,
        processingTimeMillis: 1_400,
        recipients: [TO],
        smtpResponse: "250 2.0.0 OK gsmtp",
        reportingMTA: "a8-50.smtp-out.amazonses.com",
      },
    },
  ];
}
