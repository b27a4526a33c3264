/** There is no tenant of this id. */
export class UnknownTenantError extends Error {
  override readonly name = 'UnknownTenantError';

  constructor(id: string) {
    super(`There is no tenant ${id} in this table.`);
  }
}
