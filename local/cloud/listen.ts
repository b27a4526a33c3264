import type { Server } from 'node:http';
import { CloudFailure } from './failure.ts';

/** @throws CloudFailure when the port is taken meanwhile */
export function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => {
      reject(
        new CloudFailure(`Port ${port} is taken by another program.`, 'Start again: another port is chosen.', {
          cause,
        }),
      );
    });
    server.listen(port, '127.0.0.1', () => resolve());
  });
}

/** Ends at once: open connections are cut. */
export function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
