import { isObject, type JsonObject, objectsIn, stringIn } from "../json.ts";
import { complain, type Look, list, number, object, type Rule, string, variants } from "./rules.ts";

// https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block (since June 2026; not in @slack/types 3.2).

const label = string(20);
const axisConfig = object({
  required: { categories: list(label, { max: 20 }) },
  optional: { x_label: string(50), y_label: string(50) },
});
const point = object({ required: { label, value: number() } });
const series = object({ required: { name: label, data: list(point, { max: 20 }) } });

function overAxes(): Rule {
  return object({ required: { series: list(series, { max: 12 }), axis_config: axisConfig }, also: everyCategoryOnce });
}

/** Series names are unique, and every series holds exactly one point for each category. */
function everyCategoryOnce(chart: JsonObject, at: string, look: Look): void {
  const categories = isObject(chart.axis_config) ? chart.axis_config.categories : undefined;
  const wanted = [...(Array.isArray(categories) ? categories : [])].sort().join("\n");
  const names = new Set<string>();
  for (const [index, each] of objectsIn(chart.series).entries()) {
    const name = stringIn(each, "name");
    if (names.has(name)) complain(look, `duplicate series name: ${name}`, `${at}/series/${index}/name`);
    names.add(name);
    const labels = objectsIn(each.data).map((one) => stringIn(one, "label"));
    if (labels.sort().join("\n") !== wanted) {
      complain(look, "data labels must match the axis categories", `${at}/series/${index}/data`);
    }
  }
}

export const CHART = variants({
  area: overAxes(),
  bar: overAxes(),
  line: overAxes(),
  pie: object({
    required: {
      segments: list(object({ required: { label, value: number(Number.MIN_VALUE) } }), { max: 12 }),
    },
  }),
});
