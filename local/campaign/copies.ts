import type { Component } from "../pipedream/component.ts";
import type { Scenario } from "./scenario.ts";

const artifact = new URL("../../dist/new-scheduled-tasks.mjs", import.meta.url);

/** Loads the built source once for each process of a scenario: each has a memory of its own, like a process. */
export async function loadCopies({ actions }: Scenario): Promise<() => Component> {
  const count = 1 + actions.filter(({ kind }) => kind === "crash").length;
  const copies: Component[] = [];
  for (let n = 1; n <= count; n++) {
    const { default: component } = await import(`${artifact.href}?process=${++loaded}`);
    copies.push(component);
  }
  return () => {
    const next = copies.pop();
    if (!next) throw new Error("There are more processes than crashes");
    return next;
  };
}

let loaded = 0;
