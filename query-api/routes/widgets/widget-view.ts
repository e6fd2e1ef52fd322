import type { Widget } from '#domain/widgets/widget.ts';
import { Problem } from '#runtime/http/problem.ts';

export const noSuchWidget = (): Problem => new Problem(404, 'There is no such widget.');

/** A widget as admins see it. */
export function toWidgetView({ widgetId, placementId, version, config, createdAt, updatedAt }: Widget) {
  return {
    id: widgetId,
    placementId,
    version,
    ...config,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  };
}
