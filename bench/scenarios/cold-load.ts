import { loadInTurn } from "../cold.ts";
import { ORIGINAL, OURS, PROPS } from "../paths.ts";
import type { ColdInput, ColdOutput } from "../processes/cold.ts";
import type { SubjectFile } from "../processes/subject.ts";
import { farAhead } from "../requests.ts";
import type { Row } from "../results.ts";
import { type Summary, summarise } from "../statistics.ts";
import { openWorld, type World } from "../world.ts";
import type { Scenario } from "./scenario.ts";

/** Node itself, with nothing to import. */
const NOTHING: SubjectFile = { subject: "floor", url: "data:text/javascript,export default {}" };
const SUBJECTS = [OURS, ORIGINAL, NOTHING];

export const coldLoad: Scenario = {
  name: "cold load",
  description:
    "A fresh process a round, the three in turn: from its start to the component imported, and to the first `/schedule` answered; the process's peak memory at either time.",
  async run(run) {
    const world = await openWorld();
    try {
      const inputs = [];
      for (const file of SUBJECTS) inputs.push(await prepare(world, file));
      const env = { AWS_ENDPOINT_URL: world.awsUrl, PD_COMPONENT: "dc_bench" };
      return toRows(await loadInTurn(inputs, run, env));
    } finally {
      await world.close();
    }
  },
};

/** Activates the source elsewhere, so that the fresh process finds it in its db. */
async function prepare(world: World, file: SubjectFile): Promise<ColdInput> {
  if (file === NOTHING) return file;
  const hosted = await world.deploy(file);
  const body = { timestamp: farAhead(), message: { name: "Luke" } };
  const event = {
    method: "POST",
    path: "/schedule",
    query: {},
    headers: { "content-type": "application/json" },
    body,
    bodyRaw: JSON.stringify(body),
    client_ip: "127.0.0.1",
    url: `${hosted.url}/schedule`,
  };
  const endpoint = await hosted.ask.endpoint();
  const db = await hosted.ask.db();
  await hosted.stop();
  return { ...file, request: { props: PROPS, endpoint, db, event } };
}

function toRows([ours = [], original = [], nothing = []]: ColdOutput[][]): Row[] {
  const of = (outputs: ColdOutput[], value: (output: ColdOutput) => number | undefined): Summary =>
    summarise(outputs.map((output) => value(output) ?? Number.NaN));
  const row = (
    what: string,
    unit: "ms" | "MB",
    value: (output: ColdOutput) => number | undefined,
    bound: number,
  ): Row => ({
    what,
    unit,
    ours: of(ours, value),
    original: of(original, value),
    reference: {
      name: "Node alone",
      ...of(nothing, ({ loaded }) => (unit === "ms" ? loaded.ms : loaded.peakMb)),
    },
    targets: [{ to: "original", atMost: bound }],
  });
  return [
    row("imported", "ms", ({ loaded }) => loaded.ms, 0.3),
    row("first /schedule answered", "ms", ({ answered }) => answered?.ms, 0.3),
    row("memory once imported", "MB", ({ loaded }) => loaded.peakMb, 0.55),
    row("memory at the first answer", "MB", ({ answered }) => answered?.peakMb, 0.55),
  ];
}
