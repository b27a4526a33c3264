import { readdirSync, readFileSync } from 'node:fs';

/**
 * Processes in which the emulator at `endpoint` runs a function. The emulator is local, so its workers are processes
 * of this machine; Linux tells what environment they have.
 */
export function workersOf(functionName: string, endpoint: string): number[] {
  const port = new URL(endpoint).port;
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number)
    .filter((pid) => {
      const environment = environmentOf(pid);
      return (
        environment.includes(`AWS_LAMBDA_FUNCTION_NAME=${functionName}`) &&
        environment.some((entry) => entry.startsWith('AWS_ENDPOINT_URL=') && entry.endsWith(`:${port}`))
      );
    });
}

function environmentOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  } catch {
    // It has ended, or is somebody else's.
    return [];
  }
}
