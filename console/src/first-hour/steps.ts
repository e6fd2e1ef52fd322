import type { Progress } from '#console/first-hour/read-progress.ts';

export type StepId = 'tenant' | 'keys' | 'event' | 'catalog' | 'recommendation' | 'widget';
export type FirstStep = { id: StepId; title: string; isDone: boolean };

/** Returns the steps of a shop's first hour in their order, each done once the API has stored what it leads to. */
export function firstSteps(progress: Omit<Progress, 'lastEvent'>): FirstStep[] {
  return [
    { id: 'tenant', title: 'Create a tenant', isDone: true },
    { id: 'keys', title: 'Make two keys', isDone: progress.keys > 0 },
    { id: 'event', title: 'Send a first event', isDone: progress.events > 0 },
    { id: 'catalog', title: 'Add products', isDone: progress.products > 0 },
    { id: 'recommendation', title: 'Ask for a recommendation', isDone: progress.requests > 0 },
    { id: 'widget', title: 'Put a widget on a page', isDone: progress.shown > 0 },
  ];
}
