/** One number to call in an emergency, and for what; `what` is "Emergencies" where one number serves for all. */
export interface EmergencyNumber {
  number: string;
  what: string;
}

/** A help line: people who listen, by telephone or text message. */
export interface CrisisLine {
  name: string;
  /** As people write it; without its spaces it can be dialled in its country. Absent where the line takes text messages alone. */
  number?: string;
  hours: string;
  /** For whom it is, where it is not for everyone, or what to choose or say. */
  note?: string;
  /** What to send to which number, where it takes text messages; a word of the line's own where it asks for one. */
  text?: { to: string; word?: string };
  /** The site of the line, of the public body that runs it, or of a directory that lists it. */
  source: string;
}

/** Where to turn in one country. */
export interface CountryHelp {
  emergency: EmergencyNumber[];
  lines: CrisisLine[];
  /** The day (ISO 8601) on which numbers and hours were last compared with public directories and what the lines publish. */
  checked: string;
}

const CHECKED = "2026-11-28";
const ALWAYS = "24 hours a day";

const DIRECTORY = "https://en.wikipedia.org/wiki/List_of_suicide_crisis_lines";
const CHILDREN = "For children and young people";

/**
 * Where to turn in a crisis, by ISO 3166-1 code. A country without lines has its emergency number alone: better no number than one
 * that may be wrong. Emergency numbers follow the ITU's national numbering and
 * https://en.wikipedia.org/wiki/List_of_emergency_telephone_numbers; every line names its source.
 */
