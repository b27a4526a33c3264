import type { Item } from '../../shared/clients/dynamodb/item.ts';
import type { WriteRequest } from '../../shared/clients/dynamodb/requests.ts';

/**
 * One change of stored items, made while the service runs: deploy the release that reads both shapes first, then
 * migrate. It may see an item twice, after it was killed, and the service writes meanwhile.
 */
export interface Migration {
  /** `<date>-<name>`, never changed: what has run is known by it. */
  readonly id: string;
  readonly description: string;
  /**
   * What an item of the table wants done, in one transaction; none when nothing has to be. One of the writes bears a
   * condition that no longer holds once they are done: what does not hold is skipped.
   */
  change(item: Item): readonly WriteRequest[];
}
