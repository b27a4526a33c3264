import type { FunctionName } from './env.ts';

/** Every Lambda function: the entry that the build bundles and the construct deploys from `dist/functions/<name>`. */
export const FUNCTION_ENTRIES: Readonly<Record<FunctionName, string>> = {
  authorizer: 'functions/authorizer/handler.ts',
  'api-account': 'functions/api/account/handler.ts',
  'api-audit': 'functions/api/audit/handler.ts',
  'api-docs': 'functions/api/docs/handler.ts',
  'api-connections': 'functions/api/connections/handler.ts',
  'api-oauth': 'functions/api/oauth/handler.ts',
  'api-workflows': 'functions/api/workflows/handler.ts',
  'api-runs': 'functions/api/runs/handler.ts',
  'api-status': 'functions/api/status/handler.ts',
  'api-system': 'functions/api/system/handler.ts',
  'engine-advance': 'functions/engine/advance/handler.ts',
  'trigger-sign-up': 'functions/triggers/sign-up/handler.ts',
  'engine-tick': 'functions/engine/tick/handler.ts',
};
