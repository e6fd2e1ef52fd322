import { A, useSearchParams } from '@solidjs/router';
import { createSignal, createUniqueId, For, Match, onCleanup, Show, Switch } from 'solid-js';
import { columnMeaning } from '#console/catalog/product-of-row.ts';
import { type ProductFile, readProductFile } from '#console/catalog/read-product-file.ts';
import { type Report, sendFile } from '#console/catalog/send-file.ts';
import { UploadReport } from '#console/catalog/upload-report.tsx';
import { Button } from '#console/components/button.tsx';
import { Card } from '#console/components/card.tsx';
import { Code } from '#console/components/code.tsx';
import { Failure } from '#console/components/failure.tsx';
import { Page } from '#console/components/page.tsx';
import { Changes } from '#console/dashboard/changes.tsx';
import { tenantPath } from '#console/dashboard/nav.ts';
import { useTenant } from '#console/dashboard/tenant-context.ts';
import { count } from '#console/format/numbers.ts';
import { type Space, sendProducts } from '#console/queries/catalog.ts';

/** What a browser holds in its memory without trouble. */
const maxFileMiB = 100;
const example = `productId,name,category,price,available,imageUrl,url,brand
mug-blue,Blue mug,Home > Kitchen,12.95,true,https://shop.example/mug.jpg,https://shop.example/mug,Riva`;

/** What is being done with the file. */
type Step = 'choose' | 'trying' | 'tried' | 'sending' | 'sent';

/** Puts a file of products into the catalog: first a dry run, which names each line that would be refused, then the file itself. */
export default function Upload() {
  const { tenant } = useTenant();
  const [search] = useSearchParams<{ space?: string }>();
  const space = (): Space => (search.space === 'test' ? 'test' : 'live');
  const id = createUniqueId();
  const [step, setStep] = createSignal<Step>('choose');
  const [name, setName] = createSignal('');
  const [file, setFile] = createSignal<ProductFile | null>(null);
  const [report, setReport] = createSignal<Report | null>(null);
  const [error, setError] = createSignal<unknown>(null);
  let leaving = new AbortController();
  onCleanup(() => leaving.abort());

  async function run(dryRun: boolean): Promise<void> {
    const read = file();
    if (read === null) return;
    leaving = new AbortController();
    const { signal } = leaving;
    setError(null);
    setStep(dryRun ? 'trying' : 'sending');
    try {
      const send = (items: unknown[]) => sendProducts(tenant().id, { space: space(), dryRun }, items, signal);
      setReport(await sendFile(read.lines, send, setReport));
      setStep(dryRun ? 'tried' : 'sent');
    } catch (thrown) {
      if (!signal.aborted) setError(thrown);
      setStep(dryRun ? 'choose' : 'tried');
    }
  }
  async function choose(chosen: File | undefined): Promise<void> {
    if (chosen === undefined) return;
    setName(chosen.name);
    setReport(null);
    setFile(null);
    setStep('choose');
    try {
      if (chosen.size > maxFileMiB * 1024 * 1024)
        throw new Error(`The file has more than ${maxFileMiB} MiB: split it, or send it by the API.`);
      setFile(await readProductFile(await chosen.text()));
    } catch (thrown) {
      setError(thrown);
      return;
    }
    await run(true);
  }

  const accepted = () => (report()?.created ?? 0) + (report()?.updated ?? 0);
  const listPath = () => `${tenantPath(tenant().id)}/catalog${space() === 'test' ? '?space=test' : ''}`;
  const attributes = () =>
    (file()?.columns ?? []).flatMap((column) => {
      const meaning = columnMeaning(column);
      return 'attribute' in meaning ? [meaning.attribute] : [];
    });

  return (
    <Page
      title="Upload products"
      hint={
        <>
          Into the {space()} space of{' '}
          <A href={listPath()} class="text-pine underline underline-offset-4">
            the catalog
          </A>
          . Nothing is written before you have seen what would become of each line.
        </>
      }
    >
      <Card title="The file" hint="CSV with a heading, JSON lines, or a Google product feed as a table.">
        <Changes class="space-y-4">
          <label
            for={id}
            onDragOver={(event) => event.preventDefault()}
            onDrop={(event) => {
              event.preventDefault();
              void choose(event.dataTransfer?.files[0]);
            }}
            class="block rounded-md border border-dashed border-edge px-6 py-8 text-center focus-within:border-pine hover:border-pine"
          >
            <span class="font-medium">{name() || 'Choose a file, or drop it here'}</span>
            <input
              id={id}
              type="file"
              accept=".csv,.tsv,.txt,.jsonl,.ndjson,.json"
              class="mx-auto mt-3 block max-w-full text-sm"
              disabled={step() === 'trying' || step() === 'sending'}
              onChange={(event) => choose(event.currentTarget.files?.[0])}
            />
          </label>
        </Changes>
        <details class="mt-4">
          <summary class="text-sm text-pine">What a file looks like</summary>
          <div class="mt-3 space-y-2">
            <Code label="An example of a file" text={example} />
            <p class="text-sm text-soft">
              productId, name, category and price are needed. Columns that are no field of a product become attributes.
              A product that is there already is replaced.
            </p>
          </div>
        </details>
        <Show when={attributes().length > 0}>
          <p class="mt-4 text-sm text-soft">
            Taken as attributes: <For each={attributes()}>{(one, index) => `${index() === 0 ? '' : ', '}${one}`}</For>.
          </p>
        </Show>
      </Card>
      <Show when={error()}>{(thrown) => <Failure error={thrown()} />}</Show>
      <Show when={report()}>
        {(told) => (
          <Card
            title={
              <Switch fallback="What would become of it">
                <Match when={step() === 'sending'}>Uploading</Match>
                <Match when={step() === 'sent'}>What became of it</Match>
              </Switch>
            }
          >
            <Show when={step() === 'trying' || step() === 'sending'}>
              <div class="mb-4 flex items-center gap-3">
                <progress class="h-2 flex-1 accent-pine" max={told().total} value={told().done} aria-label="Progress" />
                <span class="figures text-sm text-soft">
                  {count(told().done)} of {count(told().total)}
                </span>
                <Button isSmall onClick={() => leaving.abort()}>
                  Stop
                </Button>
              </div>
            </Show>
            <UploadReport report={told()} isDryRun={step() === 'trying' || step() === 'tried'} />
            <div class="mt-5 flex flex-wrap gap-3">
              <Show when={step() === 'tried'}>
                <Changes>
                  <Button look="primary" disabled={accepted() === 0} onClick={() => run(false)}>
                    Upload {count(accepted())} products
                  </Button>
                </Changes>
              </Show>
              <Show when={step() === 'sent'}>
                <A href={listPath()} class="text-pine underline underline-offset-4">
                  Look at the catalog
                </A>
              </Show>
            </div>
          </Card>
        )}
      </Show>
    </Page>
  );
}
