import { createRequire } from "node:module";
import { parentPort, workerData } from "node:worker_threads";

/** What the thread is asked: a HEIC file, and the most pixels that it may unpack. */
export interface HeicQuestion {
  bytes: Uint8Array;
  mostPixels: number;
}

/** A picture as plain pixels, four bytes each (RGBA), upright. */
export interface Pixels {
  width: number;
  height: number;
  data: Uint8ClampedArray<ArrayBuffer>;
}

interface HeifImage {
  get_width(): number;
  get_height(): number;
  is_primary(): boolean;
  display(target: Pixels, done: (shown: Pixels | null) => void): void;
}

interface Libheif {
  HeifDecoder: new () => { decode(bytes: Uint8Array): HeifImage[] };
}

const { bytes, mostPixels } = workerData as HeicQuestion;
const libheif = createRequire(import.meta.url)("libheif-js/wasm-bundle") as Libheif;
const images = new libheif.HeifDecoder().decode(bytes);
const image = images.find((one) => one.is_primary()) ?? images[0];
if (!image) throw new Error("There is no picture in this file");
const [width, height] = [image.get_width(), image.get_height()];
if (width * height > mostPixels) throw new Error(`${width} by ${height} pixels are too many`);

image.display({ width, height, data: new Uint8ClampedArray(width * height * 4) }, (shown) => {
  if (!shown) throw new Error("The picture cannot be decoded");
  parentPort?.postMessage(shown, [shown.data.buffer]);
});
