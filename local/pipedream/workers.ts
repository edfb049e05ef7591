import type { Component } from "./component.ts";
import { SourceProcess } from "./process.ts";

/** Loads the module of a component, with a memory of its own. */
export type Load = () => Promise<Component>;

/** So many processes, which take turns; or a process for each hook and each request. */
export type WorkerCount = number | "fresh";

/**
 * The processes of a source. Pipedream says neither how many there are nor which of them runs what, so nothing that a
 * module remembers can be relied on.
 */
export class Workers {
  readonly #count: WorkerCount;
  #load: Load;
  /** One place in each of which is whoever runs when it is its turn. */
  #places: (SourceProcess | undefined)[] = [];
  #turn = 0;
  /** Also those that still run something although they have lost their place. */
  readonly #known = new Map<string, SourceProcess>();

  constructor(count: WorkerCount, load: Load) {
    if (count !== "fresh" && !(Number.isInteger(count) && count > 0))
      throw new Error(`"workers" is "fresh" or a number from 1, not ${count}`);
    this.#count = count;
    this.#load = load;
  }

  /** The process that runs next. */
  get next(): SourceProcess {
    const place = this.#count === "fresh" ? 0 : this.#turn % this.#count;
    const process = this.#places[place] ?? this.#start();
    this.#places[place] = process;
    return process;
  }

  take(): SourceProcess {
    const process = this.next;
    if (this.#count === "fresh") this.#places = [];
    else this.#turn += 1;
    return process;
  }

  /** To be called when that has ended for which the process was taken. */
  release(process: SourceProcess): void {
    if (!process.isBusy && !this.#places.includes(process)) this.#known.delete(process.id);
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
    this.release(process);
  }

  killAll(): void {
    for (const id of [...this.#known.keys()]) this.kill(id);
  }

  /** From now on processes load that. What the old ones have begun they end. */
  replace(load: Load): void {
    this.#load = load;
    const old = this.#places;
    this.#places = [];
    for (const process of old) if (process) this.release(process);
  }

  #start(): SourceProcess {
    const process = new SourceProcess(this.#load);
    this.#known.set(process.id, process);
    return process;
  }
}
