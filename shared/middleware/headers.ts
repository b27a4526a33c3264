import * as z from 'zod';
import { HOP_HEADER } from '../domain/trace/hops.ts';

/** The revision that the caller has seen; what it must look like is the resource's to say. */
export const IfMatchSchema = z.object({ 'if-match': z.string().max(200).optional() });

/** `readKey` says which keys are possible. */
export const IdempotencyKeySchema = z.object({ 'idempotency-key': z.string().max(8192).optional() });

/** Whatever it says, it refuses nothing here: `hopsOfNewRun` reads it. */
export const HopsSchema = z.object({ [HOP_HEADER]: z.string().optional() });
