import * as z from 'zod';
import { FLAG_NAMES, LOG_LEVELS } from './default-settings.ts';
import { ROUTES, type RouteName } from './routes.ts';

export type FlagName = (typeof FLAG_NAMES)[number];

const DAY_MS = 86_400_000;

const FlagsSchema = z.strictObject(
  Object.fromEntries(FLAG_NAMES.map((name) => [name, z.boolean()])) as Record<FlagName, z.ZodBoolean>,
);

/** How patient the breaker in front of a downstream service is; what is left out is the breaker's own default. */
const BreakerSchema = z
  .strictObject({
    /** False lets every call through. */
    enabled: z.boolean(),
    /** Of one call; nodes and others that say how long they wait are held to the shorter of both. */
    timeoutMs: z.int().min(1).max(900_000),
    /** Share of failed calls, in percent, that opens it. */
    errorPercent: z.number().gt(0).max(100),
    /** How long it stays open before it tries again. */
    resetMs: z.int().min(1).max(DAY_MS),
  })
  .partial();

const LimitSchema = z.strictObject({ limit: z.int().min(1).max(1_000_000), windowSeconds: z.int().min(1).max(86_400) });

const RouteNameSchema = z.enum(Object.keys(ROUTES) as [RouteName, ...RouteName[]]);

/** `host`, `host:port` where the port is not the usual one, or `*`: as they stand in URLs, in lower case. */
const DOWNSTREAM = /^(?:\*|[a-z0-9_[][a-z0-9._:[\]-]{0,259})$/;

/** As browsers send it: no path, no slash at the end, no `*`. */
const OriginSchema = z.string().refine(isOrigin, 'must be an origin, as in https://app.example.com');

/** What can be changed while the service runs. Every field is there: defaults are filled in from default-settings.ts. */
export const SettingsSchema = z.strictObject({
  flags: FlagsSchema,
  logLevel: z.enum(LOG_LEVELS),
  /** Share of invocations that write every line, whatever the level. */
  debugSampleRate: z.number().min(0).max(1),
  /** From here on a query is logged as a warning. */
  slowQueryMs: z.int().min(0).max(900_000),
  corsOrigins: z.array(OriginSchema).max(50),
  /** By host; `*` is for all that are not named, and for what those leave out. */
  breakers: z.record(z.string().regex(DOWNSTREAM), BreakerSchema),
  /** Requests of one principal to a route; what is not here has the limits of the tier. */
  limits: z.partialRecord(RouteNameSchema, LimitSchema),
});
export type Settings = z.infer<typeof SettingsSchema>;

/** What is stored: only what differs from the defaults of the stage. */
export const StoredSettingsSchema = SettingsSchema.extend({ flags: FlagsSchema.partial() }).partial();
export type StoredSettings = z.infer<typeof StoredSettingsSchema>;

function isOrigin(text: string): boolean {
  return /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text;
}
