const ADDRESS = /[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,128}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?/;
const ALL_ADDRESSES = new RegExp(ADDRESS, "g");

/** The first address in a text. Quoted local parts are not looked for: bounces hardly ever have one. */
export function firstAddress(text: string): string | null {
  return text.includes("@") ? (addressesIn(text, 1)[0] ?? null) : null;
}

export function addressesIn(text: string, limit = 50): readonly string[] {
  const found: string[] = [];
  let at = text.indexOf("@");
  // From each @ outwards, so that a long run of letters without one costs nothing.
  while (at !== -1 && found.length < limit) {
    const from = Math.max(0, at - 128);
    const window = text.slice(from, at + 255);
    const match = matchAround(window, at - from);
    if (match) {
      const address = tidy(match);
      if (address && !found.includes(address)) found.push(address);
    }
    at = text.indexOf("@", at + 1);
  }
  return found;
}

function matchAround(window: string, at: number): string | null {
  for (const match of window.matchAll(ALL_ADDRESSES)) {
    if (match.index <= at && match.index + match[0].length > at) return match[0];
    if (match.index > at) return null;
  }
  return null;
}

function tidy(address: string): string | null {
  const bare = address.replace(/^(?:mailto:|['`./{|]{1,8})/i, "").replace(/[.-]{1,5}$/, "");
  return bare.indexOf("@") > 0 ? bare : null;
}

/** The domain of an address, lower-case. */
export function domainOf(address: string | null): string | null {
  const at = address?.lastIndexOf("@") ?? -1;
  return address && at !== -1 ? address.slice(at + 1).toLowerCase() : null;
}
