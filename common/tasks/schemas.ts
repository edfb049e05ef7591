import type { FieldSchema, ObjectSchema } from "./check.ts";
import { TIMESTAMP_PATTERN } from "./timestamp.ts";

const secret = {
  type: "string",
  description: "The secret of the source, if it has one and it is not sent in a header.",
} satisfies FieldSchema;

const id = {
  type: "string",
  pattern: "^[A-Za-z0-9_-]{1,64}$",
  description: "Your own name for the task. Repeat a request with it, and there is still one task.",
} satisfies FieldSchema;

const executionArn = {
  type: "string",
  maxLength: 2_048,
  description: "The task's execution, as /schedule returned it.",
} satisfies FieldSchema;

/** What `POST /schedule` takes. */
export const scheduleRequestSchema = {
  type: "object",
  required: ["timestamp", "message"],
  additionalProperties: false,
  properties: {
    timestamp: {
      type: "string",
      format: "date-time",
      pattern: TIMESTAMP_PATTERN,
      description:
        "When the task is due: RFC 3339 with a zone, at most one year (365 days less one hour) ahead.",
    },
    message: { description: "What to deliver: any JSON value." },
    secret,
    id,
  },
} satisfies ObjectSchema;

/** What `POST /cancel` takes: one of the two names of a task. */
export const cancelRequestSchema = {
  type: "object",
  additionalProperties: false,
  properties: { executionArn, id, secret },
  oneOf: [{ required: ["executionArn"] }, { required: ["id"] }],
} satisfies ObjectSchema;
