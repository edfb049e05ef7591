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
  /** Exactly one of these properties must be there. */
  readonly oneOf?: Choice;
  /** Of each choice, exactly one property must be there. */
  readonly allOf?: readonly { readonly oneOf: Choice }[];
}

type Choice = readonly { readonly required: readonly [string] }[];

export type FieldSchema = AnySchema | StringSchema | IntegerSchema | BooleanSchema | ArraySchema;

/** Any JSON value. */
interface AnySchema {
  readonly type?: never;
}

interface StringSchema {
  readonly type: "string";
  readonly pattern?: string;
  /** In characters, of which some take two units of a JavaScript string. */
  readonly maxLength?: number;
  readonly enum?: readonly string[];
  /** For the reader of the schema. What a format means is checked where the value is read. */
  readonly format?: "date-time";
  readonly default?: string;
}

interface IntegerSchema {
  readonly type: "integer";
  readonly minimum: number;
  readonly maximum: number;
  readonly default?: number;
}

interface BooleanSchema {
  readonly type: "boolean";
}

/** A list of any JSON values. */
interface ArraySchema {
  readonly type: "array";
  readonly minItems: number;
  readonly maxItems: number;
  readonly items: Readonly<Record<string, never>>;
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

function missingFields(fields: Fields, { required = [], oneOf, allOf = [] }: ObjectSchema): Issue[] {
  const missing = required
    .filter((name) => !Object.hasOwn(fields, name))
    .map((name) => ({ path: name, message: "is required" }));
  const choices = oneOf ? [{ oneOf }, ...allOf] : allOf;
  return [...missing, ...choices.flatMap((choice) => choiceIssues(fields, choice.oneOf))];
}

function choiceIssues(fields: Fields, choice: Choice): Issue[] {
  const names = choice.map(({ required: [name] }) => name);
  const [first = "", ...others] = names;
  const given = names.filter((name) => Object.hasOwn(fields, name));
  if (given.length === 1) return [];
  if (given.length === 0) return [{ path: first, message: `is required, or else ${others.join(" or ")}` }];
  const [one, ...extra] = given;
  return extra.map((path) => ({ path, message: `must not be given together with ${one}` }));
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
  switch (schema.type) {
    case undefined:
      return undefined;
    case "string":
      return stringProblem(value, schema);
    case "boolean":
      return typeof value === "boolean" ? undefined : "must be true or false";
    case "integer": {
      const isInRange =
        Number.isInteger(value) && Number(value) >= schema.minimum && Number(value) <= schema.maximum;
      return isInRange ? undefined : `must be a whole number from ${schema.minimum} to ${schema.maximum}`;
    }
    case "array": {
      const isInRange =
        Array.isArray(value) && value.length >= schema.minItems && value.length <= schema.maxItems;
      return isInRange ? undefined : `must be a list of ${schema.minItems} to ${schema.maxItems} items`;
    }
  }
}

function stringProblem(value: unknown, schema: StringSchema): string | undefined {
  if (typeof value !== "string") return "must be a string";
  const { pattern, maxLength = Number.POSITIVE_INFINITY, enum: allowed } = schema;
  if (allowed && !allowed.includes(value)) return `must be one of ${allowed.join(", ")}`;
  if (pattern !== undefined && !new RegExp(pattern, "u").test(value)) return `must match ${pattern}`;
  if ([...value].length > maxLength) return `must be at most ${maxLength} characters long`;
  return undefined;
}