export const CRISIS_HELP: Record<string, CountryHelp> = {
  // Europe
  GB: help(all("999"), [
    line("Samaritans", "116 123", ALWAYS, "https://www.samaritans.org"),
    line("Shout", null, ALWAYS, "https://giveusashout.org", { text: { to: "85258", word: "SHOUT" } }),
    line("NHS 111", "111", ALWAYS, "https://www.nhs.uk", { note: "Choose option 2 for mental health" }),
    line("Papyrus HOPELINE247", "0800 068 4141", ALWAYS, "https://www.papyrus-uk.org", { note: "For people under 35" }),
  ]),
  IE: help(all("112"), [
    line("Samaritans", "116 123", ALWAYS, "https://www.samaritans.org/ireland"),
    line("Pieta", "1800 247 247", ALWAYS, "https://www.pieta.ie"),
    line("Text About It", null, ALWAYS, "https://www.textaboutit.ie", { text: { to: "50808", word: "HELLO" } }),
  ]),
  IM: help(all("999"), [line("Samaritans", "116 123", ALWAYS, "https://www.samaritans.org")]),
  JE: help(all("999"), [line("Samaritans", "116 123", ALWAYS, "https://www.samaritans.org")]),
  GG: help(all("999"), [line("Samaritans", "116 123", ALWAYS, "https://www.samaritans.org")]),
  DE: help(all("112"), [
    line("TelefonSeelsorge", "0800 111 0 111", ALWAYS, "https://www.telefonseelsorge.de"),
    line("TelefonSeelsorge", "116 123", ALWAYS, "https://www.telefonseelsorge.de"),
    line("Nummer gegen Kummer", "116 111", "Monday to Saturday, 14:00 to 20:00", "https://www.nummergegenkummer.de", {
      note: CHILDREN,
    }),
  ]),
  AT: help(all("112"), [
    line("TelefonSeelsorge", "142", ALWAYS, "https://www.telefonseelsorge.at"),
    line("Rat auf Draht", "147", ALWAYS, "https://www.rataufdraht.at", { note: CHILDREN }),
  ]),
  CH: help(all("112"), [
    line("Die Dargebotene Hand, La Main Tendue, Telefono Amico", "143", ALWAYS, "https://www.143.ch"),
    line("Pro Juventute", "147", ALWAYS, "https://www.147.ch", { note: CHILDREN, text: { to: "147" } }),
  ]),
  LI: help(all("112"), [line("Die Dargebotene Hand", "143", ALWAYS, "https://www.143.ch")]),
  FR: help(all("112"), french()),
  BE: help(all("112"), [
    line("Zelfmoordlijn", "1813", ALWAYS, "https://www.zelfmoord1813.be", { note: "In Dutch" }),
    line("Centre de Prévention du Suicide", "0800 32 123", ALWAYS, "https://www.preventionsuicide.be", {
      note: "In French",
    }),
    line("Tele-Onthaal", "106", ALWAYS, "https://www.tele-onthaal.be", { note: "In Dutch" }),
    line("Télé-Accueil", "107", ALWAYS, "https://www.tele-accueil.be", { note: "In French" }),
  ]),
  NL: help(all("112"), [
    line("113 Zelfmoordpreventie", "113", ALWAYS, "https://www.113.nl"),
    line("113 Zelfmoordpreventie", "0800 0113", ALWAYS, "https://www.113.nl"),
    line("De Luisterlijn", "088 0767 000", ALWAYS, "https://www.deluisterlijn.nl"),
  ]),
  LU: help(all("112"), [
    line("SOS Détresse", "45 45 45", "Daily, 11:00 to 23:00; Friday and Saturday until 3:00", "https://454545.lu"),
  ]),
  ES: help(all("112"), [
    line("Línea 024", "024", ALWAYS, "https://www.sanidad.gob.es/linea024/home.htm"),
    line("Teléfono de la Esperanza", "717 003 717", ALWAYS, "https://telefonodelaesperanza.org"),
    line("ANAR", "900 20 20 10", ALWAYS, "https://www.anar.org", { note: CHILDREN }),
  ]),
  PT: help(all("112"), [
    line("SNS 24", "808 24 24 24", ALWAYS, "https://www.sns24.gov.pt", { note: "Ask for psychological support" }),
    line("SOS Voz Amiga", "213 544 545", "Daily, 15:30 to 0:30", "https://www.sosvozamiga.org"),
  ]),
  IT: help(all("112"), [
    line("Telefono Amico Italia", "02 2327 2327", "Daily, 10:00 to 24:00", "https://www.telefonoamico.it"),
  ]),
  MT: help(all("112"), [
    line("Supportline", "179", ALWAYS, "https://fsws.gov.mt"),
    line("Richmond Foundation", "1770", ALWAYS, "https://www.richmond.org.mt"),
  ]),
  GR: help(all("112"), [line("Klimaka", "1018", ALWAYS, "https://suicide-help.gr")]),
  CY: help(all("112"), [
    line("Cyprus Samaritans", "8000 7773", "Daily, 16:00 to 24:00", "https://www.cyprussamaritans.org"),
  ]),
  DK: help(all("112"), [
    line("Livslinien", "70 201 201", "Daily, 11:00 to 5:00", "https://www.livslinien.dk"),
    line("BørneTelefonen", "116 111", ALWAYS, "https://bornetelefonen.dk", { note: CHILDREN }),
  ]),
  NO: help(ambulancePolice("113", "112"), [
    line("Mental Helse", "116 123", ALWAYS, "https://mentalhelse.no"),
    line("Kirkens SOS", "22 40 00 40", ALWAYS, "https://www.kirkens-sos.no"),
    line("Alarmtelefonen", "116 111", ALWAYS, "https://www.116111.no", { note: CHILDREN }),
  ]),
  SE: help(all("112"), [line("Självmordslinjen", "90101", ALWAYS, "https://mind.se")]),
  FI: help(all("112"), [line("MIELI Kriisipuhelin", "09 2525 0111", ALWAYS, "https://mieli.fi")]),
  SJ: help(ambulancePolice("113", "112"), [line("Mental Helse", "116 123", ALWAYS, "https://mentalhelse.no")]),
  AX: help(all("112"), [line("MIELI Kriisipuhelin", "09 2525 0111", ALWAYS, "https://mieli.fi")]),
  IS: help(all("112"), [
    line("Hjálparsími Rauða krossins", "1717", ALWAYS, "https://www.1717.is"),
    line("Píeta", "552 2218", ALWAYS, "https://pieta.is"),
  ]),
  EE: help(all("112"), [
    line("Eluliin", "655 8088", "Daily, 19:00 to 7:00", "https://www.eluliin.ee"),
    line("Lasteabi", "116 111", ALWAYS, "https://www.lasteabi.ee", { note: CHILDREN }),
  ]),
  LV: help(all("112"), [line("Skalbes", "116 123", ALWAYS, "https://www.skalbes.lv")]),
  LT: help(all("112"), [line("Vilties linija", "116 123", ALWAYS, "https://www.viltieslinija.lt")]),
  PL: help(all("112"), [
    line("Centrum Wsparcia", "800 70 2222", ALWAYS, "https://centrumwsparcia.pl"),
    line("Telefon zaufania dla dzieci i młodzieży", "116 111", ALWAYS, "https://116111.pl", { note: CHILDREN }),
  ]),
  CZ: help(all("112"), [
    line("Linka první psychické pomoci", "116 123", ALWAYS, "https://linkapsychickepomoci.cz"),
    line("Linka bezpečí", "116 111", ALWAYS, "https://www.linkabezpeci.cz", { note: CHILDREN }),
  ]),
  SK: help(all("112"), [
    line("Linka dôvery Nezábudka", "0800 800 566", ALWAYS, "https://dusevnezdravie.sk"),
    line("Krízová linka pomoci", "0800 500 333", ALWAYS, "https://www.krizovalinkapomoci.sk"),
  ]),
  HU: help(all("112"), [
    line("LESZ", "116 123", ALWAYS, "https://sos116-123.hu"),
    line("Kék Vonal", "116 111", ALWAYS, "https://kek-vonal.hu", { note: CHILDREN }),
  ]),
  SI: help(all("112"), [
    line("Samarijan in Sopotnik", "116 123", ALWAYS, "https://www.telefon-samarijan.si"),
    line("TOM telefon", "116 111", "Daily, 12:00 to 20:00", "https://www.e-tom.si", { note: CHILDREN }),
  ]),
  HR: help(all("112"), [
    line("Plavi telefon", "01 4833 888", "Monday to Friday, 9:00 to 21:00", "https://www.plavi-telefon.hr"),
    line("Hrabri telefon", "116 111", "Monday to Friday, 9:00 to 20:00", "https://hrabritelefon.hr", {
      note: CHILDREN,
    }),
  ]),
  RS: help(ambulancePolice("194", "192"), [
    line("Centar Srce", "0800 300 303", "Daily, 14:00 to 23:00", "https://www.centarsrce.org"),
    line("Klinika Laza Lazarević", "011 7777 000", ALWAYS, "https://www.lazalazarevic.rs"),
  ]),
  RO: help(all("112"), [
    line("TelVerde antidepresie", "0800 0800 20", ALWAYS, DIRECTORY),
    line("TelVerde antisuicid", "0800 801 200", "Evenings and nights", "https://www.antisuicid.com"),
  ]),
  BG: help(all("112"), [line("Детска линия 116 111", "116 111", ALWAYS, "https://116111.bg", { note: CHILDREN })]),
  UA: help(ambulancePolice("103", "102"), [line("Lifeline Ukraine", "7333", ALWAYS, "https://lifelineukraine.com")]),
  RU: help(all("112"), [
    line("Помощь рядом", "8 800 333 44 34", ALWAYS, "https://pomoschryadom.ru"),
    line("Детский телефон доверия", "8 800 2000 122", ALWAYS, "https://telefon-doveria.ru", { note: CHILDREN }),
  ]),

  // Americas
  US: help(all("911"), [
    line("988 Suicide & Crisis Lifeline", "988", ALWAYS, "https://988lifeline.org", { text: { to: "988" } }),
    line("Crisis Text Line", null, ALWAYS, "https://www.crisistextline.org", {
      text: { to: "741741", word: "HOME" },
    }),
  ]),
  PR: help(all("911"), [
    line("Línea PAS", "1 800 981 0023", ALWAYS, "https://www.assmca.pr.gov"),
    line("988 Suicide & Crisis Lifeline", "988", ALWAYS, "https://988lifeline.org", { text: { to: "988" } }),
  ]),
  VI: help(all("911"), [line("988 Suicide & Crisis Lifeline", "988", ALWAYS, "https://988lifeline.org")]),
  GU: help(all("911"), [line("988 Suicide & Crisis Lifeline", "988", ALWAYS, "https://988lifeline.org")]),
  CA: help(all("911"), [
    line("988 Suicide Crisis Helpline", "988", ALWAYS, "https://988.ca", { text: { to: "988" } }),
    line("Kids Help Phone", "1 800 668 6868", ALWAYS, "https://kidshelpphone.ca", {
      note: CHILDREN,
      text: { to: "686868", word: "CONNECT" },
    }),
  ]),
  MX: help(all("911"), [
    line("Línea de la Vida", "800 911 2000", ALWAYS, "https://www.gob.mx/salud/conadic"),
    line("SAPTEL", "55 5259 8121", ALWAYS, "http://www.saptel.org.mx"),
  ]),
  BR: help(ambulancePolice("192", "190"), [line("Centro de Valorização da Vida", "188", ALWAYS, "https://cvv.org.br")]),
  AR: help(ambulancePolice("107", "911"), [
    line("Ministerio de Salud", "0800 999 0091", ALWAYS, "https://www.argentina.gob.ar/salud/mental"),
    line("Centro de Asistencia al Suicida", "135", "Daily, 8:00 to 24:00", "https://www.asistenciaalsuicida.org.ar", {
      note: "From Buenos Aires and its surroundings",
    }),
    line(
      "Centro de Asistencia al Suicida",
      "0800 345 1435",
      "Daily, 8:00 to 24:00",
      "https://www.asistenciaalsuicida.org.ar",
    ),
  ]),
  CL: help(ambulancePolice("131", "133"), [
    line("No estás solo, no estás sola", "*4141", ALWAYS, "https://www.minsal.cl", { note: "From mobile phones" }),
    line("Salud Responde", "600 360 7777", ALWAYS, "https://saludresponde.minsal.cl"),
  ]),
  CO: help(all("123"), [line("Línea 106", "106", ALWAYS, "https://www.saludcapital.gov.co", { note: "In Bogotá" })]),
  PE: help(ambulancePolice("106", "105"), [
    line("Línea 113", "113", ALWAYS, "https://www.gob.pe/minsa", { note: "Choose option 5 for mental health" }),
  ]),
  UY: help(all("911"), [line("Línea Vida", "0800 0767", ALWAYS, "https://www.asse.com.uy")]),
  CR: help(all("911"), [
    line("Aquí Estoy", "2272 3774", "Monday to Friday, 14:00 to 22:00", "https://psicologiacr.com"),
  ]),
  JM: help(ambulancePolice("110", "119"), [
    line("Mental Health & Suicide Prevention Helpline", "888 639 5433", ALWAYS, "https://www.moh.gov.jm"),
  ]),
  TT: help(ambulancePolice("811", "999"), [line("Lifeline", "800 5588", ALWAYS, "https://www.lifelinetnt.org")]),
  GP: help(all("112"), french()),
  MQ: help(all("112"), french()),
  GF: help(all("112"), french()),

  // Asia
  JP: help(ambulancePolice("119", "110"), [
    line("Yorisoi Hotline", "0120 279 338", ALWAYS, "https://www.since2011.net/yorisoi", { note: "Ten languages" }),
    line("Inochi no Denwa", "0120 783 556", "Daily, 16:00 to 21:00", "https://www.inochinodenwa.org"),
  ]),
  KR: help(ambulancePolice("119", "112"), [
    line("Suicide prevention line", "109", ALWAYS, "https://www.mohw.go.kr"),
    line("Mental health crisis line", "1577 0199", ALWAYS, "https://www.mohw.go.kr"),
    line("Youth line", "1388", ALWAYS, "https://www.cyber1388.kr", { note: CHILDREN }),
  ]),
  CN: help(ambulancePolice("120", "110"), [
    line("12356", "12356", "Most places 24 hours a day", "http://www.nhc.gov.cn"),
    line("Beijing Suicide Research and Prevention Center", "010 8295 1332", ALWAYS, "https://www.crisis.org.cn"),
  ]),
  HK: help(all("999"), [
    line("Mental Health Support Hotline", "18111", ALWAYS, "https://www.shallwetalk.hk"),
    line("The Samaritan Befrienders", "2389 2222", ALWAYS, "https://sbhk.org.hk"),
    line("The Samaritans", "2896 0000", ALWAYS, "https://samaritans.org.hk", { note: "Several languages" }),
  ]),
  MO: help(all("999"), [line("Caritas Life Hope", "2852 5222", ALWAYS, "https://www.caritas.org.mo")]),
  TW: help(ambulancePolice("119", "110"), [
    line("1925 Anxin", "1925", ALWAYS, "https://www.mohw.gov.tw"),
    line("Lifeline", "1995", ALWAYS, "http://www.life1995.org.tw"),
  ]),
  SG: help(ambulancePolice("995", "999"), [
    line("Samaritans of Singapore", "1767", ALWAYS, "https://www.sos.org.sg"),
    line("national mindline", "1771", ALWAYS, "https://www.mindline.sg"),
  ]),
  MY: help(all("999"), [
    line("Befrienders", "03 7627 2929", ALWAYS, "https://www.befrienders.org.my"),
    line("HEAL", "15555", "Daily, 8:00 to 24:00", "https://www.moh.gov.my"),
    line("Talian Kasih", "15999", ALWAYS, "https://www.kpwkm.gov.my"),
  ]),
  TH: help(ambulancePolice("1669", "191"), [line("สายด่วนสุขภาพจิต", "1323", ALWAYS, "https://1323alltime.dmh.go.th")]),
  VN: help(ambulancePolice("115", "113"), [
    line("Ngày Mai", "096 306 1414", "Wednesday to Sunday, 13:00 to 20:30", "https://duongdaynongngaymai.vn"),
    line("111", "111", ALWAYS, "https://tongdai111.vn", { note: CHILDREN }),
  ]),
  ID: help(ambulancePolice("119", "110"), [
    line("SEJIWA", "119", ALWAYS, "https://kemkes.go.id", { note: "Choose extension 8" }),
  ]),
  PH: help(all("911"), [
    line("NCMH Crisis Hotline", "1553", ALWAYS, "https://ncmh.gov.ph"),
    line("NCMH Crisis Hotline", "0917 899 8727", ALWAYS, "https://ncmh.gov.ph", { note: "From mobile phones" }),
  ]),
  IN: help(all("112"), [
    line("Tele MANAS", "14416", ALWAYS, "https://telemanas.mohfw.gov.in"),
    line("iCall", "9152987821", "Monday to Saturday, 10:00 to 20:00", "https://icallhelpline.org"),
  ]),
  PK: help(ambulancePolice("115", "15"), [line("Umang", "0311 7786264", ALWAYS, "https://www.umang.com.pk")]),
  LK: help(ambulancePolice("1990", "119"), [
    line("National Mental Health Helpline", "1926", ALWAYS, "https://nimh.health.gov.lk"),
  ]),
  NP: help(ambulancePolice("102", "100"), [
    line("National Suicide Prevention Helpline", "1166", ALWAYS, "https://mohp.gov.np"),
  ]),
  BD: help(all("999"), [line("Kaan Pete Roi", "09612 119911", "Daily, 15:00 to 3:00", "https://kaanpeteroi.org")]),
  IL: help(ambulancePolice("101", "100"), [line("ERAN", "1201", ALWAYS, "https://www.eran.org.il")]),
  LB: help(ambulancePolice("140", "112"), [line("Embrace", "1564", ALWAYS, "https://embracelebanon.org")]),
  SA: help(ambulancePolice("997", "999"), [
    line("Ministry of Health", "937", ALWAYS, "https://www.moh.gov.sa", { note: "Health advice, mental health too" }),
  ]),
  AE: help(ambulancePolice("998", "999"), [
    line("Mental Support Line", "800 4673", "Daily, 8:00 to 20:00", "https://hope.hw.gov.ae"),
  ]),
  IR: help(ambulancePolice("115", "110"), [
    line("Behzisti", "1480", "Daily, 6:00 to 21:00", "https://www.behzisti.ir"),
    line("Social emergency", "123", ALWAYS, "https://www.behzisti.ir"),
  ]),
  KZ: help(all("112"), [line("111", "111", ALWAYS, "https://www.gov.kz", { note: "For families and children" })]),

  // Africa
  ZA: help(ambulancePolice("112", "10111"), [
    line("SADAG Suicide Crisis Line", "0800 567 567", ALWAYS, "https://www.sadag.org", { text: { to: "31393" } }),
    line("LifeLine", "0861 322 322", ALWAYS, "https://lifelinesa.co.za"),
  ]),
  KE: help(all("999"), [line("Kenya Red Cross", "1199", ALWAYS, "https://www.redcross.or.ke")]),
  EG: help(ambulancePolice("123", "122"), [
    line("General Secretariat of Mental Health", "16328", ALWAYS, "https://www.mohp.gov.eg"),
  ]),
  MU: help(ambulancePolice("114", "112"), [
    line("Befrienders Mauritius", "800 93 93", "Daily, 9:00 to 21:00", "https://www.befrienders.org"),
  ]),
  RE: help(all("112"), french()),
  YT: help(all("112"), french()),

  // Oceania
  AU: help(all("000"), [
    line("Lifeline", "13 11 14", ALWAYS, "https://www.lifeline.org.au", { text: { to: "0477 13 11 14" } }),
    line("Suicide Call Back Service", "1300 659 467", ALWAYS, "https://www.suicidecallbackservice.org.au"),
    line("Kids Helpline", "1800 55 1800", ALWAYS, "https://kidshelpline.com.au", { note: CHILDREN }),
  ]),
  NZ: help(all("111"), [
    line("Need to talk?", "1737", ALWAYS, "https://1737.org.nz", { text: { to: "1737" } }),
    line("Suicide Crisis Helpline", "0508 828 865", ALWAYS, "https://www.lifeline.org.nz"),
    line("Lifeline", "0800 543 354", ALWAYS, "https://www.lifeline.org.nz", { text: { to: "4357" } }),
  ]),
  FJ: help(ambulancePolice("911", "917"), [line("Lifeline Fiji", "132 454", ALWAYS, DIRECTORY)]),

  // No line could be confirmed for these.
  ...alone("112", "AD AL AM AO AZ BT FO GE GH GI GL KW MC MD MK NG SM ST TL TR TZ UG VA BL MF PM"),
  ...alone("911", "AG AI AS AW BM BQ BS BZ DO EC FM GD HN JO KN KY LC LR MH MP MS PA PW PY SV TC TO TV VE VG WS"),
  ...alone("999", "BH CK DM FK QA SB SC SD SH SL VC ZM ZW"),
  ...alone("000", "CC CX NF"),
  ...alone("9999", "OM"),
  ...alone("1515", "LY"),
  ...alone("115", "SR"),
  ...ambulancePoliceAlone(`BA 124 122, BB 511 211, BN 991 993, BW 997 999, BY 103 102, CI 185 110, CU 104 106, CV 130 132,
    CW 912 911, DJ 19 17, DZ 14 17, ET 907 911, GY 913 911, HT 116 114, KG 103 102, KH 119 117, LA 195 191, LS 121 123,
    MA 15 19, ME 124 122, MG 124 117, MN 103 102, MW 998 997, MZ 117 119, NC 15 17, NE 15 17, PF 15 17, PG 111 112,
    PS 101 100, RW 912 112, SX 912 911, SY 110 112, SZ 977 999, TJ 103 102, TM 103 102, TN 190 197, UZ 103 102, VU 112 111,
    XK 194 192, YE 191 194`),
};

