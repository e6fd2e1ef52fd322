import type { WidgetConfig } from '#console/queries/widgets.ts';

/** What a placement has as long as nothing is saved for it. */
export const defaultWidget: WidgetConfig = {
  title: null,
  layout: 'grid',
  columns: 4,
  showPrice: true,
  showRating: false,
  ctaText: 'View Product',
  maxItems: 8,
  theme: { primaryColor: '#2563EB', fontFamily: 'inherit' },
  strategy: null,
};

/** The part of a saved widget that can be changed. */
export const configOf = ({
  title,
  layout,
  columns,
  showPrice,
  showRating,
  ctaText,
  maxItems,
  theme,
  strategy,
}: WidgetConfig): WidgetConfig => ({
  title,
  layout,
  columns,
  showPrice,
  showRating,
  ctaText,
  maxItems,
  theme,
  strategy,
});
