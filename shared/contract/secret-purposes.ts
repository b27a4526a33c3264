/**
 * What a secret is for. Rights to the key of secrets are granted by purpose: the vault puts it into the KMS encryption
 * context, beside the tenant and the resource, and a policy reads it as `kms:EncryptionContext:purpose`.
 */
export const SECRET_PURPOSES = ['connection', 'webhook', 'oauth', 'invitation'] as const;
export type SecretPurpose = (typeof SECRET_PURPOSES)[number];
