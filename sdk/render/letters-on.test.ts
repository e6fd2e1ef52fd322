import assert from 'node:assert/strict';
import test from 'node:test';
import { contrastOf } from '#testing/contrast.ts';
import { lettersOn } from './letters-on.ts';

const hex = (n: number) => n.toString(16).padStart(2, '0');
const colors = [0, 51, 80, 102, 119, 128, 153, 187, 204, 255].flatMap((red, _, levels) =>
  levels.flatMap((green) => levels.map((blue) => `#${hex(red)}${hex(green)}${hex(blue)}`)),
);
const rgb = (color: string) => `rgb(${[1, 3, 5].map((at) => Number(`0x${color.slice(at, at + 2)}`)).join(', ')})`;
const leastContrast = (choose: (color: string) => '#000' | '#fff') =>
  Math.min(
    ...colors.map((color) =>
      contrastOf(choose(color) === '#000' ? 'rgb(0, 0, 0)' : 'rgb(255, 255, 255)', [rgb(color)], rgb(color)),
    ),
  );

test('letters on any colour of a shop have the contrast that WCAG AA asks', () => {
  assert.ok(leastContrast(lettersOn) >= 4.5, `${leastContrast(lettersOn)}`);
  assert.ok(leastContrast(() => '#fff') < 4.5, 'control: white on everything');
});

test('a colour of three digits is that of six', () => {
  assert.deepEqual(['#fe0', '#ffee00', '#129', '#112299'].map(lettersOn), ['#000', '#000', '#fff', '#fff']);
});
