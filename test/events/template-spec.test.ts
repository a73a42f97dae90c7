import { loadAwsServiceSpec } from "@aws-cdk/aws-service-spec";
import { expect, it } from "vitest";
import { eventTemplate } from "../../src/events/template.ts";

type Spec = Awaited<ReturnType<typeof loadAwsServiceSpec>>;
type Properties = Readonly<Record<string, { type: Type; required?: boolean }>>;
type Type = {
  type: string;
  element?: Type;
  types?: readonly Type[];
  reference?: { $ref: string };
};

const SPEC = await loadAwsServiceSpec();

const PRIMITIVES: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === "string",
  boolean: (value) => typeof value === "boolean",
  integer: Number.isInteger,
  number: (value) => typeof value === "number",
  json: (value) => typeof value === "object",
};

/** What AWS's own description of CloudFormation's resources does not know, or misses, in a template. */
function faultsOf(spec: Spec, template: unknown): readonly string[] {
  const { Resources } = template as { Resources: Record<string, { Type: string; Properties?: object }> };
  return Object.entries(Resources).flatMap(([name, { Type, Properties = {} }]) => {
    const [resource] = spec.lookup("resource", "cloudFormationType", "equals", Type);
    if (!resource) return [`${name}: there is no type ${Type}`];
    return inObject(spec, name, Properties, resource.properties as unknown as Properties);
  });
}

function inObject(spec: Spec, path: string, value: object, known: Properties): readonly string[] {
  const missing = Object.entries(known).filter(([key, { required }]) => required && !(key in value));
  return [
    ...missing.map(([key]) => `${path}.${key} is missing`),
    ...Object.entries(value).flatMap(([key, held]) => {
      const property = known[key];
      return property ? inValue(spec, `${path}.${key}`, held, property.type) : [`${path}.${key} is not known`];
    }),
  ];
}

function inValue(spec: Spec, path: string, value: unknown, type: Type): readonly string[] {
  const functions = functionValues(value);
  if (functions) return functions.flatMap((each) => inValue(spec, path, each, type));
  switch (type.type) {
    case "array":
      if (!Array.isArray(value)) return [`${path} is no list`];
      return value.flatMap((each, index) => inValue(spec, `${path}[${index}]`, each, type.element as Type));
    case "union": {
      const all = (type.types ?? []).map((each) => inValue(spec, path, value, each));
      return all.find((faults) => faults.length === 0) ?? all[0] ?? [];
    }
    case "ref": {
      if (typeof value !== "object" || value === null) return [`${path} is no object`];
      const definition = spec.get("typeDefinition", type.reference?.$ref ?? "");
      return inObject(spec, path, value, definition.properties as unknown as Properties);
    }
    default:
      return (PRIMITIVES[type.type] ?? (() => true))(value) ? [] : [`${path} is no ${type.type}`];
  }
}

/** What an intrinsic function may come to, as far as the template says; null where it is none. */
function functionValues(value: unknown): readonly unknown[] | null {
  const [[name, held] = [], ...more] = Object.entries(typeof value === "object" && value !== null ? value : {});
  if (name === undefined || more.length > 0) return null;
  if (name === "Fn::If") return (held as readonly unknown[]).slice(1);
  return name === "Ref" || name.startsWith("Fn::") ? [] : null;
}

it("is what AWS's description of CloudFormation's resources allows", () => {
  expect(faultsOf(SPEC, eventTemplate())).toEqual([]);
});

it.each([
  ["a property that is none", "Queue", { VisibilityTimout: 120 }, "Queue.VisibilityTimout is not known"],
  ["text for a number", "Queue", { VisibilityTimeout: "soon" }, "Queue.VisibilityTimeout is no integer"],
  [
    "a property of a nested one",
    "Destination",
    { EventDestination: { Enabled: true, MatchingEventTypes: ["send"], SnsDestination: { TopicArn: "x" } } },
    "Destination.EventDestination.SnsDestination.TopicARN is missing",
  ],
])("that description finds %s", (_says, name, properties, fault) => {
  const template = structuredClone(eventTemplate()) as { Resources: Record<string, { Properties: object }> };
  Object.assign(template.Resources[name]?.Properties ?? {}, properties);
  expect(faultsOf(SPEC, template)).toContain(fault);
});
