import type { FindingData } from "../diagnosis/finding.ts";
import type { Report } from "../diagnosis/report.ts";
import type { RateDay } from "../diagnosis/reputation-rates.ts";
import { bold, plain, richText, section } from "./slack-elements.ts";
import type { ChartBlock, RichTextElement, SlackMessage } from "./slack-message.ts";
import { said, shown } from "./slack-text.ts";

/** Slack takes 12 series and 20 points; so many fit the budget of a message with two charts and their numbers. */
const MOST_SERIES = 6;
const MOST_POINTS = 15;

const RATES = [
  { key: "bounce", title: "Bounce rate, % (SES reviews from 5)", word: "bounces" },
  { key: "complaint", title: "Complaint rate, % (SES reviews from 0.1)", word: "complaints" },
] as const;

type Course = { region: string; days: readonly RateDay[] };

/**
 * The course of the rates as two charts, with their numbers as text beside: the text alone is left where Slack refuses
 * the charts. Nothing in a report that is about more than rates, nor where there is no course.
 */
export function slackRateCharts(report: Report): readonly SlackMessage[] {
  if (report.target.domain !== undefined) return [];
  const courses = coursesIn(report).slice(0, MOST_SERIES);
  const days = [...new Set(courses.flatMap((course) => course.days.map(({ day }) => day)))]
    .toSorted()
    .slice(-MOST_POINTS);
  if (days.length < 2) return [];
  const charts = RATES.flatMap(({ key, title }) => chartOf(title, days, courses, key));
  if (charts.length === 0) return [];
  const lines = courses.flatMap((course) => RATES.flatMap((rate) => numbersOf(course, days, rate)));
  return [
    {
      text: said(`Bounce and complaint rates of ${courses.map(({ region }) => region).join(", ")} by day`),
      blocks: [richText(section([bold("The rates by day, %")], ...lines)), ...charts],
    },
  ];
}

function coursesIn({ results }: Report): readonly Course[] {
  const findings = results.filter(({ check }) => check.name === "reputation").flatMap((result) => result.findings);
  const courses = findings.flatMap(({ data }) => {
    const days = daysOf(data);
    return days.length > 0 && typeof data.region === "string" ? [{ region: data.region, days }] : [];
  });
  return [...new Map(courses.map((course) => [course.region, course])).values()];
}

function daysOf({ days }: FindingData): readonly RateDay[] {
  return Array.isArray(days) ? (days as readonly RateDay[]) : [];
}

type Key = (typeof RATES)[number]["key"];

/** A day without news keeps the value of the day before: every series needs a point for every category. */
function chartOf(title: string, days: readonly string[], courses: readonly Course[], key: Key): readonly ChartBlock[] {
  const series = courses.flatMap((course) => {
    const known = course.days.flatMap((one) => (one[key] === null ? [] : [{ day: one.day, value: one[key] }]));
    const [first] = known;
    if (!first) return [];
    const data = days.map((day) => {
      const { value } = known.findLast((one) => one.day <= day) ?? first;
      return { label: label(day), value: percent(value) };
    });
    return [{ name: shown(course.region, 18), data }];
  });
  if (series.length === 0) return [];
  return [
    {
      type: "data_visualization",
      title,
      chart: { type: "line", series, axis_config: { categories: days.map(label), y_label: "%" } },
    },
  ];
}

function numbersOf(
  { region, days: known }: Course,
  days: readonly string[],
  { key, word }: (typeof RATES)[number],
): readonly (readonly RichTextElement[])[] {
  const told = known.filter((one) => days.includes(one.day) && one[key] !== null);
  if (told.length === 0) return [];
  const numbers = told.map((one) => `${label(one.day)} ${percent(one[key] ?? 0)}`);
  return [[plain(`${region} ${word}: `, 60), plain(numbers.join(" · "), 500)]];
}

/** `11-21` */
function label(day: string): string {
  return shown(day.slice(5), 10);
}

/** Hundredths of a percent, rounded down. */
function percent(share: number): number {
  return Math.floor(share * 10_000 + 1e-6) / 100;
}
