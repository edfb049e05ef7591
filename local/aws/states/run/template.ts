import { isRecord } from "../../json.ts";
import { runtimeFailure } from "./failure.ts";
import { resolvePath, type Scope } from "./path.ts";

/** Fills in a payload template: below a key that ends in `.$` stands the path of its value. */
export function fillTemplate(template: unknown, scope: Scope): unknown {
  if (Array.isArray(template)) return template.map((item) => fillTemplate(item, scope));
  if (!isRecord(template)) return template;
  return Object.fromEntries(Object.entries(template).map(([key, value]) => fillEntry(key, value, scope)));
}

function fillEntry(key: string, value: unknown, scope: Scope): readonly [string, unknown] {
  if (!key.endsWith(".$")) return [key, fillTemplate(value, scope)];
  const path = String(value);
  const found = resolvePath(path, scope);
  if (found === undefined) {
    const shown = JSON.stringify(path.startsWith("$$") ? scope.context : scope.input);
    throw runtimeFailure(
      `The JSONPath '${path}' specified for the field '${key}' could not be found in the input '${shown}'`,
    );
  }
  return [key.slice(0, -2), found];
}
