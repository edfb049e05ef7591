import type { Component } from "./component.ts";
import { SourceProcess } from "./process.ts";

/** Loads the module of a component, with a memory of its own. */
export type Load = () => Promise<Component>;

/** So many processes, which take turns; or a process for each hook and each request. */
export type WorkerCount = number | "fresh";

/**
 * The processes of a source. Pipedream runs components on AWS Lambda, where a process does one thing at a time, is kept for a
 * while, and is joined by another when it is busy; which one runs what, nobody knows.
 * https://github.com/PipedreamHQ/pipedream/issues/18707 shows it, in a stack trace.
 */
export class Workers {
  /** How many processes are kept; none if each is for one thing only. */
  readonly #kept: number;
  /** Whether the only process does everything there is to do, at the same time. */
  readonly #isShared: boolean;
  #load: Load;
  #places: (SourceProcess | undefined)[] = [];
  #turn = 0;
  /** Who comes when all that are kept are busy. */
  #spare: SourceProcess | undefined;
  readonly #busy = new Set<SourceProcess>();
  /** Also those that have lost their place, while they still run something. */
  readonly #known = new Map<string, SourceProcess>();

  constructor(count: WorkerCount | undefined, load: Load) {
    if (typeof count === "number" && !(Number.isInteger(count) && count > 0))
      throw new Error(`"workers" is "fresh" or a number from 1, not ${count}`);
    this.#isShared = count === undefined;
    this.#kept = count === "fresh" ? 0 : (count ?? 1);
    this.#load = load;
  }

  /** The process that runs next. */
  get next(): SourceProcess {
    for (let i = 0; i < this.#kept; i++) {
      const place = (this.#turn + i) % this.#kept;
      const process = this.#places[place] ?? this.#start();
      this.#places[place] = process;
      if (this.#isShared || !this.#busy.has(process)) return process;
    }
    this.#spare ??= this.#start();
    return this.#spare;
  }

  take(): SourceProcess {
    const process = this.next;
    if (process === this.#spare) this.#spare = undefined;
    else this.#turn = this.#places.indexOf(process) + 1;
    this.#busy.add(process);
    return process;
  }

  /** To be called when that has ended for which the process was taken. */
  release(process: SourceProcess): void {
    this.#busy.delete(process);
    this.#forgetIfIdle(process);
  }

  /** Whether that is the id of one of them, and it is alive. */
  has(id: string): boolean {
    return this.#known.get(id)?.isAlive ?? false;
  }

  kill(id: string): void {
    const process = this.#known.get(id);
    if (!process) return;
    process.crash();
    this.#places = this.#places.map((placed) => (placed === process ? undefined : placed));
    if (process === this.#spare) this.#spare = undefined;
    this.#forgetIfIdle(process);
  }

  killAll(): void {
    for (const id of [...this.#known.keys()]) this.kill(id);
  }

  /** From now on processes load that. What the old ones have begun they end. */
  replace(load: Load): void {
    this.#load = load;
    const old = [...this.#places, this.#spare];
    this.#places = [];
    this.#spare = undefined;
    for (const process of old) if (process) this.#forgetIfIdle(process);
  }

  #start(): SourceProcess {
    const process = new SourceProcess(this.#load);
    this.#known.set(process.id, process);
    return process;
  }

  #forgetIfIdle(process: SourceProcess): void {
    const isKept = this.#places.includes(process) || process === this.#spare;
    if (!isKept && !this.#busy.has(process) && !process.isBusy) this.#known.delete(process.id);
  }
}
