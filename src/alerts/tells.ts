/** Whether there is anywhere that alerts are told: a channel for all watches, or for one of them. */
export function tellsAlerts(channels: {
  alerts: string | null;
  watches?: { readonly [kind: string]: string | undefined };
}): boolean {
  return channels.alerts !== null || Object.keys(channels.watches ?? {}).length > 0;
}
