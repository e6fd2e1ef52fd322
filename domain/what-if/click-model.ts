/** A place that was shown, by how popular its product was. */
type Place = { place: number; touches: number };
export type ClickModel = {
  note(place: Place, isClicked: boolean): void;
  /** How likely a click is: 0 until something was noted. */
  rate(place: Place): number;
};

type Count = { shown: number; clicked: number };

/** So many showings of a place's own rate stand in each class, so that a rare class goes by its place. */
const priorShowings = 20;

/**
 * The direct model of doubly robust estimates: the click rate by place, and by class of popularity within it, whose bounds are powers of two. It knows neither shopper nor product, and need not be right: where propensities are, the
 * estimate is; the better the model, the narrower its interval.
 */
export function createClickModel(): ClickModel {
  const places = new Map<number, Count>();
  const classes = new Map<string, Count>();
  const classOf = ({ place, touches }: Place) => `${place} ${Math.floor(Math.log2(1 + touches))}`;
  const rateOf = (count: Count | undefined) => (count === undefined ? 0 : count.clicked / count.shown);
  return {
    note(at, isClicked) {
      count(places, at.place, isClicked);
      count(classes, classOf(at), isClicked);
    },
    rate(at) {
      const ofPlace = rateOf(places.get(at.place));
      const { shown, clicked } = classes.get(classOf(at)) ?? { shown: 0, clicked: 0 };
      return (clicked + priorShowings * ofPlace) / (shown + priorShowings);
    },
  };
}

function count<Key>(counts: Map<Key, Count>, key: Key, isClicked: boolean): void {
  const { shown, clicked } = counts.get(key) ?? { shown: 0, clicked: 0 };
  counts.set(key, { shown: shown + 1, clicked: clicked + (isClicked ? 1 : 0) });
}
