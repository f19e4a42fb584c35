// What the vital signs form asks, in the order in which they are measured.

import { signs } from "../../../shared/api.gen";
import { t } from "../../i18n";
import { unit } from "../../i18n/format";

export type Sign = keyof typeof signs;

export interface Measure {
  sign: Sign;
  /** Which value of the sign: blood pressure has two. */
  part: "value" | "other";
  label: string;
  unit: string;
  /** Beyond these a living person is a slip of the finger. */
  low: number;
  high: number;
}

const limits: [sign: Sign, low: number, high: number][] = [
  ["blood-pressure", 30, 320],
  ["heart-rate", 15, 320],
  ["respiratory-rate", 2, 90],
  ["temperature", 25, 45],
  ["oxygen-saturation", 30, 100],
  ["weight", 0.3, 400],
  ["height", 20, 260],
  ["glucose", 10, 1500],
  ["pain", 0, 10],
];

export const measures: Measure[] = limits.flatMap(([sign, low, high]) => {
  const label = t.vitals.sign[sign] ?? sign;
  const base = { sign, unit: unit(signs[sign]), low, high };
  if (sign !== "blood-pressure") return [{ ...base, part: "value" as const, label }];
  return [
    { ...base, part: "value" as const, label: `${label}, ${t.vitals.systolic}` },
    { ...base, part: "other" as const, label: `${label}, ${t.vitals.diastolic}`, low: 10, high: 220 },
  ];
});
