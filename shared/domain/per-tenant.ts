/** Tenants that one container keeps something for. */
const CAPACITY = 100;

interface PerTenantOptions<Value> {
  /** @default 100 */
  readonly capacity?: number;
  /** Called with what is forgotten. */
  readonly forget?: (value: Value, tenantId: string) => void;
}

/** Something that is made once per tenant; when there are too many, the tenant that was idle longest is forgotten. */
export function perTenant<Value>(
  make: (tenantId: string) => Value,
  { capacity = CAPACITY, forget = () => {} }: PerTenantOptions<Value> = {},
): (tenantId: string) => Value {
  const made = new Map<string, Value>();
  return (tenantId) => {
    const known = made.get(tenantId);
    const value = known ?? make(tenantId);
    // A Map keeps the order of insertion, so the first is the one idle longest.
    made.delete(tenantId);
    made.set(tenantId, value);
    const [oldest] = made.size > capacity ? made : [];
    if (oldest !== undefined) {
      made.delete(oldest[0]);
      forget(oldest[1], oldest[0]);
    }
    return value;
  };
}
