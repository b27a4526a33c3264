import { rmSync } from 'node:fs';
import type { RedisCredentials } from '../../shared/contract/parameters.ts';
import { build } from './build.ts';
import { Children } from './children.ts';
import { type Emulator, externalEmulator, startEmulator } from './emulator.ts';
import { CloudFailure } from './failure.ts';
import { createGateway, executeApiTarget, type GatewayTarget } from './gateway.ts';
import { type CloudInfo, infoOf } from './info.ts';
import { close, listen } from './listen.ts';
import type { CloudOptions } from './options.ts';
import { type CloudPaths, cloudPaths } from './paths.ts';
import { type Prepared, prepare } from './prepare.ts';
import type { Progress } from './progress.ts';
import { hasRedis, startRedis } from './redis.ts';
import { tellRedis } from './redis-secret.ts';
import { ensureDeployed } from './release.ts';
import { ensureCredentials, ensureSamples } from './seed.ts';
import { spareDemo } from './spare-demo.ts';
import { StateFile } from './state.ts';
import { deployedTickSource, startTicker } from './ticker.ts';
import { createUpstashFront } from './upstash-front.ts';

/** One local cloud, supervised by this process: none of its processes survives this one, however it ends. */
export class LocalCloud {
  /** Resolves when the cloud cannot go on: its emulator ended by itself. */
  readonly failed: Promise<CloudFailure>;
  readonly #options: CloudOptions;
  readonly #paths: CloudPaths;
  readonly #state: StateFile;
  readonly #closers: Array<() => unknown> = [];
  readonly #failure = Promise.withResolvers<CloudFailure>();
  #children: Children | undefined;
  #target: GatewayTarget | undefined;
  #stop: Promise<void> | undefined;
  #crashed = false;

  constructor(options: CloudOptions) {
    this.#options = options;
    this.#paths = cloudPaths(options.name);
    this.#state = new StateFile(options.name);
    this.failed = this.#failure.promise;
  }

  /**
   * Starts everything. May be stopped at any moment.
   * @throws CloudFailure for what the user can mend; what was started then still wants `stop()`
   */
  async start(progress: Progress): Promise<CloudInfo> {
    const prepared = await prepare(this.#options, this.#state, progress);
    const children = new Children(this.#state);
    this.#children = children;
    const url = await this.#openGateway(prepared.ports.gateway);
    const [emulator, redis] = await Promise.all([
      progress.step('Emulator', () => this.#startEmulator(prepared, children), describeEmulator),
      this.#startRedis(prepared, children, progress),
      progress.step(
        'Functions',
        () => build(children, this.#paths),
        (built) => (built ? 'built' : 'unchanged'),
      ),
    ]);
    const { region } = this.#state.current;
    const { endpoint } = emulator;
    this.#state.update({ endpoint, url });
    const context = { stage: 'local', outboundAllow: this.#outboundAllow(prepared), publicUrl: url };
    const deployment = { paths: this.#paths, endpoint, region, context };
    const { clean } = prepared;
    const outputs = await ensureDeployed({
      deployment,
      children,
      progress,
      state: this.#state,
      clean,
      owned: emulator.owned,
    });
    // After the deployment, which may have emptied the emulator, and before the first request.
    await tellRedis({ endpoint, region }, redis);
    if (this.#options.sparesDemo) await spareDemo({ endpoint, region }, `127.0.0.1:${prepared.ports.service}`);
    this.#target = executeApiTarget(endpoint, outputs.apiId, outputs.apiStage);
    this.#closers.push(startTicker(deployedTickSource(endpoint, region, outputs)));
    await progress.step('Demo tenant, keys and sample workflows', async () => {
      const target = { paths: this.#paths, endpoint, region, tableName: outputs.tableName, url };
      const credentials = await ensureCredentials(target, children, this.#state.current.credentials);
      this.#state.update({ credentials, samples: await ensureSamples(url, credentials.apiKey) });
    });
    this.#state.update({ status: 'ready' });
    return this.#info();
  }

  #info(): CloudInfo {
    const info = infoOf(this.#state.current);
    if (info === undefined) throw new Error('The state of a ready cloud is incomplete.');
    return info;
  }

  /** Opened first: a port that is taken is said at once, and a client that comes early is told to wait. */
  async #openGateway(port: number): Promise<string> {
    const gateway = createGateway(() => this.#target);
    await listen(gateway, port);
    this.#closers.push(() => close(gateway));
    return `http://localhost:${port}`;
  }

  async #startEmulator({ ports }: Prepared, children: Children): Promise<Emulator> {
    const external = process.env.AWS_ENDPOINT_URL;
    if (external !== undefined && external !== '') return externalEmulator(external);
    const { name } = this.#options;
    const cloud = { name, paths: this.#paths, port: ports.emulator, region: this.#state.current.region };
    const emulator = await startEmulator(cloud, children);
    void emulator.ended.then(() => {
      if (this.#stop !== undefined) return;
      this.#crashed = true;
      const message = 'The AWS emulator ended by itself.';
      this.#failure.resolve(
        new CloudFailure(message, `Its log is ${this.#paths.emulatorLog}. Start again with npm start.`),
      );
    });
    return emulator;
  }

  /** @returns where the functions find Redis; undefined without one */
  async #startRedis(
    { ports, secrets }: Prepared,
    children: Children,
    progress: Progress,
  ): Promise<RedisCredentials | undefined> {
    if (!this.#options.redis || !hasRedis()) {
      const why = this.#options.redis ? 'redis-server is not installed' : 'Redis is left out';
      progress.note(`${why}: the in-memory fallback serves`);
      return undefined;
    }
    const start = async (): Promise<RedisCredentials> => {
      const options = { dir: this.#paths.redis, port: ports.redis, password: secrets.redisPassword };
      const redis = await startRedis(options, children);
      const front = createUpstashFront(redis, secrets.redisToken);
      this.#closers.push(() => redis.disconnect());
      await listen(front, ports.redisRest);
      this.#closers.push(() => close(front));
      return { url: `http://127.0.0.1:${ports.redisRest}`, token: secrets.redisToken };
    };
    return progress.step('Redis with its Upstash-compatible front', start);
  }

  #outboundAllow({ ports }: Prepared): string {
    return [...this.#options.allow, `127.0.0.1:${ports.service}`].join(',');
  }

  /** Ends everything that was started, in any state; a second call waits for the first. */
  stop(): Promise<void> {
    this.#stop ??= this.#stopAll();
    return this.#stop;
  }

  async #stopAll(): Promise<void> {
    // Nothing was prepared: the state on disk may belong to another process.
    if (this.#children === undefined) return;
    for (const closer of this.#closers.reverse()) await closer();
    const ended = await this.#children.stopAll();
    rmSync(this.#paths.temporary, { recursive: true, force: true });
    this.#state.update({ status: 'stopped', clean: ended && !this.#crashed, children: [], supervisor: undefined });
  }
}

const describeEmulator = ({ owned, endpoint }: Emulator): string =>
  owned ? `MiniStack at ${endpoint}` : `the one at ${endpoint} (AWS_ENDPOINT_URL)`;

/**
 * Starts a cloud in this process, for tests and benches.
 * @throws CloudFailure; nothing is left running then
 */
export async function startCloud(
  options: CloudOptions,
  progress: Progress,
): Promise<{ readonly info: CloudInfo; stop(): Promise<void> }> {
  const cloud = new LocalCloud(options);
  try {
    return { info: await cloud.start(progress), stop: () => cloud.stop() };
  } catch (error) {
    await cloud.stop();
    throw error;
  }
}
