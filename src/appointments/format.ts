/** How instants, amounts and lengths of time are written. Zones are IANA names. */
export interface Format {
  dateTime: (instant: Date, zone: string) => string;
  date: (instant: Date, zone: string) => string;
  shortDay: (instant: Date, zone: string) => string;
  time: (instant: Date, zone: string) => string;
  zoneName: (zone: string) => string;
  money: (cents: number) => string;
  minutes: (count: number) => string;
}
