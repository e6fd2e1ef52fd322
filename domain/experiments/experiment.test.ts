import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isStepAllowed, refusalOf } from './experiment.ts';

test('a step that is refused says why, and what to do in its place', () => {
  assert.equal(refusalOf('draft', 'paused'), 'A draft cannot be paused: start it first.');
  assert.equal(refusalOf('draft', 'completed'), 'A draft cannot be completed: start it first.');
  assert.equal(refusalOf('running', 'running'), 'The experiment is running already: pause or complete it.');
  assert.equal(refusalOf('running', 'draft'), 'A running experiment cannot be made a draft again: create a copy.');
  assert.equal(refusalOf('paused', 'paused'), 'The experiment is paused already: start or complete it.');
  assert.equal(refusalOf('completed', 'running'), 'A completed experiment cannot be started again: create a copy.');
  assert.equal(refusalOf('completed', 'paused'), 'A completed experiment cannot be paused: create a copy.');
  assert.equal(refusalOf('completed', 'completed'), 'The experiment is completed already: create a copy.');
});

test('an experiment goes from draft to running, to and from paused, and ends for good (FR-017)', () => {
  assert.ok(
    isStepAllowed('draft', 'running') && isStepAllowed('running', 'paused') && isStepAllowed('paused', 'running'),
  );
  assert.ok(isStepAllowed('running', 'completed') && isStepAllowed('paused', 'completed'));
  for (const to of ['draft', 'running', 'paused', 'completed'] as const) assert.ok(!isStepAllowed('completed', to));
  assert.ok(
    !isStepAllowed('draft', 'paused') && !isStepAllowed('draft', 'completed') && !isStepAllowed('running', 'draft'),
  );
});
