import { dynamoClient } from '../../../shared/clients/dynamodb/dynamo-client.ts';
import { apiFunction } from '../../../shared/middleware/api-function.ts';
import { routes } from './routes.ts';
import { createServices } from './services.ts';

// Made at the start, not with the first request, which somebody waits for.
dynamoClient();

export const handler = apiFunction({ function: 'api-status', routes, services: createServices });
