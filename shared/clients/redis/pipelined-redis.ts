import { Redis, type Requester } from '@upstash/redis';

/**
 * The library's client over a requester of our own. It sends the commands of one turn of the event loop together, which
 * the library itself does only over its own HTTP client.
 */
export class PipelinedRedis extends Redis {
  static over(requester: Requester): Redis {
    return new PipelinedRedis(requester).autoPipeline();
  }
}
