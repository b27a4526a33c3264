import { isPublicAddress } from './address-policy.ts';
import { hostAndPort } from './allow-list.ts';
import type { DenyList } from './deny-list.ts';

/** Why an address is not connected to. */
export type Refusal = 'private' | 'denied';

/** Where calls may go. Denial wins over everything. */
export interface Reach {
  /** Whether the host and port of a URL are let through although their addresses may be private. */
  isAllowed(url: URL): boolean;
  isDenied(url: URL): boolean;
  /** @param allowed whether it is an address of a host that is let through */
  refusal(address: string, allowed: boolean): Refusal | undefined;
}

export const createReach = (allow: ReadonlySet<string>, deny: DenyList): Reach => ({
  isAllowed: (url) => allow.has(hostAndPort(url)),
  isDenied: (url) => deny.hasHost(url),
  refusal(address, allowed) {
    if (deny.hasAddress(address)) return 'denied';
    return allowed || isPublicAddress(address) ? undefined : 'private';
  },
});
