import type { MetricPoint, MetricQuery } from "../ports/cloudwatch.ts";
import type { LambdaFunction } from "../ports/lambda.ts";
import type { Sender } from "../ports/sender.ts";
import { PortTrouble } from "../ports/trouble.ts";
import { type ErrorGroup, errorGroupsOf } from "./log-errors.ts";
import type { Questions } from "./questions.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** How often in a time: calls, those that failed, those that Lambda did not even begin. */
export type Tally = { invocations: number; errors: number; throttles: number };

/** The function's own name, of an ARN too: what people, metrics and the log know it by. */
export function senderName({ function: configured }: Sender): string {
  return (
    /^arn:[^:]*:lambda:[^:]*:[^:]*:function:([^:]+)/.exec(configured)?.[1] ?? configured.split(":")[0] ?? configured
  );
}

/** What could not be learned is told under the sender's name. */
async function aboutSender<T>(sender: Sender, answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof PortTrouble)) throw error;
    throw new PortTrouble(error.reason, { ...error.details, asked: senderName(sender), region: sender.region });
  }
}

export function functionOf({ lambda }: Questions, sender: Sender): Promise<LambdaFunction | null> {
  return aboutSender(sender, lambda.function(sender.region, sender.function));
}

/** The last 24 hours, and the seven days before. Lambda writes no point where a function was not called. */
export async function talliesOf(questions: Questions, sender: Sender): Promise<{ day: Tally; week: Tally }> {
  const name = senderName(sender);
  const to = questions.now;
  // CloudWatch cuts the beginning to whole hours; a part of an hour belongs to the day.
  const dayBegins = Math.floor(to.getTime() / HOUR) * HOUR - DAY;
  const from = new Date(dayBegins - 7 * DAY);
  const queries = ["Invocations", "Errors", "Throttles"].map(
    (metric): MetricQuery => ({
      namespace: "AWS/Lambda",
      name: metric,
      dimensions: { FunctionName: name },
      statistic: "Sum",
      period: 3_600,
    }),
  );
  const series = await aboutSender(sender, questions.cloudwatch.series(sender.region, queries, { from, to }));
  const tally = (isMeant: (at: number) => boolean): Tally => {
    const [invocations = 0, errors = 0, throttles = 0] = series.map((points) => sum(points, isMeant));
    return { invocations, errors, throttles };
  };
  return { day: tally((at) => at >= dayBegins), week: tally((at) => at < dayBegins) };
}

function sum(points: readonly MetricPoint[], isMeant: (at: number) => boolean): number {
  return points.reduce((total, { at, value }) => (isMeant(at.getTime()) ? total + value : total), 0);
}

/** Any of these words; case counts. The names of SES's refusals stand by themselves, as a term may have to be a whole word. */
const ERRORS = [
  ..."ERROR Error error FATAL CRITICAL Exception exception Traceback MessageRejected MessageRejectedException".split(
    " ",
  ),
  ..."ThrottlingException TooManyRequestsException LimitExceededException AccessDenied AccessDeniedException".split(
    " ",
  ),
  ..."AccountSuspendedException SendingPausedException MailFromDomainNotVerifiedException ClientError".split(" "),
  '"timed out"',
  '"not authorized"',
]
  .map((term) => `?${term}`)
  .join(" ");

/** Of the last 24 hours. `group` is null where there is no such log group. */
export type LogErrors = { group: string | null; errors: readonly ErrorGroup[]; whole: boolean };

/** A large log is not read to its end: its last hour is read by itself, so that the newest errors are never missed for old ones. */
export async function logErrorsOf(questions: Questions, sender: Sender, group: string): Promise<LogErrors> {
  const { now } = questions;
  const hourAgo = new Date(now.getTime() - HOUR);
  const ask = (from: Date, to: Date) =>
    aboutSender(sender, questions.logs.lines(sender.region, { group, from, to, pattern: ERRORS }));
  const [earlier, late] = await Promise.all([
    ask(new Date(now.getTime() - DAY), new Date(hourAgo.getTime() - 1)),
    ask(hourAgo, now),
  ]);
  if (!earlier || !late) return { group: null, errors: [], whole: true };
  const errors = errorGroupsOf([...earlier.lines, ...late.lines]);
  return { group, errors, whole: earlier.whole && late.whole };
}
