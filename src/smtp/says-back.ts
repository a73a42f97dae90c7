/** So many characters in a row of a secret are no accident. */
const RUN = 12;
/** A secret that is shorter than that is looked for whole; the shortest ones stand in any reply by chance. */
const SHORTEST = 4;

/**
 * Does a reply hold a piece of a secret, or of a form in which it was sent? Line ends, continuation prefixes (RFC 5321
 * §4.2.1), white space and whatever else stands between the pieces do not hide it. Takes time linear in both.
 */
export function saysBack(reply: string, username: string, secret: string): boolean {
  const said = reply.replace(/^\d{3}[ -]?(?:\d\.\d{1,3}\.\d{1,3}(?![\d.]))?/gm, "");
  const forms = formsOf(username, secret);
  return [withoutSpaces, lettersAndDigits].some((reduced) => shareRun(reduced(said), forms.map(reduced)));
}

/** As itself, in hexadecimal, and in base64 at each of the three places where it may begin. */
function formsOf(username: string, secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  const prefixes = [`\0${username}\0`, "", " ", "  "];
  const encoded = prefixes.map((prefix) => Buffer.concat([Buffer.from(prefix), bytes]).toString("base64"));
  return [secret, bytes.toString("hex"), ...encoded];
}

function shareRun(said: string, forms: readonly string[]): boolean {
  const runs = new Map<number, Set<string>>();
  for (const form of forms) {
    const length = Math.min(RUN, form.length);
    if (length < SHORTEST) continue;
    const ofLength = runs.get(length) ?? new Set<string>();
    for (let at = 0; at + length <= form.length; at++) ofLength.add(form.slice(at, at + length));
    runs.set(length, ofLength);
  }
  for (const [length, ofLength] of runs) {
    for (let at = 0; at + length <= said.length; at++) if (ofLength.has(said.slice(at, at + length))) return true;
  }
  return false;
}

function withoutSpaces(text: string): string {
  return text.replace(/[\p{C}\p{Z}]+/gu, "");
}

function lettersAndDigits(text: string): string {
  return text.replace(/[^A-Za-z0-9]+/g, "").toLowerCase();
}
