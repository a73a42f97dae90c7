import { AwsRefusal, type AwsService, type Operation } from "./service.ts";

/** What becomes XML: elements by name; the name `entry` or `member` of a list is written out by the operation. */
export type Element = readonly [name: string, content: string | readonly Element[]];
export type QueryOperation = Operation<URLSearchParams, readonly Element[]>;

/** A service of the AWS query protocol: a form in (`Action=…`), XML out. */
export function queryService(
  prefix: string,
  xmlns: string,
  operations: { readonly [name: string]: QueryOperation },
): AwsService {
  return {
    read: (request) => {
      const form = new URLSearchParams(request.body);
      const name = form.get("Action") ?? "";
      const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
      if (!operation) throw new AwsRefusal(400, "InvalidAction", `Could not find operation ${name}`);
      return {
        action: `${prefix}:${name}`,
        resource: operation.resource?.(form) ?? null,
        answer: (world) => {
          const result = operation.answer(form, request.region, world);
          return xml(200, `${name}Response`, xmlns, [
            [`${name}Result`, result],
            ["ResponseMetadata", [["RequestId", "00000000-0000-0000-0000-000000000000"]]],
          ]);
        },
      };
    },
    refuse: (refusal, requestId) => {
      const { status, code, message } = inQueryWords(refusal);
      const type = status < 500 ? "Sender" : "Receiver";
      const error: Element = [
        "Error",
        [
          ["Type", type],
          ["Code", code],
          ["Message", message],
        ],
      ];
      return xml(status, "ErrorResponse", xmlns, [error, ["RequestId", requestId]]);
    },
  };
}

/** The older protocol has other names for the same refusals: no `Exception` at the end, and throttling is a 400. */
function inQueryWords({ status, code, message }: AwsRefusal): { status: number; code: string; message: string } {
  if (code === "TooManyRequestsException") return { status: 400, code: "Throttling", message: "Rate exceeded" };
  return { status, code: code.replace(/Exception$/, ""), message };
}

/** The values of `Name.member.1`, `Name.member.2`, …, as the protocol writes lists. */
export function listOf(form: URLSearchParams, name: string): readonly string[] {
  const values: string[] = [];
  for (let index = 1; ; index += 1) {
    const value = form.get(`${name}.member.${index}`);
    if (value === null) return values;
    values.push(value);
  }
}

function xml(status: number, root: string, xmlns: string, content: readonly Element[]) {
  const body = `<${root} xmlns="${xmlns}">${content.map(written).join("")}</${root}>`;
  return { status, headers: {}, contentType: "text/xml", body };
}

function written([name, content]: Element): string {
  const inside = typeof content === "string" ? escaped(content) : content.map(written).join("");
  return inside === "" ? `<${name}/>` : `<${name}>${inside}</${name}>`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
