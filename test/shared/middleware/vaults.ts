import { createVault, type Vault } from '../../../shared/domain/secret/vault.ts';
import { MemoryDataKeys } from '../../support/memory-data-keys.ts';

interface Told {
  readonly onHandle?: (tenantId: string) => void;
  readonly onWipe?: (tenantId: string) => void;
}

/** The real vault over keys in memory, which tells when a handle is made and when it is wiped. */
export function aVault({ onHandle, onWipe }: Told = {}): Vault {
  const vault = createVault({ keys: new MemoryDataKeys(), now: Date.now });
  return {
    ...vault,
    forTenant(tenantId) {
      onHandle?.(tenantId);
      const handle = vault.forTenant(tenantId);
      return {
        tenantId,
        seal: (...args) => handle.seal(...args),
        open: (...args) => handle.open(...args),
        wipe: () => {
          onWipe?.(tenantId);
          handle.wipe();
        },
      };
    },
  };
}
