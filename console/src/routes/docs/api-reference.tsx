import { Title } from '@solidjs/meta';
import { TextLink } from '#console/site/account-frame.tsx';

/** Where the contract of the API is: it describes itself. */
export default function ApiReference() {
  return (
    <div class="max-w-2xl space-y-4">
      <Title>API reference · RecomEngine</Title>
      <h1 class="text-2xl">API reference</h1>
      <p class="text-soft">
        The API describes itself, so that the description is never older than what answers.{' '}
        <a href="/reference" class="font-medium text-pine underline underline-offset-4">
          Every route, to read and to try out
        </a>
        ; as a document for machines, OpenAPI 3.1, it is at{' '}
        <a href="/openapi.json" class="font-medium text-pine underline underline-offset-4">
          /openapi.json
        </a>
        .
      </p>
      <p class="text-soft">
        What a question for recommendations may carry stands in{' '}
        <TextLink href="/docs/recommendations">its own page</TextLink>, with examples.
      </p>
    </div>
  );
}
