import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import { cancelRequestSchema, scheduleRequestSchema } from "./schemas.ts";

/** Compiled when this is loaded; `npm run build` puts the functions that ajv writes in place of this file. */
export const ajv = new Ajv({ allErrors: true, code: { source: true, esm: true } });
addFormats(ajv, ["date-time"]);

export const isScheduleRequest = ajv.compile({ $id: "isScheduleRequest", ...scheduleRequestSchema });
export const isCancelRequest = ajv.compile({ $id: "isCancelRequest", ...cancelRequestSchema });
