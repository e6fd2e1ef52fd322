import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { evaluateTexts } from '#testing/evaluation.ts';

const page = readFileSync('docs/evaluate.md', 'utf8');
const blockAfter = (mark: string): string => page.split(`<!-- ${mark} -->\n\`\`\`\n`)[1]?.split('```')[0] ?? '';

/** The rows of the page's table of figures, without its head. */
const said = (page.split('<!-- figures -->\n')[1]?.split('\n\n')[0] ?? '')
  .split('\n')
  .slice(2)
  .map((line) => line.slice(2, -2).split(' | '));

async function figuresOf(train: string, questions: string): Promise<string[][]> {
  const { figures } = await evaluateTexts({ train, questions }, (path) => ({
    source: { kind: 'questions', train: path('train'), questions: path('questions'), as: 'product_viewed' },
    k: 2,
  }));
  return said.map(([name = '']) => {
    const found = figures.find((one) => one.name === name) ?? assert.fail(name);
    const { hr, mrr, ndcg } = found.metrics;
    return [name, ...[hr.value, mrr.value, ndcg.value, found.coverage, found.unanswered].map((one) => one.toFixed(4))];
  });
}

test('the example of docs/evaluate.md comes out as the page says, and as one counts by hand', async () => {
  assert.equal(said.length, 2);
  assert.deepEqual(await figuresOf(blockAfter('train'), blockAfter('questions')), said);
});

test('control: learnt from the questions too, the example comes out otherwise', async () => {
  const leak = '4\ttea\t3500\n4\tlamp\t3510\n4\tlamp\t3520\n4\tlamp\t3530\n';
  assert.notDeepEqual(await figuresOf(blockAfter('train') + leak, blockAfter('questions')), said);
});
