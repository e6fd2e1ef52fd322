import { A, useSearchParams } from '@solidjs/router';
import { createSignal, Match, onCleanup, Show, Switch } from 'solid-js';
import { aSpace } from '#console/address/taken.ts';
import { FileChoice } from '#console/catalog/file-choice.tsx';
import { FileExamples } from '#console/catalog/file-examples.tsx';
import type { Report } from '#console/catalog/send-file.ts';
import { type ChosenFile, sendProductsFile } from '#console/catalog/send-products-file.ts';
import { UploadProgress } from '#console/catalog/upload-progress.tsx';
import { UploadReport } from '#console/catalog/upload-report.tsx';
import { askBeforeLeaving } from '#console/components/ask-before-leaving.ts';
import { Button } from '#console/components/button.tsx';
import { Card } from '#console/components/card.tsx';
import { Failure } from '#console/components/failure.tsx';
import { Page } from '#console/components/page.tsx';
import { Changes } from '#console/dashboard/changes.tsx';
import { tenantPath } from '#console/dashboard/nav.ts';
import { useTenant } from '#console/dashboard/tenant-context.ts';
import { several } from '#console/format/several.ts';
import type { Space } from '#console/queries/catalog.ts';

/** What is being done with the file: first it is tried, then it is sent; either may stop before its end. */
type Step = 'choose' | 'trying' | 'untried' | 'tried' | 'sending' | 'unsent' | 'sent';

/** What its address may ask for. */
const takes = { space: aSpace };

/** Puts a file of products into the catalog: first a dry run, which says what would change and names each line that would be refused, then the file itself. */
export default function Upload() {
  const { tenant } = useTenant();
  const [search] = useSearchParams<{ space?: string }>();
  const space = (): Space => (search.space === 'test' ? 'test' : 'live');
  const [step, setStep] = createSignal<Step>('choose');
  const [chosen, setChosen] = createSignal<ChosenFile | null>(null);
  const [report, setReport] = createSignal<Report | null>(null);
  const [error, setError] = createSignal<unknown>(null);
  let leaving = new AbortController();
  onCleanup(() => leaving.abort());
  askBeforeLeaving(() => step() === 'sending', 'Leave? The upload stops where it is.');

  async function run(file: ChosenFile, dryRun: boolean): Promise<void> {
    leaving.abort();
    leaving = new AbortController();
    const { signal } = leaving;
    setError(null);
    setReport(null);
    setStep(dryRun ? 'trying' : 'sending');
    try {
      setReport(await sendProductsFile(tenant().id, space(), file, dryRun, setReport, signal));
      setStep(dryRun ? 'tried' : 'sent');
    } catch (thrown) {
      if (leaving.signal !== signal) return;
      if (!signal.aborted) setError(thrown);
      setStep(dryRun ? 'untried' : 'unsent');
    }
  }
  function choose(file: ChosenFile): void {
    setChosen(file);
    void run(file, true);
  }

  const isDryRun = () => ['trying', 'untried', 'tried'].includes(step());
  const isBusy = () => step() === 'trying' || step() === 'sending';
  const listPath = () => `${tenantPath(tenant().id)}/catalog${space() === 'test' ? '?space=test' : ''}`;
  return (
    <Page
      title="Upload products"
      takes={takes}
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
      <Card
        title="The file"
        hint="A table, JSON lines or a feed in XML; of other software also gzipped, and of any size."
      >
        <Changes>
          <FileChoice chosen={chosen()} isBusy={isBusy()} onChoose={choose} />
        </Changes>
        <FileExamples chosen={chosen()} />
      </Card>
      <Show when={error()}>{(thrown) => <Failure error={thrown()} />}</Show>
      <Show when={step() !== 'choose'}>
        <Card
          title={
            <Switch fallback="What would become of it">
              <Match when={step() === 'untried'}>It was not tried to its end</Match>
              <Match when={step() === 'sending'}>Uploading</Match>
              <Match when={step() === 'unsent'}>It was not uploaded to its end</Match>
              <Match when={step() === 'sent'}>What became of it</Match>
            </Switch>
          }
        >
          <Show when={isBusy()}>
            <UploadProgress report={report()} onStop={() => leaving.abort()} />
          </Show>
          <Show when={report()}>
            {(told) => <UploadReport report={told()} isDryRun={isDryRun()} isFull={chosen()?.isFull === true} />}
          </Show>
          <div class="mt-5 flex flex-wrap gap-3">
            <Show when={step() === 'tried' && chosen()}>
              {(file) => (
                <Changes>
                  <Button look="primary" disabled={changesOf(report()) === 0} onClick={() => run(file(), false)}>
                    {doneBy(report())}
                  </Button>
                </Changes>
              )}
            </Show>
            <Show when={step() === 'untried' && chosen()}>
              {(file) => <Button onClick={() => run(file(), true)}>Try the file again</Button>}
            </Show>
            <Show when={step() === 'unsent' && chosen()}>
              {(file) => (
                <>
                  <p class="w-full text-sm text-soft">
                    What is counted here is in the catalog, and of what comes next in the file some may be. Uploaded
                    again, each product is written as it stands there.
                  </p>
                  <Changes>
                    <Button look="primary" onClick={() => run(file(), false)}>
                      Upload the whole file again
                    </Button>
                  </Changes>
                </>
              )}
            </Show>
            <Show when={step() === 'sent'}>
              <A href={listPath()} class="text-pine underline underline-offset-4">
                Look at the catalog
              </A>
            </Show>
          </div>
        </Card>
      </Show>
    </Page>
  );
}

const acceptedOf = (report: Report | null) => (report?.created ?? 0) + (report?.updated ?? 0);
const changesOf = (report: Report | null) => acceptedOf(report) + (report?.retired ?? 0);

/** Says what the click does. */
function doneBy(report: Report | null): string {
  const upload = `Upload ${several(acceptedOf(report), 'product')}`;
  const retired = report?.retired ?? 0;
  return retired === 0 ? upload : `${upload}, and make ${several(retired, 'other')} unavailable`;
}
