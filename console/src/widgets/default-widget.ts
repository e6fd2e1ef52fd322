import type { WidgetConfig } from '#console/queries/widgets.ts';

/** What a placement has as long as nothing is saved for it: as the API has it, of whose code the console imports types alone. The test beside this holds them equal. */
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

const fields = Object.keys(defaultWidget) as (keyof WidgetConfig)[];

/** The part of a saved widget that can be changed. */
export const configOf = (widget: WidgetConfig): WidgetConfig =>
  Object.fromEntries(fields.map((field) => [field, widget[field]])) as WidgetConfig;
