import { DMARC_POLICIES, type DmarcPolicy, reportUrisOf } from "./dmarc.ts";

/** A record that could be published, built from what could be read of the one that is there. */
export type DmarcProposal = {
  record: string;
  /** Tags whose values are proposals, since the record has none that can be kept. */
  proposes: readonly string[];
  /** What stands in the record and could not be kept. */
  leftOut: readonly string[];
};

/** Longer records are not rewritten: they could not be shown whole. */
const LONGEST = 2_000;

/** The tags of RFC 9989 §4.7 in the order in which people write them. */
const TAGS = ["p", "sp", "np", "psd", "t", "adkim", "aspf", "fo", "rua", "ruf"] as const;
type Tag = (typeof TAGS)[number];

/** The same record, every valid tag kept, written so that it can be read. Null where it is too long. */
export function mendedDmarc(text: string, domain: string): DmarcProposal | null {
  const read = tagsIn(text);
  if (!read) return null;
  const { tags, leftOut } = read;
  const proposes: string[] = [];
  if (!tags.has("p")) {
    tags.set("p", "none");
    proposes.push("p");
  }
  return written(tags, domain, proposes, leftOut);
}

/** What raises a policy of none: another value of `p` or `sp`, or the end of the test. */
export type Raise = "p" | "sp" | "t";

/**
 * The record with a policy that is not none any more: at least quarantine, for the domain itself or, where it is
 * inherited, for the domains below. Null where it is too long.
 */
export function raisedDmarc(
  text: string,
  domain: string,
  inherited: boolean,
): (DmarcProposal & { raises: Raise }) | null {
  const read = tagsIn(text);
  if (!read) return null;
  const { tags, leftOut } = read;
  const key = inherited && tags.has("sp") ? "sp" : "p";
  const isNone = (tags.get(key) ?? "none") === "none";
  if (isNone) tags.set(key, "quarantine");
  // `p` may be absent where `sp` is not; a record without it says little.
  if (!tags.has("p")) tags.set("p", "none");
  // With t=y receivers apply one level less.
  if (tags.get("t") === "y") tags.delete("t");
  return { ...written(tags, domain, [], leftOut), raises: isNone ? key : "t" };
}

function written(
  tags: Map<Tag, string>,
  domain: string,
  proposes: readonly string[],
  leftOut: readonly string[],
): DmarcProposal {
  const hasReports = tags.has("rua");
  if (!hasReports) tags.set("rua", `mailto:dmarc-reports@${domain}`);
  const parts = TAGS.flatMap((tag) => (tags.has(tag) ? [`${tag}=${tags.get(tag)}`] : []));
  return {
    record: ["v=DMARC1", ...parts].join("; "),
    proposes: hasReports ? proposes : [...proposes, "rua"],
    leftOut: leftOut.slice(0, 5),
  };
}

/** Every tag whose value is valid. Of a policy that stands twice the stricter one: nothing is weakened by rewriting it. */
function tagsIn(text: string): { tags: Map<Tag, string>; leftOut: readonly string[] } | null {
  if (text.length > LONGEST) return null;
  const tags = new Map<Tag, string>();
  const leftOut: string[] = [];
  for (const { name, value } of partsIn(text)) {
    if (name === "v" || (name === "" && value === "")) continue;
    const tag = TAGS.find((known) => known === name);
    const kept = tag && validValue(tag, value);
    if (tag && kept) tags.set(tag, joined(tag, tags.get(tag), kept));
    else leftOut.push(name === "" ? value : `${name}=${value}`);
  }
  return { tags, leftOut };
}

/** Parted by semicolons, and where one was forgotten, before a word that begins with a known tag. */
function partsIn(text: string): readonly { name: string; value: string }[] {
  const parts: { name: string; value: string }[] = [];
  for (const part of text.split(";")) {
    parts.push({ name: "", value: "" });
    for (const word of part.replaceAll(/[ \t]{0,20}=[ \t]{0,20}/g, "=").split(/\s/)) {
      const [before = "", ...after] = word.split("=");
      const name = before.toLowerCase();
      const last = parts.at(-1);
      if (after.length > 0 && (name === "v" || last?.name === "" || TAGS.some((tag) => tag === name))) {
        parts.push({ name, value: after.join("=") });
      } else if (last && word !== "") last.value = last.value === "" ? word : `${last.value} ${word}`;
    }
  }
  return parts;
}

function validValue(tag: Tag, value: string): string | null {
  const lower = value.toLowerCase();
  const oneOf = (values: readonly string[]) => (values.includes(lower) ? lower : null);
  switch (tag) {
    case "p":
    case "sp":
    case "np":
      return oneOf(DMARC_POLICIES);
    case "psd":
      return oneOf(["y", "n"]);
    case "t":
      return oneOf(["y"]);
    case "adkim":
    case "aspf":
      return oneOf(["r", "s"]);
    case "fo":
      return /^[01ds](?::[01ds]){0,3}$/.test(lower) ? lower : null;
    case "rua":
    case "ruf":
      return (
        reportUrisOf(value)
          .map(({ uri }) => uri)
          .join(",") || null
      );
  }
}

function joined(tag: Tag, before: string | undefined, value: string): string {
  if (before === undefined) return value;
  if (tag === "rua" || tag === "ruf") return `${before},${value}`;
  const strictness = (policy: string) => DMARC_POLICIES.indexOf(policy as DmarcPolicy);
  return strictness(value) > strictness(before) ? value : before;
}
