import type { Component } from "../pipedream/component.ts";
import type { Scenario } from "./scenario.ts";

const artifact = new URL("../../dist/new-scheduled-tasks.mjs", import.meta.url);
const copies: Component[] = [];

/**
 * Loads the built source once for each process of a scenario: each has a memory of its own, like a process. Scenarios share
 * the copies, for a source knows nothing by a name that another has too.
 */
export async function loadCopies({ actions }: Scenario): Promise<() => Component> {
  const processes = 1 + actions.filter(({ kind }) => kind === "crash").length;
  while (copies.length < processes) {
    const { default: component } = await import(`${artifact.href}?process=${copies.length}`);
    copies.push(component);
  }
  let next = 0;
  return () => {
    const component = copies[next++];
    if (!component) throw new Error("There are more processes than crashes");
    return component;
  };
}
