import { Button } from '#console/components/button.tsx';

/** Says that somebody else has saved meanwhile, and lets one choose: their version, or one's own draft as the next one. */
export function Overtaken(props: { version: number; onTake: () => void; onKeep: () => void }) {
  return (
    <div role="alert" class="rounded-md bg-ochre-soft px-4 py-3 text-sm text-ochre">
      <p class="font-medium">Version {props.version} was saved meanwhile, in another place.</p>
      <div class="mt-2 flex flex-wrap gap-2">
        <Button isSmall onClick={props.onTake}>
          Take version {props.version}, drop my draft
        </Button>
        <Button isSmall onClick={props.onKeep}>
          Keep my draft, to be saved over it
        </Button>
      </div>
    </div>
  );
}
