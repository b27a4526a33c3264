import { apiFunction } from '../../../shared/middleware/api-function.ts';
import { routes } from './routes.ts';
import { createServices } from './services.ts';

export const handler = apiFunction({
  function: 'api-audit',
  routes,
  services: createServices,
});
