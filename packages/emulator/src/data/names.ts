import type { Random } from "./random.ts";

/** Invented names in several scripts; the Latin form is what an e-mail address is made of. */
interface NamePool {
  readonly weight: number;
  readonly first: readonly (readonly [name: string, latin: string])[];
  readonly last: readonly (readonly [name: string, latin: string])[];
}

const plain = (names: string): (readonly [string, string])[] =>
  names.split(" ").map((name) => [name, name.toLowerCase()]);
const written = (pairs: string): (readonly [string, string])[] =>
  pairs.split(" ").map((pair) => {
    const [name = "", latin = ""] = pair.split("/");
    return [name.replaceAll("_", " "), latin];
  });

const pools: readonly NamePool[] = [
  {
    weight: 60,
    first: plain(
      "Jordan Taylor Maria Angela Devon Marcus Priya Keisha Wendell Lorraine Travis Denise Curtis Yolanda Brent Shauna Derrick Paula Kendra Ruben Gloria Ernest Felicia Omar Tanya Russell Bianca Harold Monique Clifton Elena Gerald Rosa Vincent Carla Dwight Nadia Leonard Ivy Preston",
    ),
    last: plain(
      "Whitfield Okafor Delgado Reyes Lindqvist Mercer Castellano Abernathy Vance Holloway Pruitt Navarro Kessler Boone Trujillo Farrow Dunleavy Ibarra Stroud Pennington Salazar Crowley Hatch Mendez Barlow Quintero Beasley Fontaine Maddox Sorensen Tillman Ortega Wexler Ridley Ames Calloway",
    ),
  },
  {
    weight: 16,
    first: written(
      "José/jose María_José/mariajose Zoë/zoe Renée/renee Björn/bjorn Núria/nuria François/francois Małgorzata/malgorzata Søren/soren Íñigo/inigo Ana_Lucía/analucia Jürgen/jurgen",
    ),
    last: written(
      "O’Brien/obrien D'Angelo/dangelo Muñoz/munoz García_Núñez/garcianunez Müller/muller Łukaszewski/lukaszewski Ångström/angstrom N’Diaye/ndiaye van_der_Berg/vanderberg Peña/pena St._Clair/stclair Çelik/celik",
    ),
  },
  { weight: 3, first: written("美玲/meiling 伟/wei 子涵/zihan"), last: written("王/wang 陈/chen 欧阳/ouyang") },
  { weight: 2, first: written("翔太/shota 陽子/yoko"), last: written("佐藤/sato 鈴木/suzuki") },
  { weight: 2, first: written("지훈/jihoon 서연/seoyeon"), last: written("김/kim 박/park") },
  {
    weight: 6,
    first: written("ليلى/layla يوسف/yousef عمر/omar مريم/maryam"),
    last: written("الحسن/alhassan حداد/haddad منصور/mansour نصار/nassar"),
  },
  {
    weight: 5,
    first: written("Ольга/olga Дмитрий/dmitri Ганна/hanna Тарас/taras"),
    last: written("Коваленко/kovalenko Орлова/orlova Шевчук/shevchuk Белов/belov"),
  },
  {
    weight: 6,
    first: written("Nguyễn_An/nguyenan Thảo/thao Ayşe/ayse Adébáyọ̀/adebayo Siân/sian"),
    last: written("Trần/tran Đặng/dang Yılmaz/yilmaz Ọláyínká/olayinka Llŷr/llyr"),
  },
];

const totalWeight = pools.reduce((sum, pool) => sum + pool.weight, 0);

export interface PersonName {
  readonly first: string;
  readonly last: string;
  /** The local part of an address at example.com. */
  readonly mailbox: string;
}

/** Draws a name; names repeat, as they do in any staffing agency. */
export function drawName(random: Random): PersonName {
  let ticket = random.next() * totalWeight;
  const pool = pools.find((candidate) => (ticket -= candidate.weight) < 0) ?? (pools[0] as NamePool);
  const [first, firstLatin] = random.pick(pool.first);
  const [last, lastLatin] = random.pick(pool.last);
  return { first, last, mailbox: `${firstLatin}.${lastLatin}` };
}
