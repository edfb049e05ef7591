import { pathToFileURL } from "node:url";
import { FILES } from "../../build/dist.ts";
import type { Component } from "../../local/pipedream/component.ts";

/** What a life can run on. The source is for looking into a failure: its stack traces can be read. */
const MODULES = {
  deployable: pathToFileURL(FILES.deployable).href,
  standalone: pathToFileURL(FILES.standalone).href,
  source: new URL("../../sources/new-scheduled-tasks/new-scheduled-tasks.ts", import.meta.url).href,
};

export type Subject = keyof typeof MODULES;

/** Loads the file for Pipedream, unless the variable `LIVES_ON` names another subject. */
export async function loadComponent(subject = process.env.LIVES_ON ?? "deployable"): Promise<Component> {
  if (!Object.hasOwn(MODULES, subject)) {
    throw new Error(`LIVES_ON is "${subject}", and takes ${Object.keys(MODULES).join(", ")}`);
  }
  const { default: component } = await import(/* @vite-ignore */ MODULES[subject as Subject]);
  return component;
}
