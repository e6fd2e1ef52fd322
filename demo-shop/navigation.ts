/** A page of products: its address, how the menu calls it, and the category of the catalog that it shows. */
export type Department = { slug: string; name: string; category: string; line: string };

/** The menu, and below each of its entries what the entry is made of. */
export const departments: readonly (Department & { parts: readonly Department[] })[] = [
  {
    slug: 'kitchen',
    name: 'Kitchen',
    category: 'Kitchen',
    line: 'For the first cup of the day, and the last pan of the evening.',
    parts: [
      {
        slug: 'drinking',
        name: 'Drinking',
        category: 'Kitchen > Drinking',
        line: 'Mugs, pots and carafes that feel right in the hand.',
      },
      {
        slug: 'cooking',
        name: 'Cooking',
        category: 'Kitchen > Cooking',
        line: 'Pans, tins and boards that get better with use.',
      },
    ],
  },
  {
    slug: 'home',
    name: 'Home',
    category: 'Home',
    line: 'Soft light, and something warm to throw over it all.',
    parts: [
      { slug: 'light', name: 'Light', category: 'Home > Light', line: 'Lamps and candles for long evenings.' },
      {
        slug: 'textiles',
        name: 'Textiles',
        category: 'Home > Textiles',
        line: 'Cushions, throws and rugs to live on.',
      },
    ],
  },
  {
    slug: 'garden',
    name: 'Garden',
    category: 'Garden',
    line: 'For a bed, a balcony or one good windowsill.',
    parts: [
      {
        slug: 'planting',
        name: 'Planting',
        category: 'Garden > Planting',
        line: 'Everything between a seed and a harvest.',
      },
    ],
  },
  {
    slug: 'office',
    name: 'Desk',
    category: 'Office',
    line: 'Paper that makes writing by hand worth it.',
    parts: [{ slug: 'paper', name: 'Paper', category: 'Office > Paper', line: 'Notebooks, planners and letters.' }],
  },
];

/** Returns the department at an address, with the menu's entry that it belongs to; null if there is none. */
export function departmentAt(slug: string): { department: Department; top: (typeof departments)[number] } | null {
  for (const top of departments) {
    const department = [top, ...top.parts].find((one) => one.slug === slug);
    if (department !== undefined) return { department, top };
  }
  return null;
}
