/** `https://sqs.us-east-1.amazonaws.com/123456789012/name`; null where a URL of another form names no queue of AWS. */
export function queueArnOf(url: string): { region: string; arn: string } | null {
  const [, region, suffix = "", account, name] =
    /^https:\/\/sqs\.([a-z0-9-]+)\.amazonaws\.com(\.cn)?\/(\d{12})\/([\w-]{1,80})$/.exec(url) ?? [];
  if (region === undefined) return null;
  return { region, arn: `arn:aws${suffix === "" ? "" : "-cn"}:sqs:${region}:${account}:${name}` };
}
