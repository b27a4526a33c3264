import type { Route } from '../shared/contract/routes.ts';

/** What the routes of each function are about. */
const TAGS: Readonly<Record<Route['function'], string>> = {
  'api-account': 'People, tenants, invitations and API keys.',
  'api-audit': 'Who tried to change what.',
  'api-connections': 'Credentials for other services, sealed.',
  'api-docs': 'This description of the API.',
  'api-oauth': 'The way back from a page of consent.',
  'api-runs': 'Starting, following, answering and canceling runs.',
  'api-status': 'Health in detail.',
  'api-system': 'Health, schemas and types of nodes.',
  'api-workflows': 'Definitions: drafts and published versions.',
};

export const tagOf = (name: Route['function']): string => name.replace(/^api-/, '');

export const tags = () =>
  Object.entries(TAGS).map(([name, description]) => ({ name: tagOf(name as Route['function']), description }));
