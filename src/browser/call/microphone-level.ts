/**
 * Shows on a meter how loud a microphone is, from 0 to 1, until the returned function is called. Returns null where the browser
 * cannot measure sound.
 */
export function showLevel(meter: HTMLMeterElement, track: MediaStreamTrack): (() => void) | null {
  try {
    return measure(meter, track);
  } catch {
    return null;
  }
}

function measure(meter: HTMLMeterElement, track: MediaStreamTrack): () => void {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  const samples = new Uint8Array(analyser.fftSize);
  context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
  const timer = setInterval(() => {
    analyser.getByteTimeDomainData(samples);
    const loudest = samples.reduce((most, sample) => Math.max(most, Math.abs(sample - 128)), 0);
    meter.value = Math.sqrt(loudest / 128);
  }, 100);
  return () => {
    clearInterval(timer);
    void context.close();
  };
}
