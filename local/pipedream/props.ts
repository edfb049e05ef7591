import type { Component } from "./component.ts";

interface PropDefinition {
  readonly type: string;
  readonly default?: unknown;
  readonly optional?: boolean;
  readonly customResponse?: boolean;
}

/** What the platform itself provides; every other prop is filled in by the user. */
const PLATFORM_TYPES = ["$.interface.http", "$.service.db"];

/** The props by name. `db: "$.service.db"` is short for `db: { type: "$.service.db" }`. */
export function propDefinitions(component: Component): [name: string, definition: PropDefinition][] {
  return Object.entries(component.props ?? {}).map(([name, value]) => [name, toDefinition(name, value)]);
}

export function httpProp(component: Component): PropDefinition | undefined {
  return propDefinitions(component).find(([, { type }]) => type === "$.interface.http")?.[1];
}

/**
 * The values of the user's props, with defaults filled in. Throws an error that names what is missing or unknown, unless
 * they are `unchecked`: then they are what was given, as those of a source that was made by the API may be.
 */
export function configureProps(
  component: Component,
  given: Readonly<Record<string, unknown>>,
  unchecked = false,
): Readonly<Record<string, unknown>> {
  if (unchecked) return structuredClone(given);
  const definitions = propDefinitions(component).filter(([, { type }]) => !PLATFORM_TYPES.includes(type));
  const names = definitions.map(([name]) => name);
  const unknown = Object.keys(given).filter((name) => !names.includes(name));
  if (unknown.length > 0) throw new Error(`The component has no prop "${unknown[0]}" to fill in`);
  return Object.fromEntries(
    definitions.map(([name, definition]) => [name, configure(name, definition, given[name])]),
  );
}

function configure(name: string, definition: PropDefinition, given: unknown): unknown {
  if (definition.type.startsWith("$."))
    throw new Error(`Prop "${name}": ${definition.type} is not imitated here`);
  const value = given ?? definition.default;
  if (value === undefined && !definition.optional) throw new Error(`The required prop "${name}" is missing`);
  if (definition.type === "app" && value !== undefined && !hasAuth(value)) {
    throw new Error(`The app prop "${name}" must be given as { $auth: { … } }`);
  }
  return structuredClone(value);
}

function hasAuth(value: unknown): boolean {
  return typeof value === "object" && value !== null && "$auth" in value;
}

function toDefinition(name: string, value: unknown): PropDefinition {
  if (typeof value === "string") return { type: value };
  if (typeof value === "object" && value !== null && "type" in value && typeof value.type === "string") {
    return { ...value, type: value.type };
  }
  throw new Error(`Prop "${name}" has no type`);
}