function help(emergency: EmergencyNumber[], lines: CrisisLine[] = []): CountryHelp {
  return { emergency, lines, checked: CHECKED };
}

function all(number: string): EmergencyNumber[] {
  return [{ number, what: "Emergencies" }];
}

function ambulancePolice(ambulance: string, police: string): EmergencyNumber[] {
  return [
    { number: ambulance, what: "Ambulance" },
    { number: police, what: "Police" },
  ];
}

function line(
  name: string,
  number: string | null,
  hours: string,
  source: string,
  more: Pick<CrisisLine, "note" | "text"> = {},
): CrisisLine {
  return { name, ...(number && { number }), hours, source, ...more };
}

function french(): CrisisLine[] {
  return [
    line("3114", "3114", ALWAYS, "https://3114.fr"),
    line("SOS Amitié", "09 72 39 40 50", ALWAYS, "https://www.sos-amitie.com"),
    line("Fil Santé Jeunes", "0800 235 236", "Daily, 9:00 to 23:00", "https://www.filsantejeunes.com", {
      note: CHILDREN,
    }),
  ];
}

function alone(number: string, countries: string): Record<string, CountryHelp> {
  return Object.fromEntries(countries.split(" ").map((country) => [country, help(all(number))]));
}

function ambulancePoliceAlone(list: string): Record<string, CountryHelp> {
  const countries = list.split(",").map((entry) => entry.trim().split(" ") as [string, string, string]);
  return Object.fromEntries(
    countries.map(([country, ambulance, police]) => [country, help(ambulancePolice(ambulance, police))]),
  );
}
