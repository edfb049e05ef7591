/** What a process of the benchmark can be asked for, by name. Arguments and answers travel as JSON. */
// biome-ignore lint/suspicious/noExplicitAny: each handler says what it takes.
export type Handlers = Readonly<Record<string, (argument: any) => unknown>>;

export interface Question {
  readonly id: number;
  readonly name: string;
  readonly argument: unknown;
}

export interface Answer {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: string;
}

/** Answers the process that started this one, until it goes. */
export function serve(handlers: Handlers): void {
  const send = (answer: Answer) => void process.send?.(answer);
  process.on("message", async ({ id, name, argument }: Question) => {
    try {
      send({ id, result: await handlers[name]?.(argument) });
    } catch (error) {
      send({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
  });
  process.on("disconnect", () => process.exit());
}
