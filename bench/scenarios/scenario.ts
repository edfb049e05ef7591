import type { Row } from "../results.ts";

export interface Run {
  readonly isQuick: boolean;
  /** Tells how far it has come. */
  progress(text: string): void;
}

export interface Scenario {
  readonly name: string;
  readonly description: string;
  run(run: Run): Promise<Row[]>;
}
