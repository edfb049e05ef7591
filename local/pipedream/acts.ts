/** What a worker does that has an effect outside its own memory, AWS calls apart. `end` is the end of a run or a hook. */
export interface Act {
  /** The id of its process. */
  readonly worker: string;
  readonly act: "emit" | "respond" | "end";
  readonly when: "before" | "after";
}

export type ActListener = (act: Act) => void;
