import type { Issue } from "../errors.ts";

/**
 * The part of JSON Schema that `check` knows. Write schemas with `satisfies ObjectSchema`: a keyword that is not here
 * then does not compile, so nothing that `swagger.yaml` promises goes unchecked.
 * https://json-schema.org/draft/2020-12/json-schema-validation
 */
export interface ObjectSchema {
  readonly type: "object";
  readonly required?: readonly string[];
  readonly additionalProperties: false;
  readonly properties: Readonly<Record<string, FieldSchema>>;
  /** Exactly one of two properties must be there. */
  readonly oneOf?: readonly [Requirement, Requirement];
}

interface Requirement {
  readonly required: readonly [string];
}

export type FieldSchema = AnySchema | StringSchema;

/** Any JSON value. */
interface AnySchema {
  readonly type?: never;
  readonly description: string;
}

interface StringSchema {
  readonly type: "string";
  readonly pattern?: string;
  /** In characters, of which some take two units of a JavaScript string. */
  readonly maxLength?: number;
  /** For the reader of the schema. What a format means is checked where the value is read. */
  readonly format?: "date-time";
  readonly description: string;
}

type Fields = Readonly<Record<string, unknown>>;
type Sentences = Readonly<Record<string, string>>;

/** An answer has a size that somebody reads. */
const MAX_ISSUES = 100;
const MAX_PATH_LENGTH = 100;

/**
 * What is wrong with a body, at most one issue a field. None if it fits the schema. `sentences` says of a field what it
 * takes, where its schema has only a pattern to show.
 */
export function check(body: unknown, schema: ObjectSchema, sentences: Sentences = {}): Issue[] {
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    return [{ path: "", message: "the body must be a JSON object" }];
  }
  const fields = body as Fields;
  const wrong = wrongFields(fields, schema, sentences);
  return [...missingFields(fields, schema), ...unknownFields(fields, schema), ...wrong].slice(0, MAX_ISSUES);
}

function missingFields(fields: Fields, { required = [], oneOf }: ObjectSchema): Issue[] {
  const issues = required
    .filter((name) => !Object.hasOwn(fields, name))
    .map((name) => ({ path: name, message: "is required" }));
  if (!oneOf) return issues;
  const [one, other] = oneOf.map(({ required: [name] }) => name) as [string, string];
  if (Object.hasOwn(fields, one) !== Object.hasOwn(fields, other)) return issues;
  return [...issues, { path: "", message: `${one} or ${other} is required, and only one of the two` }];
}

function unknownFields(fields: Fields, { properties }: ObjectSchema): Issue[] {
  return Object.keys(fields)
    .filter((name) => !Object.hasOwn(properties, name))
    .map((name) => ({ path: name.slice(0, MAX_PATH_LENGTH), message: "is not a known property" }));
}

function wrongFields(fields: Fields, { properties }: ObjectSchema, sentences: Sentences): Issue[] {
  return Object.entries(properties).flatMap(([path, schema]) => {
    const message = Object.hasOwn(fields, path) ? problem(fields[path], schema) : undefined;
    return message === undefined ? [] : { path, message: sentences[path] ?? message };
  });
}

function problem(value: unknown, schema: FieldSchema): string | undefined {
  if (schema.type === undefined) return undefined;
  if (typeof value !== "string") return "must be a string";
  const { pattern, maxLength = Number.POSITIVE_INFINITY } = schema;
  if (pattern !== undefined && !new RegExp(pattern, "u").test(value)) return `must match ${pattern}`;
  if ([...value].length > maxLength) return `must be at most ${maxLength} characters long`;
  return undefined;
}
