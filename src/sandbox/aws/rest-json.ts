import { type AwsAnswer, AwsRefusal, type AwsRequest, type AwsService, type Operation } from "./service.ts";

export type Input = { readonly [member: string]: unknown };
export type Output = { readonly [member: string]: unknown };
export type JsonOperation = Operation<Input, Output>;

type Member = { name: string; kind: unknown; queryName: string | null; isLabel: boolean };
type Route = {
  operation: string;
  method: string;
  segments: readonly string[];
  input: readonly Member[];
  output: Set<string>;
};

/** The kinds of members in the SDK's schemas that travel in a query string: an integer, and a list of something. */
const INTEGER = 1;
const LIST = 64;
const OPERATION = 9;
const HTTP_LABEL = 1;

/**
 * A REST-JSON service. Routes and members come from the schemas that the SDK exports at run time, so that the stand-in
 * moves with the SDK; an operation that the SDK does not have stops the stand-in at its start.
 */
export function restJsonService(
  prefix: string,
  sdk: object,
  operations: { readonly [name: string]: JsonOperation },
): AwsService {
  const routes = Object.values(sdk).flatMap(routeOf);
  for (const name of Object.keys(operations)) {
    if (!routes.some(({ operation }) => operation === name)) throw new Error(`the SDK has no operation ${name}`);
  }

  return {
    read: (request) => {
      const path = request.path.split("/").slice(1);
      const route = routes.find((route) => route.method === request.method && fits(route.segments, path));
      const operation = route && operations[route.operation];
      if (!route || !operation) throw new AwsRefusal(404, "UnknownOperationException", "");
      const input = inputOf(route, path, request);
      return {
        action: `${prefix}:${route.operation}`,
        resource: operation.resource?.(input) ?? null,
        answer: (world) => {
          const output = operation.answer(input, request.region, world);
          const unknown = Object.keys(output).find((name) => !route.output.has(name));
          if (unknown !== undefined) throw new Error(`${route.operation} does not answer with ${unknown}`);
          return json(200, {}, output);
        },
      };
    },
    refuse: ({ status, code, message }) => json(status, { "x-amzn-errortype": code }, message ? { message } : {}),
  };
}

function json(status: number, headers: Record<string, string>, body: object): AwsAnswer {
  return { status, headers, contentType: "application/json", body: JSON.stringify(body) };
}

/** `[9, namespace, name, { http: [method, path, status] }, input, output]`, or something else that the SDK exports. */
function routeOf(schema: unknown): Route[] {
  if (!Array.isArray(schema) || schema[0] !== OPERATION) return [];
  const [, , operation, traits, input, output] = schema;
  const [method, path] = traits?.http ?? [];
  if (typeof operation !== "string" || typeof method !== "string" || typeof path !== "string") return [];
  const outputNames = membersOf(output).map(({ name }) => name);
  return [
    { operation, method, segments: path.split("/").slice(1), input: membersOf(input), output: new Set(outputNames) },
  ];
}

/** `[3, namespace, name, traits, memberNames, memberSchemas, requiredCount]`; a member with traits is `[kind, traits]`. */
function membersOf(lazy: unknown): Member[] {
  const schema: unknown = typeof lazy === "function" ? lazy() : lazy;
  if (!Array.isArray(schema) || !Array.isArray(schema[4]) || !Array.isArray(schema[5])) return [];
  const schemas: readonly unknown[] = schema[5];
  return schema[4].map((name, index) => {
    const member = schemas[index];
    const [kind, traits] = Array.isArray(member) ? member : [member, 0];
    return { name: String(name), kind, queryName: traits?.httpQuery ?? null, isLabel: traits === HTTP_LABEL };
  });
}

function fits(segments: readonly string[], path: readonly string[]): boolean {
  if (segments.length !== path.length) return false;
  return segments.every((segment, index) => segment.startsWith("{") || segment === path[index]);
}

function inputOf({ segments, input }: Route, path: readonly string[], request: AwsRequest): Input {
  const values: { [member: string]: unknown } = { ...bodyOf(request.body) };
  for (const [index, segment] of segments.entries()) {
    if (segment.startsWith("{")) values[segment.slice(1, -1)] = decodeURIComponent(path[index] ?? "");
  }
  for (const { name, kind, queryName } of input) {
    if (queryName === null || !request.query.has(queryName)) continue;
    const value = request.query.get(queryName);
    values[name] = kind === INTEGER ? Number(value) : isList(kind) ? request.query.getAll(queryName) : value;
  }
  return values;
}

function isList(kind: unknown): boolean {
  return typeof kind === "number" && (kind & LIST) === LIST;
}

function bodyOf(body: string): object {
  if (body === "") return {};
  try {
    const value: unknown = JSON.parse(body);
    if (typeof value === "object" && value !== null) return value;
  } catch {}
  throw new AwsRefusal(400, "SerializationException", "The request body is not a JSON object");
}
