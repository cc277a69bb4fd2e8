/** Creates a stream without tracks; null in a browser without streams, as some inside other apps are. */
export const createStream = (): MediaStream | null => ("MediaStream" in window ? new MediaStream() : null);
