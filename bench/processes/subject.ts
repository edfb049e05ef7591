import type { Component } from "../../local/pipedream/component.ts";
import { withApp } from "./original.ts";

/** What is compared: this project, the original, and a floor below which nothing can be. */
export type Subject = "ours" | "original" | "floor";

export interface SubjectFile {
  readonly subject: Subject;
  /** The URL of its module. */
  readonly url: string;
}

/** The component of a module, ready for a host. */
export async function load({ subject, url }: SubjectFile): Promise<Component> {
  const { default: component } = await import(url);
  return subject === "original" ? withApp(component) : component;
}
