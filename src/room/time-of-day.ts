/** Writes an instant as the time of day in a zone, such as "14:00". */
export type TimeOfDay = (instant: Date, zone: string) => string;

/** The same, cached for a minute per zone: formatting costs more than relaying a message. */
export function oncePerMinute(format: TimeOfDay): TimeOfDay {
  let minute = 0;
  let byZone = new Map<string, string>();
  return (instant, zone) => {
    const thisMinute = Math.floor(instant.getTime() / 60_000);
    if (minute !== thisMinute) byZone = new Map<string, string>();
    minute = thisMinute;
    const time = byZone.get(zone) ?? format(instant, zone);
    byZone.set(zone, time);
    return time;
  };
}
