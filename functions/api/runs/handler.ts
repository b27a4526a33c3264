import { apiFunction } from '../../../shared/middleware/chains.ts';
import { routes } from './routes.ts';
import { createServices } from './services.ts';

export const handler = apiFunction({
  function: 'api-runs',
  routes,
  services: createServices,
});
