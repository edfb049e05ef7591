import type { LocalAwsOptions } from "../../local/aws/server.ts";
import type { LocalPipedreamOptions } from "../../local/pipedream/host.ts";
import { loadAfresh } from "../../local/pipedream/load-afresh.ts";
import type { LocalSource } from "../../local/pipedream/source.ts";
import { newCredentials, START, startWorld, type World, withTime } from "./world.ts";

const built = loadAfresh(new URL("../../dist/new-scheduled-tasks.mjs", import.meta.url));

export interface WorkersWorld extends Omit<World, "deploy"> {
  /** Deploys the built file, of which each process loads a module of its own. */
  deploy(props?: Record<string, unknown>): Promise<LocalSource>;
}

/** A world in which each request meets another process, as at Pipedream, and its answer leaves at the end of the run. */
export async function startWorkers(
  awsOptions: LocalAwsOptions = {},
  pipedreamOptions: LocalPipedreamOptions = {},
): Promise<WorkersWorld> {
  const load = await built;
  const options = { workers: "fresh", responses: "at-end", ...pipedreamOptions } as const;
  const world = await startWorld(awsOptions, options);
  return {
    ...world,
    async deploy(props = newCredentials()) {
      const source = await world.during(world.pipedream.deploy({ load, props }));
      await world.advance(Math.max(0, START - Date.now()));
      return withTime(source);
    },
  };
}
