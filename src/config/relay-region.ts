/**
 * The region in the name of an SES SMTP endpoint: `email-smtp.<region>.amazonaws.com`, its FIPS form
 * `email-smtp-fips.…`, China's `….amazonaws.com.cn`, and VPC endpoints `vpce-….email-smtp.<region>.vpce.amazonaws.com`.
 * Null for any other host. Source: AWS General Reference, "Amazon SES endpoints and quotas"; SES developer guide, VPC endpoints.
 */
export function regionInHost(host: string): string | null {
  const endpoint =
    /^(?:vpce-[a-z0-9-]{1,80}\.)?email-smtp(?:-fips)?\.([a-z]{2,4}(?:-[a-z]+){1,3}-\d{1,2})\.(?:vpce\.)?amazonaws\.(?:com|com\.cn|eu)$/;
  return endpoint.exec(host.toLowerCase())?.[1] ?? null;
}

/** The SMTP endpoint of a region, for relays that name only their region. */
export function smtpHostOf(region: string): string {
  const suffix = region.startsWith("cn-") ? "com.cn" : region.startsWith("eusc-") ? "eu" : "com";
  return `email-smtp.${region}.amazonaws.${suffix}`;
}
