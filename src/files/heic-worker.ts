import { createRequire } from "node:module";
import { parentPort, workerData } from "node:worker_threads";

/** What the thread is asked: a HEIC file, how many pixels it may unpack, and how many it may return. */
export interface HeicQuestion {
  bytes: Uint8Array;
  mostPixels: number;
  mostReturned: number;
}

/** A picture as plain pixels, three bytes each (RGB), upright. */
export interface Pixels {
  width: number;
  height: number;
  data: Uint8Array<ArrayBuffer>;
}

/** Null where the picture has more pixels than may be unpacked. */
export type HeicAnswer = Pixels | null;

interface Handle {
  handle: unknown;
  get_width(): number;
  get_height(): number;
  is_primary(): boolean;
}

/** What libheif gives back: with a code instead of channels where it fails. Its bytes lie in the decoder's own memory. */
interface Decoded {
  channels?: Channel[];
}

interface Channel {
  width: number;
  height: number;
  /** From the beginning of one row to that of the next, in bytes. */
  stride: number;
  data: Uint8Array;
}

interface Libheif {
  HeifDecoder: new () => { decode(bytes: Uint8Array): Handle[] };
  heif_colorspace: { heif_colorspace_RGB: unknown };
  heif_chroma: { heif_chroma_interleaved_RGB: unknown };
  heif_js_decode_image2(handle: unknown, colorspace: unknown, chroma: unknown): Promise<Decoded>;
}

const CHANNELS = 3;

const { bytes, mostPixels, mostReturned } = workerData as HeicQuestion;
const libheif = createRequire(import.meta.url)("libheif-js/wasm-bundle") as Libheif;
const images = new libheif.HeifDecoder().decode(bytes);
const image = images.find((one) => one.is_primary()) ?? images[0];
if (!image) throw new Error("There is no picture in this file");

if (image.get_width() * image.get_height() > mostPixels) parentPort?.postMessage(null);
else void unpack(image).then((pixels) => parentPort?.postMessage(pixels, [pixels.data.buffer]));

async function unpack({ handle }: Handle): Promise<Pixels> {
  const { heif_colorspace: spaces, heif_chroma: chromas } = libheif;
  const wanted = [spaces.heif_colorspace_RGB, chromas.heif_chroma_interleaved_RGB] as const;
  const channel = (await libheif.heif_js_decode_image2(handle, ...wanted)).channels?.[0];
  if (!channel) throw new Error("The picture cannot be decoded");
  const factor = Math.ceil(Math.sqrt((channel.width * channel.height) / mostReturned));
  return shrinkInPlace(channel, factor);
}

/** Each pixel becomes the mean of a square of `factor` by `factor`. In place, because the decoder holds several copies of the picture already. */
function shrinkInPlace({ width: wide, height: high, stride, data }: Channel, factor: number): Pixels {
  const [width, height] = [Math.floor(wide / factor), Math.floor(high / factor)];
  let written = 0;
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const corner = y * factor * stride + x * factor * CHANNELS;
      for (let channel = 0; channel < CHANNELS; channel += 1) {
        data[written++] = meanOf(data, corner + channel, stride, factor);
      }
    }
  }
  return { width, height, data: data.slice(0, written) };
}

function meanOf(data: Uint8Array, from: number, stride: number, factor: number): number {
  let sum = 0;
  for (let row = 0; row < factor; row += 1) {
    for (let column = 0; column < factor; column += 1) sum += data[from + row * stride + column * CHANNELS]!;
  }
  return Math.round(sum / (factor * factor));
}
