import { loadInTurn } from "../cold.ts";
import { ORIGINAL, OURS, PROPS, STANDALONE } from "../paths.ts";
import type { ColdInput, ColdOutput } from "../processes/cold.ts";
import type { SubjectFile } from "../processes/subject.ts";
import { farAhead } from "../requests.ts";
import type { Row } from "../results.ts";
import { type Summary, summarise } from "../statistics.ts";
import { openWorld, type World } from "../world.ts";
import type { Scenario } from "./scenario.ts";

/** Node itself, with nothing to import. */
const NOTHING: SubjectFile = { subject: "floor", url: "data:text/javascript,export default {}" };
const SUBJECTS = [OURS, STANDALONE, ORIGINAL, NOTHING];

export const coldLoad: Scenario = {
  name: "cold load",
  description:
    "A fresh process a round, in turn: the file for Pipedream, the standalone file, the original, and Node with nothing to import. From its start to the component imported, and to the first `/schedule` answered; the process's peak memory at either time.",
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

function toRows([deployable = [], standalone = [], ...others]: ColdOutput[][]): Row[] {
  return [
    ...rowsOf("file for Pipedream", deployable, others, { ms: 0.3, mb: 0.55 }),
    ...rowsOf("standalone file", standalone, others, { ms: 0.2, mb: 0.4 }),
  ];
}

type Value = (output: ColdOutput) => number | undefined;

function rowsOf(
  name: string,
  ours: ColdOutput[],
  [original = [], nothing = []]: ColdOutput[][],
  bounds: { ms: number; mb: number },
): Row[] {
  const of = (outputs: ColdOutput[], value: Value): Summary =>
    summarise(outputs.map((output) => value(output) ?? Number.NaN));
  const row = (what: string, unit: "ms" | "MB", value: Value, floor: Value, atMost: number): Row => ({
    what: `${name}: ${what}`,
    unit,
    ours: of(ours, value),
    original: of(original, value),
    reference: { name: "Node alone", ...of(nothing, floor) },
    targets: [{ to: "original", atMost }],
  });
  const loadedMs: Value = ({ loaded }) => loaded.ms;
  const loadedMb: Value = ({ loaded }) => loaded.peakMb;
  return [
    row("imported", "ms", loadedMs, loadedMs, bounds.ms),
    row("first /schedule answered", "ms", ({ answered }) => answered?.ms, loadedMs, bounds.ms),
    row("memory once imported", "MB", loadedMb, loadedMb, bounds.mb),
    row("memory at the first answer", "MB", ({ answered }) => answered?.peakMb, loadedMb, bounds.mb),
  ];
}
