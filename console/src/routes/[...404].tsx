import { Title } from '@solidjs/meta';
import { HttpStatusCode } from '@solidjs/start';
import { ButtonLink } from '#console/components/button.tsx';

/** What is nowhere: said so, and with the status that says it to machines. */
export default function NotFound() {
  return (
    <main class="grid min-h-dvh place-items-center p-6 text-center">
      <Title>Not found · RecomEngine</Title>
      <HttpStatusCode code={404} />
      <div class="space-y-4">
        <h1 class="text-3xl">There is no such page</h1>
        <p class="text-soft">The address may have a typing error, or what was here is gone.</p>
        <div class="flex justify-center gap-3">
          <ButtonLink href="/dashboard" look="primary">
            To the dashboard
          </ButtonLink>
          <ButtonLink href="/">To the start</ButtonLink>
        </div>
      </div>
    </main>
  );
}
