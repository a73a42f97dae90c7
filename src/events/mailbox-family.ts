/** Recipient domains that one provider's servers take mail for; its other customers' domains are told by themselves. */
const FAMILIES: readonly (readonly [RegExp, string])[] = [
  [/^(?:outlook|hotmail|live|msn|passport)\.(?:[a-z]{2,3}|co\.[a-z]{2}|com\.[a-z]{2})$/, "Outlook.com"],
  [/^(?:gmail|googlemail)\.com$/, "Gmail"],
  [/^(?:(?:yahoo|ymail|rocketmail)\.(?:[a-z]{2,3}|co\.[a-z]{2}|com\.[a-z]{2})|aol\.com|verizon\.net)$/, "Yahoo"],
  [/^(?:icloud|me|mac)\.com$/, "iCloud"],
];

/** The provider's name, or the domain itself. */
export function familyOf(domain: string): string {
  return FAMILIES.find(([form]) => form.test(domain))?.[1] ?? domain;
}
