const SIDE = 448;

/** The colours of a scene: sky from top to bottom, sun, and what lies below from far to near. */
interface Palette {
  sky: [string, string];
  sun: string;
  land: [string, string, string];
}

const PALETTES: Palette[] = [
  { sky: ["#f6d9b8", "#f9efe0"], sun: "#e8824f", land: ["#c9a58b", "#8a7a6d", "#51605a"] },
  { sky: ["#bcd9e6", "#eef5f3"], sun: "#f6d06f", land: ["#9db9a8", "#6b9479", "#3d6b55"] },
  { sky: ["#d9cbe6", "#f6e6e4"], sun: "#f2a39a", land: ["#a995b8", "#78688f", "#4a4766"] },
  { sky: ["#a9cfd6", "#e3f1ec"], sun: "#ffe3a3", land: ["#7fb0b5", "#4d868f", "#2c5a68"] },
  { sky: ["#f3cfc6", "#fbeee3"], sun: "#d9674f", land: ["#d6a48f", "#a86f5d", "#6d4a44"] },
];

/** A small drawn landscape as an SVG, always the same for a number: hills, a lake below mountains, a shore, or a plant. */
export function drawLandscape(number: number): string {
  const palette = PALETTES[number % PALETTES.length] as Palette;
  const scene = SCENES[number % SCENES.length] as Scene;
  const [top, bottom] = palette.sky;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${SIDE}" height="${SIDE}" viewBox="0 0 100 100">
<defs><linearGradient id="sky" x2="0" y2="1"><stop stop-color="${top}"/><stop offset="1" stop-color="${bottom}"/></linearGradient></defs>
<rect width="100" height="100" fill="url(#sky)"/>
${scene(palette, number)}
</svg>`;
}

type Scene = (palette: Palette, number: number) => string;

const SCENES: Scene[] = [drawHills, drawLake, drawShore, drawPlant];

function drawHills({ sun, land }: Palette, number: number): string {
  const hills = land.map((colour, layer) => wave(colour, 52 + layer * 15, 9 - layer * 2, number + layer * 2));
  return [disc(24 + (number % 5) * 13, 30, 11, sun), ...hills, tree(70 - (number % 4) * 12, 79, land[2])].join("\n");
}

function drawLake({ sun, land: [far, middle, near] }: Palette, number: number): string {
  const peak = 30 + (number % 3) * 18;
  return [
    disc(100 - peak, 26, 9, sun),
    `<path d="M-5 66 ${peak - 12} 34l9 10 8-14 34 36Z" fill="${far}"/>`,
    `<path d="M30 66 74 40l36 26Z" fill="${middle}"/>`,
    `<rect y="64" width="100" height="40" fill="${far}" opacity=".55"/>`,
    `<path d="M18 74h34M46 81h40M10 89h30" stroke="#fff" stroke-width="1.4" stroke-linecap="round" opacity=".5"/>`,
    wave(near, 92, 3, number),
  ].join("\n");
}

function drawShore({ sun, land: [far, middle, near] }: Palette, number: number): string {
  return [
    disc(50, 55, 17, sun),
    `<rect y="55" width="100" height="45" fill="${middle}"/>`,
    `<path d="M36 60h28M40 66h20M43 72h14" stroke="${sun}" stroke-width="2" stroke-linecap="round" opacity=".7"/>`,
    wave(far, 78, 3, number),
    wave(near, 87, 4, number + 3),
  ].join("\n");
}

function drawPlant({ sun, land: [far, middle, near] }: Palette, number: number): string {
  const leaves = [0, 1, 2, 3].map((pair) => {
    const y = 66 - pair * 12;
    const reach = 21 - pair * 3;
    const left = `<path d="M50 ${y}q${-reach / 2}-14${-reach}-6q${reach / 3} 13 ${reach} 6" fill="${middle}"/>`;
    return `${left}<path d="M50 ${y - 5}q${reach / 2}-14 ${reach}-6q${-reach / 3} 13${-reach} 6" fill="${near}"/>`;
  });
  return [
    disc(72 - (number % 3) * 20, 28, 13, sun),
    `<path d="M50 80V24" stroke="${near}" stroke-width="2"/>`,
    ...leaves,
    `<path d="M34 76h32l-5 24H39Z" fill="${far}"/>`,
  ].join("\n");
}

/** The ground from a wavy line at about `y` down. */
function wave(colour: string, y: number, height: number, number: number): string {
  const points = Array.from({ length: 11 }, (_, step) => {
    const angle = step * 0.75 + number * 1.3;
    return `${step * 10} ${(y - height * Math.sin(angle)).toFixed(1)}`;
  });
  return `<path d="M${points.join("L")}V100H0Z" fill="${colour}" stroke="${colour}" stroke-linejoin="round" stroke-width="3"/>`;
}

function tree(x: number, y: number, colour: string): string {
  return `<path d="M${x} ${y}v-18" stroke="${colour}" stroke-width="2"/>${disc(x, y - 22, 8, colour)}`;
}

function disc(x: number, y: number, radius: number, colour: string): string {
  return `<circle cx="${x}" cy="${y}" r="${radius}" fill="${colour}"/>`;
}
