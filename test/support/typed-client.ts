import { type ClientOptions, createClient, type StepwellClient } from '../../clients/typescript/client.ts';
import type { CloudInfo } from '../../local/cloud/info.ts';
import { checkAnswer } from './answer-check.ts';

/** The typed client for a cloud, as its owner unless a token is given. Every answer is held against its documentation. */
export const typedClient = (
  { url, apiKey }: Pick<CloudInfo, 'url' | 'apiKey'>,
  options: Partial<ClientOptions> = {},
): StepwellClient => createClient({ baseUrl: url, token: apiKey, fetch: checkedFetch(url), ...options });

const checkedFetch = (url: string) => async (address: string, init: RequestInit) => {
  const response = await fetch(address, init);
  const copy = await response.clone().text();
  await checkAnswer(String(init.method), address.slice(url.length), response.status, parse(copy));
  return response;
};

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
