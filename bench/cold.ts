import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { BENCH } from "./paths.ts";
import type { ColdInput, ColdOutput } from "./processes/cold.ts";
import type { Run } from "./scenarios/scenario.ts";

/** Loads each of these in fresh processes, in turn, after one that does not count. */
export async function loadInTurn(
  inputs: readonly ColdInput[],
  run: Run,
  env: NodeJS.ProcessEnv = {},
): Promise<ColdOutput[][]> {
  const rounds = run.isQuick ? 3 : 15;
  for (const input of inputs) await inFreshProcess(input, env);
  const outputs: ColdOutput[][] = inputs.map(() => []);
  for (let round = 1; round <= rounds; round++) {
    run.progress(`round ${round} of ${rounds}`);
    for (const [index, input] of inputs.entries()) outputs[index]?.push(await inFreshProcess(input, env));
  }
  return outputs;
}

async function inFreshProcess(input: ColdInput, env: NodeJS.ProcessEnv): Promise<ColdOutput> {
  const script = fileURLToPath(new URL(".build/cold.mjs", BENCH));
  const { stdout } = await promisify(execFile)(process.execPath, [script], {
    env: { ...process.env, ...env, NODE_OPTIONS: "", BENCH_INPUT: JSON.stringify(input) },
  });
  const output: ColdOutput = JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
  const status = output.answered?.status;
  if (status !== undefined && status !== 200)
    throw new Error(`${input.subject} answered ${status}: ${stdout}`);
  return output;
}
