/** Whether this browser can make calls. Browsers inside other apps often cannot, nor can Safari in Lockdown Mode. */
export const canCall = (): boolean => "RTCPeerConnection" in window && "MediaStream" in window;
