import { createScreen } from "./screen.ts";
import { type Stage, TOUR } from "./tour.ts";

/** Plays the whole tour and prints what each step put before people's eyes. Throws where a step cannot be played. */
export async function playTour(stage: Stage, say: (lines: readonly string[]) => void): Promise<void> {
  const { fresh } = createScreen(stage.running.slack, () => "U0ANA");
  // What was there before is no step's.
  await stage.settled();
  fresh();
  for (const [index, { title, text, play }] of TOUR.entries()) {
    say(["", `${index + 1}. ${title}`, `   ${text}`, ""]);
    await play(stage);
    await stage.settled();
    say(fresh());
  }
}
