// One %{…}: letter, number of parts, reversal, delimiters (RFC 7208 §7.1). c, r and t belong to explanations alone.
const MACRO = /^[slodiphv](\d*)r?[.\-+,/_=]*$/i;
const EXPLANATION_MACRO = /^[slodiphvcrt](\d*)r?[.\-+,/_=]*$/i;
const TOP_LABEL = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/i;

/** Whether a domain-spec expands to something that depends on the message. `%%`, `%_` and `%-` count too. */
export function hasMacro(spec: string): boolean {
  return spec.includes("%");
}

/** What is wrong with a macro-string, null where nothing is (RFC 7208 §7.1). */
export function macroStringProblem(text: string, macro = EXPLANATION_MACRO): string | null {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 0x21 || code > 0x7e) return "it holds a character that is not allowed";
    if (text[at] !== "%") continue;
    const next = text[at + 1];
    if (next === "%" || next === "_" || next === "-") {
      at++;
      continue;
    }
    const end = next === "{" ? text.indexOf("}", at) : -1;
    if (end < 0) return "a % stands outside a macro";
    const parts = macro.exec(text.slice(at + 2, end))?.[1];
    if (parts === undefined || (parts !== "" && /^0+$/.test(parts))) return `%{${text.slice(at + 2, end)}} is no macro`;
    at = end;
  }
  return null;
}

/** What is wrong with a domain-spec: a macro-string that ends with a top label or a macro (RFC 7208 §7.1). */
export function domainSpecProblem(spec: string): string | null {
  if (spec === "") return "the domain is missing";
  const problem = macroStringProblem(spec, MACRO);
  if (problem || endsWithMacro(spec)) return problem;
  const name = spec.replace(/\.$/, "");
  const dot = name.lastIndexOf(".");
  const top = name.slice(dot + 1);
  // A name of one label is no domain-spec, and a top label is never all digits.
  if (dot < 0 || !TOP_LABEL.test(top) || /^\d+$/.test(top)) return `${spec} is no domain name`;
  return null;
}

function endsWithMacro(spec: string): boolean {
  let at = 0;
  while (at < spec.length) {
    if (spec[at] !== "%") {
      at++;
      continue;
    }
    at = spec[at + 1] === "{" ? spec.indexOf("}", at) + 1 : at + 2;
    if (at === spec.length) return true;
  }
  return false;
}
