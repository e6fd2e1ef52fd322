import type { StrategyName } from '../strategies/index.ts';

/** How the widget of a placement looks, and what it asks for. */
export type WidgetConfig = {
  /** Stands above the products; nothing does where it is null. */
  title: string | null;
  layout: 'grid' | 'carousel' | 'list';
  columns: number;
  showPrice: boolean;
  showRating: boolean;
  ctaText: string;
  /** How many products the widget asks for. */
  maxItems: number;
  theme: { primaryColor: string; fontFamily: string };
  /** Answers the placement in place of the tenant's default, unless a question or an experiment says otherwise; null leaves it to the tenant. */
  strategy: StrategyName | null;
};

/** What a change may name: the rest stays as it is. */
export type WidgetConfigChange = Partial<Omit<WidgetConfig, 'theme'>> & { theme?: Partial<WidgetConfig['theme']> };

/** A saved configuration: a tenant has at most one for a placement. */
export type Widget = {
  widgetId: string;
  tenantId: string;
  placementId: string;
  /** Rises by 1 with each save. */
  version: number;
  config: WidgetConfig;
  createdAt: Date;
  updatedAt: Date;
};

/** What a placement has as long as nothing is saved for it (product.md, 'Widgets and SDK'). */
export const defaultWidgetConfig: WidgetConfig = {
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

/** A change laid over a configuration. */
export const mergeWidgetConfig = (config: WidgetConfig, change: WidgetConfigChange): WidgetConfig => ({
  ...config,
  ...change,
  theme: { ...config.theme, ...change.theme },
});
