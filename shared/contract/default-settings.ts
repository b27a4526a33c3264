import type { Settings } from './settings.ts';
import type { Stage } from './stage.ts';

/** Parts of the service that can be switched off while it runs. */
export const FLAG_NAMES = [
  'metrics',
  'aiFeatures',
  'chatHistory',
  'documentVersions',
  'auditLog',
  'queryLogging',
  'realtime',
  'apiDocs',
  'slowDown',
] as const;

export const LOG_LEVELS = ['DEBUG', 'INFO', 'WARN', 'ERROR'] as const;

const COMMON: Settings = {
  flags: {
    metrics: true,
    aiFeatures: true,
    chatHistory: true,
    documentVersions: true,
    auditLog: true,
    queryLogging: true,
    realtime: true,
    apiDocs: true,
    slowDown: true,
  },
  logLevel: 'INFO',
  debugSampleRate: 0,
  slowQueryMs: 1000,
  corsOrigins: [],
  breakers: {},
  limits: {},
};

/** What holds as long as nothing else is stored. Without zod, unlike the schema: every function loads it. */
export const DEFAULT_SETTINGS: Readonly<Record<Stage, Settings>> = {
  local: COMMON,
  dev: { ...COMMON, logLevel: 'DEBUG' },
  prod: { ...COMMON, flags: { ...COMMON.flags, queryLogging: false, apiDocs: false } },
};

/** Whether there is such a stage; for those who cannot load its schema. */
export const isStage = (name: string | undefined): name is Stage =>
  name !== undefined && Object.hasOwn(DEFAULT_SETTINGS, name);
