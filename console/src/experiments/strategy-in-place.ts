import type { Widget } from '#console/queries/widgets.ts';

/** The strategy that answers at a placement while no experiment runs there: its widget's if that names one, else the tenant's default. */
export const strategyInPlace = (
  widgets: readonly Pick<Widget, 'placementId' | 'strategy'>[],
  placementId: string,
  defaultStrategy: string,
): string => widgets.find((widget) => widget.placementId === placementId)?.strategy ?? defaultStrategy;
