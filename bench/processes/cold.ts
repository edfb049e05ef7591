import type { SourceEvent } from "../../local/pipedream/event.ts";
import { load, type SubjectFile } from "./subject.ts";

/** A process that loads a component and, if it is given one, serves a request with it. Prints what that took. */

export interface ColdInput extends SubjectFile {
  readonly request?: {
    readonly props: Readonly<Record<string, unknown>>;
    readonly endpoint: string;
    readonly db: Readonly<Record<string, unknown>>;
    readonly event: SourceEvent;
  };
}

/** Since the start of the process. */
export interface Cost {
  readonly ms: number;
  readonly peakMb: number;
}

export interface ColdOutput {
  readonly loaded: Cost;
  readonly answered?: Cost & { readonly status: number };
}

const cost = (): Cost => ({
  ms: performance.now(),
  peakMb: (process.resourceUsage().maxRSS * 1_024) / 1e6,
});

const { request, ...file }: ColdInput = JSON.parse(process.env.BENCH_INPUT ?? "{}");
const component = await load(file);
const loaded = cost();
const output: ColdOutput = request ? { loaded, answered: await answer(request) } : { loaded };
process.stdout.write(`\n${JSON.stringify(output)}\n`, () => process.exit());

async function answer({ props, endpoint, db, event }: NonNullable<ColdInput["request"]>) {
  console.log = console.info = () => {};
  let status = 0;
  const respond = async (response: { status: number }) => {
    status = response.status;
  };
  const instance: Record<string, unknown> = {
    ...props,
    http: { endpoint, respond },
    db: { get: (key: string) => db[key], set: () => {} },
    $emit: () => {},
  };
  for (const [name, method] of Object.entries(component.methods ?? {}))
    instance[name] = method.bind(instance);
  await component.run?.call(instance, event);
  return { ...cost(), status };
}
