/**
 * What looks like a secret by its form alone, in a text that a person typed: nothing is known about it but how it is
 * written. Each form stands between characters that it does not hold itself.
 */
const FORMS: readonly RegExp[] = [
  // Slack: https://docs.slack.dev/authentication/tokens
  /\bx(?:ox[a-z]|app)-[\w-]{10,}/g,
  // An SES SMTP password: 33 bytes in base64, of which the first is the version, 0x04 or 0x02.
  /(?<![A-Za-z0-9+/=])(?:B[A-P]|A[g-v])[A-Za-z0-9+/]{42}(?![A-Za-z0-9+/=])/g,
  // An AWS secret access key: 40 characters of base64 that are no hexadecimal digest, name or path.
  /(?<![A-Za-z0-9+/=])(?=[a-z0-9+/]{0,39}[A-Z])(?=[A-Z0-9+/]{0,39}[a-z])(?=[A-Za-z+/]{0,39}\d)[A-Za-z0-9+/]{40}(?![A-Za-z0-9+/=])/g,
  /-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[\s\S]{0,8000}?(?:-----END [A-Z ]{0,30}PRIVATE KEY-----|$)/g,
];

const PLACEHOLDER = "[secret]";

/** The text without what looks like a secret, and whether there was any. */
export function withoutSecretForms(text: string): { text: string; found: boolean } {
  const clean = FORMS.reduce((left, form) => left.replace(form, PLACEHOLDER), text);
  return { text: clean, found: clean !== text };
}
