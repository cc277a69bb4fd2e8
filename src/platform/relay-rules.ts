/** Whether there is a relay among what helps browsers to find each other: one that shares a secret with the site, or another. */
export function hasRelay(ice: { servers: { urls: string | string[] }[]; turn?: object | undefined }): boolean {
  const urls = ice.servers.flatMap((server) => server.urls);
  return ice.turn !== undefined || urls.some((url) => /^turns?:/.test(url));
}
