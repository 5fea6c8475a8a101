/**
 * The tax rates that a new organization starts with: standard and main reduced VAT of the European Union, the
 * United Kingdom, Switzerland and Norway as in force in 2026 (Taxes in Europe Database, national law), with the
 * first day of the current rate. They are ordinary rows: check them, change them, add other countries.
 */

type Rate = [country: string, standard: number, standardFrom: string, reduced: number, reducedFrom: string];

const rates: Rate[] = [
  ["AT", 20, "1984-01-01", 10, "1984-01-01"],
  ["BE", 21, "1996-01-01", 6, "1996-01-01"],
  ["BG", 20, "1999-01-01", 9, "2011-04-01"],
  ["CH", 8.1, "2024-01-01", 2.6, "2024-01-01"],
  ["CY", 19, "2014-01-13", 9, "2014-01-13"],
  ["CZ", 21, "2013-01-01", 12, "2024-01-01"],
  ["DE", 19, "2021-01-01", 7, "2021-01-01"],
  ["DK", 25, "1992-01-01", 25, "1992-01-01"],
  ["EE", 24, "2025-07-01", 9, "2009-01-01"],
  ["ES", 21, "2012-09-01", 10, "2012-09-01"],
  ["FI", 25.5, "2024-09-01", 13.5, "2026-01-01"],
  ["FR", 20, "2014-01-01", 5.5, "2014-01-01"],
  ["GB", 20, "2011-01-04", 5, "1997-09-01"],
  ["GR", 24, "2016-06-01", 13, "2016-06-01"],
  ["HR", 25, "2012-03-01", 13, "2014-01-01"],
  ["HU", 27, "2012-01-01", 18, "2009-07-01"],
  ["IE", 23, "2021-03-01", 13.5, "2003-01-01"],
  ["IT", 22, "2013-10-01", 10, "1995-02-24"],
  ["LT", 21, "2009-09-01", 12, "2026-01-01"],
  ["LU", 17, "2024-01-01", 8, "2024-01-01"],
  ["LV", 21, "2012-07-01", 12, "2011-01-01"],
  ["MT", 18, "2004-01-01", 5, "2004-01-01"],
  ["NL", 21, "2012-10-01", 9, "2019-01-01"],
  ["NO", 25, "2005-01-01", 15, "2012-01-01"],
  ["PL", 23, "2011-01-01", 8, "2011-01-01"],
  ["PT", 23, "2011-01-01", 6, "2011-01-01"],
  ["RO", 21, "2025-08-01", 11, "2025-08-01"],
  ["SE", 25, "1990-07-01", 12, "1996-01-01"],
  ["SI", 22, "2013-07-01", 9.5, "2013-07-01"],
  ["SK", 23, "2025-01-01", 19, "2025-01-01"],
];

const zeroFrom = "1970-01-01";

/** As rows of the table. */
export function initialTaxRates(): {
  country: string;
  category: string;
  first_on: string;
  rate_percent: number;
}[] {
  return rates.flatMap(([country, standard, standardFrom, reduced, reducedFrom]) => [
    { country, category: "standard", first_on: standardFrom, rate_percent: standard },
    { country, category: "reduced", first_on: reducedFrom, rate_percent: reduced },
    { country, category: "zero", first_on: zeroFrom, rate_percent: 0 },
  ]);
}
