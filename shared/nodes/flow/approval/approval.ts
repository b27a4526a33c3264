import { isJsonObject, type Json, type JsonObject } from '../../../domain/json/json.ts';
import { checkSchema } from '../../../domain/json-schema/check-schema.ts';
import { configInvalid } from '../../config-invalid.ts';

/** Name of the node type. */
export const APPROVAL = 'flow.approval';
export const MAX_MESSAGE_LENGTH = 4096;
export const MAX_ASSIGNEES = 100;

/** The evaluated config, checked: what is asked, and of whom. */
export interface Approval {
  readonly message: string;
  /** Ids of principals; absent for everybody who may approve at all. */
  readonly assignees?: readonly string[];
  /** JSON Schema of the data of an approval; `checkSchema` has accepted it. */
  readonly form?: JsonObject;
}

/** @throws PermanentNodeError `CONFIG_INVALID` that names the field */
export function readApproval({ message, assignees, form }: JsonObject): Approval {
  if (typeof message !== 'string' || message === '') throw configInvalid('message', 'a text');
  return {
    message,
    ...(assignees !== undefined && { assignees: readAssignees(assignees) }),
    ...(form !== undefined && { form: readForm(form) }),
  };
}

function readAssignees(value: Json): string[] {
  const ids = Array.isArray(value) ? (value as readonly Json[]) : [];
  const texts = ids.filter((id) => typeof id === 'string');
  if (texts.length === 0 || texts.length < ids.length || texts.length > MAX_ASSIGNEES) {
    throw configInvalid('assignees', `a list of 1 to ${MAX_ASSIGNEES} ids of principals`);
  }
  return texts;
}

function readForm(value: Json): JsonObject {
  if (isJsonObject(value) && checkSchema(value).length === 0) return value;
  throw configInvalid('form', 'a JSON Schema of the supported keywords');
}

/** What an answer says, as the payload of the signal that brings it to the run. */
export interface Decision {
  readonly approved: boolean;
  readonly data: Json;
}

export const toPayload = ({ approved, data }: Decision): JsonObject => ({ approved, data });

/** Reads what `toPayload` made; anything else approves nothing. */
export function fromPayload(payload: Json | undefined): Decision {
  const { approved, data = null } = isJsonObject(payload) ? payload : {};
  return { approved: approved === true, data };
}
