import { keys } from '../../contract/table.ts';
import type { Tenant } from '../../domain/tenant/tenant.ts';
import type { TierLimits } from '../../domain/tenant/tiers.ts';
import { decode, type Fields, flag, number, optional, text } from './attributes.ts';
import type { Item } from './item.ts';
import { stamp, upConvert } from './item-versions.ts';
import type { WriteRequest } from './requests.ts';

/** As a map of the table: limits are few and flat. */
const limits = {
  optional: false,
  encode: (value: Partial<TierLimits>) => value,
  decode: (attribute: unknown) => Object(attribute) as Partial<TierLimits>,
} as const;

const TENANT: Fields<Tenant> = {
  id: text(),
  name: text(),
  tier: text(),
  suspended: flag(),
  suspendedReason: optional(text()),
  limits: optional(limits),
  createdAt: number(),
};

export const tenantFromItem = (item: Item): Tenant => decode(TENANT, upConvert('tenant', item));

/** A new tenant and its place in the operator's list. */
export const tenantWrites = (tenant: Tenant): readonly WriteRequest[] => [
  {
    put: { item: { ...tenant, ...stamp('tenant'), ...keys.tenant(tenant.id) }, condition: 'attribute_not_exists(pk)' },
  },
  { put: { item: { pk: keys.tenants(), sk: tenant.id } } },
];
