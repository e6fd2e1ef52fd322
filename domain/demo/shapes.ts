/** The shade of a shape's far side, and the light of its lines. */
const shade = (path: string): string => `<path d="${path}" fill="#000" fill-opacity=".1" stroke="none"/>`;
const light = (path: string, width = 2): string =>
  `<path d="${path}" fill="none" stroke="#fff" stroke-opacity=".75" stroke-width="${width}"/>`;
const line = (path: string, width: number): string => `<path d="${path}" fill="none" stroke-width="${width}"/>`;
/** What it stands on. */
const ground = (reach: number): string =>
  `<ellipse cx="50" cy="79" rx="${reach}" ry="3.5" fill="#000" fill-opacity=".08" stroke="none"/>`;

/** The drawing of each kind of product on a square of 100, in the colour of the product. */
export const shapes: Readonly<Record<string, string>> = {
  mug: `${ground(27)}<path d="M27 32h36v34a10 10 0 0 1-10 10H37a10 10 0 0 1-10-10z"/>${line('M64 40h4a8.5 8.5 0 0 1 0 17h-4', 5)}${shade('M53 31h11v35a11 11 0 0 1-11 11z')}`,
  teapot: `${ground(30)}<path d="M30 42h38q6 10 3 22-2 12-12 13H40q-10-1-12-13-3-12 2-22z"/><path d="M37 38q11-9 24 0z"/><circle cx="49" cy="30" r="3"/>${line('M71 50h6a7 7 0 0 1-6 14', 4.5)}<path d="M29 62Q18 58 15 43l5-1q4 9 11 9z"/>${shade('M57 41h11q6 10 3 23-2 13-14 14z')}`,
  'espresso cup': `${ground(32)}<path d="M33 42h30q0 26-10 27H43q-10-1-10-27z"/>${line('M63 47h4a6 6 0 0 1-4 12', 4)}<path d="M22 72h53q-6 6-16 6H38q-10 0-16-6z"/>${shade('M54 41h10q0 28-10 29z')}`,
  carafe: `${ground(22)}<path d="M42 20h16v16q14 12 12 30-1 12-10 12H40q-9 0-10-12-2-18 12-30z"/>${light('M36 58q14 5 28 0')}${shade('M52 19h7v17q14 12 12 30-1 13-10 13h-9z')}`,
  tumbler: `${ground(22)}<path d="M30 28h40l-5 44q-1 5-5 5H40q-4 0-5-5z"/>${light('M34 44q16 5 32 0')}${shade('M57 27h14l-5 45q-1 6-6 6h-6z')}`,
  pan: `${ground(30)}<path d="M14 46h52v10a16 16 0 0 1-16 16H30a16 16 0 0 1-16-16z"/>${line('M66 50l20-4', 6)}${shade('M52 45h15v11a17 17 0 0 1-15 17z')}${light('M20 53h40', 1.6)}`,
  casserole: `${ground(31)}<path d="M24 48h52v16a11 11 0 0 1-11 11H35a11 11 0 0 1-11-11z"/><path d="M26 42q8-12 24-12t24 12z"/><circle cx="50" cy="26" r="3"/>${line('M23 54h-7v6h7M77 54h7v6h-7', 4)}${shade('M62 47h15v17a12 12 0 0 1-15 12z')}`,
  whisk: `${line('M68 72l-16-18', 8)}${line('M52 54Q22 48 24 26q22-2 28 28zM52 54Q34 40 24 26M52 54Q38 30 24 26', 2.6)}`,
  'chopping board': `<path d="M24 34a6 6 0 0 1 6-6h40a6 6 0 0 1 6 6v36a6 6 0 0 1-6 6H30a6 6 0 0 1-6-6z"/><path d="M44 28v-9a4 4 0 0 1 4-4h4a4 4 0 0 1 4 4v9z"/><circle cx="50" cy="22" r="2.2" fill="#f4f1ea" stroke="none"/>${light('M32 42h30M32 52h36M32 62h24', 1.6)}`,
  'baking tin': `${ground(34)}<path d="M18 44h64l-7 28q-1 4-5 4H30q-4 0-5-4z"/>${line('M14 43h72', 5)}${light('M34 52l2 16M50 52v16M66 52l-2 16', 1.8)}`,
  'desk lamp': `${ground(24)}<path d="M34 76h32a4 4 0 0 0-4-5H38a4 4 0 0 0-4 5z"/>${line('M50 71L34 50l24-22', 3.6)}<path d="M52 20l22 20q-6 6-14 3L47 31q-1-8 5-11z"/><circle cx="34" cy="50" r="3"/>`,
  lantern: `${ground(22)}<path d="M36 34h28l4 6H32z"/><path d="M32 72h36v5H32z"/>${line('M36 41v31M64 41v31M42 30a8 8 0 0 1 16 0', 3)}<path d="M50 46q8 9 5 15-5 6-10 0-3-6 5-15z" fill="#f0b84a" stroke="none"/>`,
  candle: `${ground(18)}<path d="M38 42h24v33q-12 4-24 0z"/>${shade('M53 41h10v35l-10 2z')}${line('M50 42v-6', 2)}<path d="M50 18q8 9 5 15-5 5-10 0-3-6 5-15z" fill="#f0b84a" stroke="none"/>`,
  'string lights': `${line('M8 28q21 26 42 12t42-2', 2)}${[20, 36, 52, 68, 84].map((x, n) => `<circle cx="${x}" cy="${[50, 56, 51, 46, 50][n]}" r="7"/><path d="M${x} ${[39, 45, 40, 35, 38][n]}v5" stroke-width="4"/>`).join('')}${light('M17 48q1-3 4-3M33 54q1-3 4-3M49 49q1-3 4-3M65 44q1-3 4-3M81 48q1-3 4-3', 1.6)}`,
  pendant: `${line('M50 8v26', 2)}<path d="M44 34h12l2 6q18 6 20 26H22q2-20 20-26z"/>${shade('M56 33l2 7q20 6 21 27H60q2-20-4-34z')}<path d="M42 67h16q-2 8-8 8t-8-8z" fill="#f0b84a" stroke="none"/>`,
  cushion: `<path d="M22 24q28 7 56 0-7 28 0 54-28-7-56 0 7-26 0-54z"/>${light('M30 32q20 4 40 0-4 19 0 38-20-4-40 0 4-19 0-38z', 1.4)}${shade('M78 24q-7 28 0 54l-14-3q4-24 0-48z')}`,
  throw: `<path d="M26 22h48q5 0 5 6v38H21V28q0-6 5-6z"/>${light('M21 36h58M21 46h58', 1.8)}${line('M24 68v8M32 68v8M40 68v8M48 68v8M56 68v8M64 68v8M72 68v8', 2)}${shade('M60 21h14q6 0 6 7v39H60z')}`,
  rug: `<path d="M24 26h52v50H24z"/>${line('M27 19v6M35 19v6M43 19v6M51 19v6M59 19v6M67 19v6M74 19v6M27 77v6M35 77v6M43 77v6M51 77v6M59 77v6M67 77v6M74 77v6', 1.8)}${light('M31 33h38v36H31zM50 38l12 13-12 13-12-13z', 1.8)}`,
  curtain: `${line('M16 20h68', 3.6)}<path d="M22 22h24q0 22-8 36 2 12 2 22H22z"/><path d="M54 22h24v58H60q0-10 2-22-8-14-8-36z"/>${light('M29 24v54M37 24q0 20-3 32M71 24v54M63 24q0 20 3 32', 1.5)}`,
  tablecloth: `<path d="M20 36q30-12 60 0l6 34q-6 7-12 0-6 8-12 0-6 8-12 0-6 8-12 0-6 8-12 0-6 7-12 0z"/>${light('M20 37q30 12 60 0', 1.8)}${shade('M66 43l14-6 6 33q-6 8-12 1z')}`,
  planter: `${ground(22)}<path d="M30 52h40l-6 25H36z"/>${line('M28 52h44', 5)}${line('M50 50V28M50 42q-13 0-15-13M50 36q12 0 14-14', 3.6)}${shade('M56 51h15l-6 27H54z')}`,
  'watering can': `${ground(28)}<path d="M34 44h32v32H34z"/>${line('M34 66L16 42', 5)}<path d="M10 43l8-7 4 5-8 7z"/>${line('M66 52h5a8 8 0 0 1 0 17h-5M38 43a12 12 0 0 1 24 0', 4)}${shade('M54 43h13v34H54z')}`,
  trowel: `<path d="M50 42q16 8 10 28-3 10-10 15-7-5-10-15-6-20 10-28z"/>${line('M50 42v-9', 4)}<path d="M45 12h10v18q-5 4-10 0z"/>${light('M50 50v26', 1.8)}`,
  'herb kit': `${ground(34)}<path d="M20 56h60v20H20z"/>${light('M20 65h60', 1.5)}${line('M34 54V38M34 48q-8 0-9-8M50 54V30M50 46q9 0 10-9M50 40q-8 0-9-8M66 54V40M66 50q8 0 9-8', 3)}`,
  trellis: `${line('M26 80V22M42 84V18M58 84V18M74 80V22M20 34h60M20 52h60M20 70h60', 3.4)}${light('M36 28q8 8 12 0M52 46q8 8 12 0M30 62q8 8 12 0', 1.8)}`,
  notebook: `<path d="M28 20h42a5 5 0 0 1 5 5v50a5 5 0 0 1-5 5H28z"/>${shade('M27 19h9v62h-9z')}${light('M36 20v60', 1.5)}${light('M45 34h20M45 42h12', 2.2)}`,
  planner: `<path d="M26 22h48v58H26z"/>${light('M34 36h14v12H34zM54 36h12v12H54zM34 56h14v12H34zM54 56h12v12H54z', 1.6)}${line('M36 16v10M46 16v10M56 16v10M66 16v10', 3)}`,
  sketchbook: `<path d="M20 28h60v48H20z"/>${line('M26 22v10M34 22v10M42 22v10M50 22v10M58 22v10M66 22v10M74 22v10', 2.4)}${light('M30 64q10-22 20-6t22-14', 2.2)}`,
  'letter set': `<path d="M30 24h44v36H30z" fill-opacity=".45" stroke-opacity=".45"/><path d="M20 42h54v36H20z"/>${light('M20 43l27 20 27-20', 2)}${light('M38 31h28', 1.6)}`,
  calendar: `<path d="M24 26h52v52H24z"/>${shade('M23 25h54v13H23z')}${line('M36 20v9M64 20v9', 3.4)}${light('M34 48h6M47 48h6M60 48h6M34 58h6M47 58h6M60 58h6M34 68h6M47 68h6', 3)}`,
};
