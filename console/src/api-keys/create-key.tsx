import { rememberKey } from '#console/api-keys/made-keys.ts';
import { Field, SelectField } from '#console/components/field.tsx';
import { Form } from '#console/components/form.tsx';
import { createKey } from '#console/queries/api-keys.ts';
import type { ApiKeyCreated, CreateApiKeyBody } from '#schemas/http/api-keys.ts';

const wholeNumber = (text: string | undefined) => (text === undefined || text === '' ? {} : { given: Number(text) });

/** Asks what a new key is for, makes it, and hands it on: it is shown this once. Limits that are left empty are the API's defaults. */
export function CreateKey(props: { tenantId: string; onCreated: (key: ApiKeyCreated) => void }) {
  async function submit(values: Readonly<Record<string, string>>): Promise<void> {
    const reads = wholeNumber(values.readsPerMinute);
    const writes = wholeNumber(values.writesPerMinute);
    const { data } = await createKey(props.tenantId, {
      name: (values.name ?? '').trim(),
      permissions: values.permissions as CreateApiKeyBody['permissions'],
      space: values.space === 'test' ? 'test' : 'live',
      ...('given' in reads ? { readsPerMinute: reads.given } : {}),
      ...('given' in writes ? { writesPerMinute: writes.given } : {}),
    });
    rememberKey(props.tenantId, data);
    props.onCreated(data);
  }
  return (
    <Form submit="Create the key" onSubmit={submit}>
      <Field label="Name" name="name" placeholder="Shop server" hint="What it is for." autocomplete="off" />
      <SelectField label="Permissions" name="permissions">
        <option value="read">Read: recommendations; may stand in a web page</option>
        <option value="read_write">Read and write: events and catalog too; for servers alone</option>
      </SelectField>
      <SelectField label="Space" name="space">
        <option value="live">Live: what shoppers see</option>
        <option value="test">Test: apart from the shop, to try things out</option>
      </SelectField>
      <div class="grid gap-4 sm:grid-cols-2">
        <Field label="Reads a minute" name="readsPerMinute" type="number" min="1" placeholder="1000" />
        <Field label="Writes a minute" name="writesPerMinute" type="number" min="1" placeholder="500" />
      </div>
    </Form>
  );
}
