import type ApexCharts from 'apexcharts';
import type { ApexOptions } from 'apexcharts';
import { createEffect, onCleanup, onMount } from 'solid-js';
import type { ChartData } from '#console/components/chart-data.ts';
import { axisTexts } from '#console/format/axis-texts.ts';
import { theme } from '#console/theme/choose-theme.ts';

type Drawn = {
  data: ChartData;
  format: (value: number) => string;
  height: number;
  onZoom?: ((first: number, last: number) => void) | undefined;
};

/** What the library hands to the text of a tick: all ticks of its axis are in it. */
type Axes = { globals: { yAxisScale: readonly { result: readonly number[] }[] } };

const maxTicks = 8;
/** What a label of the x axis takes, with the space around it, in pixels. */
const tickWidth = 90;
const lineColors = ['--color-chart-1', '--color-chart-2', '--color-chart-3', '--color-chart-4'];

/** The drawing of a chart by ApexCharts, which is loaded when the first one is needed. `data-ready` says that it stands. */
export default function ChartDrawing(props: Drawn) {
  let place!: HTMLDivElement;
  let chart: ApexCharts | null = null;
  let isGone = false;

  onMount(async () => {
    // Keeps the library out of what is built for the server, which draws nothing.
    if (import.meta.env.SSR) return;
    const { default: Apex } = await import('apexcharts');
    if (isGone) return;
    chart = new Apex(place, optionsOf(props, place));
    await chart.render();
    place.dataset.ready = 'true';
  });
  // Before anything is awaited: what is registered later is never cleaned up.
  onMount(() => {
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const repaint = () => void chart?.updateOptions(optionsOf(props, place), false, false);
    dark.addEventListener('change', repaint);
    onCleanup(() => dark.removeEventListener('change', repaint));
  });
  createEffect(() => {
    theme();
    const options = optionsOf(props, place);
    void chart?.updateOptions(options, false, false);
  });
  onCleanup(() => {
    isGone = true;
    chart?.destroy();
  });
  return <div ref={place} />;
}

/** Colours are read from the page, since a drawing knows no variables of a style sheet. */
function optionsOf({ data, format, height, onZoom }: Drawn, place: HTMLElement): ApexOptions {
  const color = (name: string) => colorOf(place, name);
  const axis = { style: { colors: color('--color-faint'), fontSize: '12px' } };
  const kind = data.kind ?? 'area';
  const isNegative = data.series.some(({ values }) => values.some((value) => value !== null && value < 0));
  // Called with the axes behind the index of the tick, and within an object where the width of the axis is measured.
  const tickText = (value: number, at: number | { w: Axes }, drawn?: Axes) => {
    const ticks = (typeof at === 'object' ? at.w : drawn)?.globals.yAxisScale[0]?.result ?? [];
    return axisTexts(ticks, format)[ticks.indexOf(value)] ?? format(value);
  };
  return {
    chart: {
      type: kind,
      height,
      animations: { enabled: false },
      toolbar: { show: false },
      zoom: { enabled: onZoom !== undefined },
      fontFamily: 'inherit',
      background: 'transparent',
      nonce: nonceOfPage(),
      events: {
        beforeZoom: (_, { xaxis }) => {
          onZoom?.(Math.max(0, Math.round(xaxis.min) - 1), Math.min(data.labels.length, Math.round(xaxis.max)) - 1);
          return { xaxis: { min: undefined, max: undefined } };
        },
      },
    },
    series: data.series.map(({ name, values }) => ({ name, data: [...values] })),
    colors: data.series.map(({ isDashed, dottedOf }, n) =>
      color(isDashed === true ? '--color-edge' : (lineColors[(dottedOf ?? n) % lineColors.length] ?? '')),
    ),
    stroke: {
      width: kind === 'bar' ? 0 : 2,
      curve: 'straight',
      dashArray: data.series.map(({ isDashed, dottedOf }) => (isDashed === true ? 5 : dottedOf === undefined ? 0 : 2)),
    },
    fill:
      kind === 'area'
        ? {
            type: data.series.map(({ isDashed }) => (isDashed === true ? 'solid' : 'gradient')),
            opacity: data.series.map(({ isDashed }) => (isDashed === true ? 0 : 1)),
            gradient: { opacityFrom: 0.22, opacityTo: 0.02 },
          }
        : {},
    // A line needs two points: of one, the point is shown.
    markers: { size: data.labels.length === 1 ? 5 : 0 },
    dataLabels: { enabled: false },
    grid: { borderColor: color('--color-line'), strokeDashArray: 3 },
    legend: { show: data.series.length > 1, labels: { colors: color('--color-soft') } },
    xaxis: {
      categories: [...data.labels],
      tickAmount: Math.min(maxTicks, data.labels.length, Math.max(2, Math.floor(place.clientWidth / tickWidth))),
      labels: { ...axis, rotate: 0, hideOverlappingLabels: true },
      axisBorder: { show: false },
      axisTicks: { show: false },
      tooltip: { enabled: false },
    },
    yaxis: { ...(isNegative ? {} : { min: 0 }), labels: { ...axis, formatter: tickText }, forceNiceScale: true },
    tooltip: { theme: 'none', y: { formatter: (value: number | null) => (value === null ? '–' : format(value)) } },
    annotations: {
      xaxis: (data.notes ?? []).map(({ at, text, mark = text }) => ({
        x: data.labels[at] ?? '',
        borderColor: color('--color-ochre'),
        label: { text: mark, style: { background: color('--color-ochre-soft'), color: color('--color-ochre') } },
      })),
    },
  };
}

function colorOf(place: HTMLElement, name: string): string {
  place.style.color = `var(${name})`;
  const { color } = getComputedStyle(place);
  place.style.color = '';
  return color;
}

/** The library writes a style sheet into the page: the policy of the page lets it if it has the nonce. */
function nonceOfPage(): string {
  return document.querySelector<HTMLScriptElement>('script[nonce]')?.nonce ?? '';
}
