import type { AnyMiddlewareArgs, App } from "@slack/bolt";

/**
 * Acks. Commands, buttons and shortcuts at once and with nothing, before anything is looked at; what else wants an ack gets
 * one by its own listener, or here when nobody listens: Slack would tell the person that it failed.
 */
export function ackEverything(app: App): void {
  app.use(async (args) => {
    const ack = ackOf(args);
    const isPrompt = "command" in args || "action" in args || "shortcut" in args;
    if (ack && isPrompt) await ack();
    await args.next();
    if (ack && !isPrompt && !("options" in args)) await ack();
  });
}

function ackOf(args: AnyMiddlewareArgs): (() => Promise<void>) | null {
  if (!("ack" in args) || typeof args.ack !== "function") return null;
  const { ack } = args;
  return async () => {
    await Reflect.apply(ack, undefined, []);
  };
}
