import { send } from '#console/http/send.ts';

/** What the API's description says of a field: JSON Schema (2020-12) as far as forms use it. */
export type FieldContract = {
  type: 'object' | 'string' | 'integer' | 'number' | 'boolean' | 'array';
  /** What people call it. */
  title?: string;
  description?: string;
  enum?: readonly string[];
  minimum?: number;
  maximum?: number;
  maxItems?: number;
  default?: unknown;
  examples?: readonly unknown[];
  properties?: Readonly<Record<string, FieldContract>>;
  /** Of a list: what each entry is. */
  items?: { type?: string };
};

/** The contract of a tenant's configuration, as the API describes itself. */
export async function readConfigContract(signal?: AbortSignal): Promise<FieldContract> {
  const response = await send('GET', '/openapi.json', { signal });
  const { components } = (await response.json()) as { components: { schemas: { TenantConfig: FieldContract } } };
  return components.schemas.TenantConfig;
}
