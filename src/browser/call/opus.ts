/**
 * Asks the other side, in a description that goes to it, to protect its sound: forward error correction, so that a lost packet
 * can be heard from the next one, and no packets during silence (RFC 7587, section 6.1).
 */
export function protectSound(sdp: string): string {
  const payload = /^a=rtpmap:(\d+) opus\/48000/im.exec(sdp)?.[1];
  if (!payload) return sdp;
  const settings = new RegExp(`^(a=fmtp:${payload} )(.*)$`, "m");
  const wanted = "useinbandfec=1;usedtx=1";
  if (!settings.test(sdp))
    return sdp.replace(new RegExp(`^(a=rtpmap:${payload} .*)$`, "m"), `$1\r\na=fmtp:${payload} ${wanted}`);
  return sdp.replace(settings, (_line, start: string, given: string) => {
    const kept = given.split(";").filter((part) => !/^\s*use(inbandfec|dtx)=/.test(part));
    return start + [...kept, wanted].join(";");
  });
}
