import { Empty } from '#console/components/empty.tsx';
import { Page } from '#console/components/page.tsx';

/** A page that the site map has and that is not built yet. */
export function ComingSoon(props: { title: string; text: string }) {
  return (
    <Page title={props.title}>
      <Empty title="Coming soon">
        <p>{props.text}</p>
      </Empty>
    </Page>
  );
}
