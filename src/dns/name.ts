/** Lower-case and without the trailing dot; the root is "". */
export function bareName(name: string): string {
  return name.toLowerCase().replace(/\.$/, "");
}

/**
 * Whether DNS could hold the (bare) name: labels of 1 to 63 bytes, 253 in all (RFC 1035 §2.3.4), and printable ASCII, as
 * A-labels are. What cannot be held does not exist, so to ask for it has an answer: NXDOMAIN.
 */
export function canExist(name: string): boolean {
  if (name === "") return true;
  return name.length <= 253 && name.split(".").every((label) => /^[\x21-\x7e]{1,63}$/.test(label));
}
