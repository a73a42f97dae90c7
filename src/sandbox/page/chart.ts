import { isObject, type JsonObject, objectsIn, stringIn } from "../slack/json.ts";
import { type Html, html } from "./html.ts";

const WIDTH = 560;
const HEIGHT = 180;
const LEFT = 44;
const BOTTOM = 24;

/** `data_visualization` over axes as a picture with its numbers; a pie is told by its numbers alone. */
export function chartHtml(block: JsonObject): Html {
  const chart = isObject(block.chart) ? block.chart : {};
  const title = stringIn(block, "title") || stringIn(block.title, "text");
  const segments = objectsIn(chart.segments);
  if (segments.length > 0) {
    return html`<figure><figcaption>${title}</figcaption>
      <ul>${segments.map((each) => html`<li>${stringIn(each, "label")}: ${String(each.value)}</li>`)}</ul></figure>`;
  }
  const series = objectsIn(chart.series).map((each) => ({
    name: stringIn(each, "name"),
    points: objectsIn(each.data).map((point) => ({ label: stringIn(point, "label"), value: Number(point.value) })),
  }));
  const top = Math.max(...series.flatMap(({ points }) => points.map(({ value }) => value)), 0) || 1;
  const count = Math.max(1, ...series.map(({ points }) => points.length));
  const x = (index: number) => LEFT + ((WIDTH - LEFT - 8) * (index + 0.5)) / count;
  const y = (value: number) => 8 + (HEIGHT - BOTTOM - 8) * (1 - value / top);
  const isBar = chart.type === "bar";
  const drawn = series.map(({ points }, nth) =>
    isBar
      ? points.map(({ value }, index) => {
          const wide = (WIDTH - LEFT - 8) / count / (series.length + 0.5);
          const left = x(index) - (wide * series.length) / 2 + nth * wide;
          return html`<rect class="series-${nth % 4}" x="${left.toFixed(1)}" y="${y(value).toFixed(1)}" width="${wide.toFixed(1)}" height="${(HEIGHT - BOTTOM - y(value)).toFixed(1)}" />`;
        })
      : html`<polyline class="series-${nth % 4}" points="${points.map(({ value }, index) => `${x(index).toFixed(1)},${y(value).toFixed(1)}`).join(" ")}" />`,
  );
  const labels = (series[0]?.points ?? []).map(({ label }, index) =>
    index % Math.ceil(count / 8) === 0
      ? html`<text x="${x(index).toFixed(1)}" y="${HEIGHT - 6}" text-anchor="middle">${label}</text>`
      : null,
  );
  return html`<figure><figcaption>${title}</figcaption>
    <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${title}">
      <text x="4" y="16">${rounded(top)}</text><text x="4" y="${HEIGHT - BOTTOM}">0</text>
      <line x1="${LEFT}" x2="${WIDTH}" y1="${HEIGHT - BOTTOM}" y2="${HEIGHT - BOTTOM}" />${drawn}${labels}</svg>
    <p class="legend">${series.map(({ name }, nth) => html`<span class="series-${nth % 4}">${name}</span> `)}</p></figure>`;
}

function rounded(value: number): string {
  return value >= 100 ? String(Math.round(value)) : value.toPrecision(2);
}
