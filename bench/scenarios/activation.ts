import { ORIGINAL, OURS } from "../paths.ts";
import type { SubjectFile } from "../processes/subject.ts";
import type { Row } from "../results.ts";
import { summarise } from "../statistics.ts";
import { openWorld } from "../world.ts";
import type { Scenario } from "./scenario.ts";

interface Activation {
  readonly ms: number;
  readonly calls: number;
}

export const activation: Scenario = {
  name: "activation",
  description:
    "`deploy` and `activate` on an empty account, with a role that can be assumed at once and one that takes 10 s, as new roles do on AWS. Ours returns when SNS delivers to it, which it looks for after half a second; the original does not wait for that. Ours also asks whether it may acknowledge tasks.",
  async run(run) {
    const rounds = run.isQuick ? 2 : 5;
    const rows: Row[] = [];
    for (const seconds of [0, 10]) {
      const ours: (Activation | undefined)[] = [];
      const original: (Activation | undefined)[] = [];
      for (let round = 1; round <= (seconds === 0 ? rounds : Math.ceil(rounds / 4)); round++) {
        run.progress(`role usable after ${seconds} s, round ${round}`);
        ours.push(await activate(OURS, seconds));
        original.push(await activate(ORIGINAL, seconds));
      }
      rows.push(...toRows(seconds, ours, original));
    }
    return rows;
  },
};

/** Undefined if it fails. */
async function activate(file: SubjectFile, roleUsableAfterSeconds: number): Promise<Activation | undefined> {
  const world = await openWorld({ rolePropagationMs: roleUsableAfterSeconds * 1_000 });
  try {
    const { activationMs } = await world.deploy(file);
    const { calls } = await world.aws.ask.count();
    return { ms: activationMs, calls: Object.values(calls).reduce((total, count) => total + count, 0) };
  } catch (error) {
    if (file.subject === "original") return undefined;
    throw error;
  } finally {
    await world.close();
  }
}

type Rounds = readonly (Activation | undefined)[];

function toRows(seconds: number, ours: Rounds, original: Rounds): Row[] {
  const fails = original.every((round) => round === undefined);
  const of = (rounds: Rounds, key: keyof Activation) =>
    summarise(rounds.flatMap((round) => (round === undefined ? [] : round[key])));
  return (["ms", "calls"] as const).map((key) => ({
    what: `role usable after ${seconds} s: ${key === "ms" ? "time" : "AWS calls"}`,
    unit: key === "ms" ? "ms" : "",
    isShown: true,
    ours: of(ours, key),
    ...(!fails && { original: of(original, key) }),
    ...(fails && { note: "the original fails: it tries once" }),
  }));
}
