import type { Component } from "../../local/pipedream/component.ts";

/** The file that is deployed, loaded by Node as it is. */
const FILE = new URL("../../dist/new-scheduled-tasks.mjs", import.meta.url);

export async function loadSubject(): Promise<Component> {
  const { default: component }: { default: Component } = await import(FILE.href);
  return component;
}
