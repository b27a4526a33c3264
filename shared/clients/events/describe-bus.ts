import { sfnClient } from '../stepfunctions/sfn-client.ts';

/**
 * Whether an event bus is there. One call, so it does without a client of its own: Step Functions' signs and sends it.
 * @throws Error when EventBridge does not answer
 */
export async function describeBus(name: string, signal: AbortSignal): Promise<{ readonly usable: boolean }> {
  const { config } = sfnClient();
  const region = await config.region();
  const { protocol, hostname, port, host } = endpointOf(region);
  const request = {
    method: 'POST',
    protocol,
    hostname,
    ...(port !== '' && { port: Number(port) }),
    path: '/',
    query: {},
    headers: {
      host,
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'AWSEvents.DescribeEventBus',
    },
    body: JSON.stringify({ Name: name }),
  };
  const signer = await config.signer({ name: 'sigv4', signingName: 'events', signingRegion: region, properties: {} });
  const signed = await signer.sign(request);
  const { response } = await config.requestHandler.handle(signed as never, { abortSignal: signal });
  response.body?.resume?.();
  if (response.statusCode >= 500) throw new Error(`EventBridge answered ${response.statusCode}.`);
  return { usable: response.statusCode === 200 };
}

function endpointOf(region: string): URL {
  const { AWS_ENDPOINT_URL_EVENTBRIDGE: own, AWS_ENDPOINT_URL: all } = process.env;
  return new URL(own ?? all ?? `https://events.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`);
}
