import { AwsRefusal, type AwsService, type Operation } from "./service.ts";

export type Fields = { readonly [member: string]: unknown };

/** A service of the AWS JSON protocols: every call is a POST to `/`, and `X-Amz-Target: Prefix.Operation` names it. */
export function jsonRpcService(
  prefix: string,
  version: "1.0" | "1.1",
  operations: { readonly [name: string]: Operation<Fields, Fields> },
): AwsService {
  const json = (status: number, body: object) => ({
    status,
    headers: {},
    contentType: `application/x-amz-json-${version}`,
    body: JSON.stringify(body),
  });
  return {
    read: ({ target, body, region }) => {
      const name = target.slice(target.lastIndexOf(".") + 1);
      const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
      if (!operation) throw new AwsRefusal(400, "UnknownOperationException", "");
      const input = fieldsOf(body);
      return {
        action: `${prefix}:${name}`,
        resource: operation.resource?.(input) ?? null,
        answer: (world) => json(200, operation.answer(input, region, world)),
      };
    },
    refuse: ({ status, code, message }) => json(status === 429 ? 400 : status, { __type: code, message }),
  };
}

function fieldsOf(body: string): Fields {
  const value: unknown = JSON.parse(body === "" ? "{}" : body);
  return typeof value === "object" && value !== null ? { ...value } : {};
}
