import assert from 'node:assert/strict';
import { test } from 'node:test';
import { problemOf } from './problem.ts';

const failure = (code: string) => Object.assign(new Error('from below'), { code });

test('what finds no room on a disk or in memory, in Postgres or here, is a 503 to ask again', () => {
  for (const code of ['53000', '53100', '53200', '53300', '53400', 'ENOSPC', 'EDQUOT']) {
    const { problem, isOurs } = problemOf(failure(code));
    assert.deepEqual([problem.status, isOurs, problem.headers['retry-after']], [503, true, '1'], code);
    assert.match(problem.message, /no room/);
  }
});

test('control: what another try does not mend is a 500 that says nothing of the inside', () => {
  for (const code of ['42P01', '53', 'EPERM']) {
    const { problem } = problemOf(failure(code));
    assert.equal(problem.status, 500, code);
    assert.doesNotMatch(problem.message, /from below/);
  }
});
